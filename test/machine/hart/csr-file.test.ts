import { describe, expect, it } from 'vitest';
import { Parts } from '../../../src/machine/parts.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import { quirksOf } from '../quirks-of.ts';
import { File } from './a-csr-file.ts';

const ALL = (1n << 64n) - 1n;
const U = 0;
const S = 1;
const M = 3;

describe('a CSR', () => {
  it.each<[string, bigint, bigint]>([
    ['mstatus', 0xa_0000_0000n, 0xa_007e_19aan],
    ['misa', 0x8000_0000_0014_1105n, 0x8000_0000_0014_1105n],
    ['medeleg', 0n, 0xb3ffn],
    ['mideleg', 0n, 0x222n],
    ['mie', 0n, 0xaaan],
    ['mip', 0n, 0x222n],
    ['mtvec', 0n, 0n],
    ['stvec', 0n, 0n],
    ['menvcfg', 1n << 61n, (1n << 61n) | 0xf1n],
    ['senvcfg', 0n, 0xf1n],
    ['mcounteren', 0n, 0xffff_ffffn],
    ['scounteren', 0n, 0xffff_ffffn],
    ['mcountinhibit', 0n, 0n],
    ['mhpmevent3', 0n, 0n],
    ['mhpmevent31', 0n, 0n],
    ['mhpmcounter3', 0n, 0n],
    ['mhpmcounter31', 0n, 0n],
    ['mscratch', 0n, ALL],
    ['sscratch', 0n, ALL],
    ['mepc', 0n, ALL - 1n],
    ['sepc', 0n, ALL - 1n],
    ['mcause', 0n, ALL],
    ['scause', 0n, ALL],
    ['mtval', 0n, ALL],
    ['stval', 0n, ALL],
    ['satp', 0n, 0n],
    ['sstatus', 0x2_0000_0000n, 0x2_000c_0122n],
    ['sie', 0n, 0n],
    ['sip', 0n, 0n],
    ['pmpcfg0', 0n, 0x9f9f_9f9f_9f9f_9f9fn],
    ['pmpcfg2', 0n, 0x9f9f_9f9f_9f9f_9f9fn],
    ['pmpaddr0', 0n, ALL],
    ['pmpaddr15', 0n, ALL],
    ['mvendorid', 0n, 0n],
    ['marchid', 0n, 0n],
    ['mimpid', 0n, 0n],
    ['mhartid', 0n, 0n],
    ['mconfigptr', 0n, 0n],
    ['mlwid', 3n, 0n],
    ['mwiddeleg', 0n, 0xfn],
  ])('%s is %i after a reset, and %i after all ones were written', (name, reset, written) => {
    const file = new File();
    expect(file.read(name)).toBe(reset);
    expect(file.write(name, ALL).read(name)).toBe(written);
  });

  it.each([
    ['mseccfg, without Smepmp', 0x747],
    ['mtime', 0xb01],
    ['mhpmcounter32', 0xb20],
    ['hpmcounter32', 0xc20],
    ['mcyclecfg', 0x321],
    ['minstretcfg', 0x322],
    ['pmpcfg1', 0x3a1],
    ['pmpaddr16', 0x3c0],
  ])('is missing: %s', (_, number) => {
    const { csrs } = new Parts(quirksOf(), SILENT);
    expect([csrs.read(number), csrs.reachable(number, M)]).toEqual([false, false]);
  });
});

describe('the legal values', () => {
  it('of MPP leave out 2, which keeps the old one', () => {
    const file = new File().write('mstatus', 0x800n);
    expect(file.write('mstatus', 0x1000n).read('mstatus') & 0x1800n).toBe(0x800n);
    expect(file.write('mstatus', 0x1800n).read('mstatus') & 0x1800n).toBe(0x1800n);
  });

  it('of a trap vector leave out modes 2 and 3', () => {
    for (const name of ['mtvec', 'stvec'] as const) {
      const file = new File().write(name, 0x8000_0001n);
      expect(file.write(name, 0x1002n).read(name)).toBe(0x8000_0001n);
      expect(file.write(name, 0x1003n).read(name)).toBe(0x8000_0001n);
      expect(file.write(name, 0xffff_ffff_0000_1004n).read(name)).toBe(0xffff_ffff_0000_1004n);
    }
  });

  it('of satp are those of modes 0, 8 and 9, all else is kept as written', () => {
    const file = new File().write('satp', 0x8123_4567_89ab_cdefn);
    expect(file.read('satp')).toBe(0x8123_4567_89ab_cdefn);
    expect(file.write('satp', 0xa000_0000_0000_0001n).read('satp')).toBe(0x8123_4567_89ab_cdefn);
    expect(file.write('satp', 0x9fff_0000_0000_0001n).read('satp')).toBe(0x9fff_0000_0000_0001n);
    expect(file.write('satp', 0x0fff_0000_0000_0001n).read('satp')).toBe(0x0fff_0000_0000_0001n);
  });

  it('of menvcfg.ADUE are seen by the walker', () => {
    expect(new File().write('menvcfg', 0n).read('menvcfg')).toBe(0n);
  });

  it.each(['menvcfg', 'senvcfg'])('of CBIE in %s leave out 2, which keeps the old one', (name) => {
    const file = new File().write('menvcfg', 0n).write(name, 0x10n);
    expect(file.write(name, 0xe1n).read(name)).toBe(0xd1n);
    expect(file.write(name, 0x30n).write(name, 0x20n).read(name)).toBe(0x30n);
  });

  it('of menvcfg do without ADUE under Svade', () => {
    const file = new File().withSvade();
    expect(file.read('menvcfg')).toBe(0n);
    expect(file.write('menvcfg', ALL).read('menvcfg')).toBe(0xf1n);
  });
});

describe('the views of S-mode', () => {
  it('sstatus changes its own bits of mstatus alone', () => {
    const file = new File().write('mstatus', 0x7e_19aan);
    expect(file.write('sstatus', 0n).read('mstatus')).toBe(0xa_0072_1888n);
    expect(file.write('sstatus', ALL).read('mstatus')).toBe(0xa_007e_19aan);
  });

  it('sie and sip show and change what is delegated', () => {
    const file = new File().write('mideleg', 0x202n).write('mie', 0xaaan).write('mip', 0x222n);
    expect([file.read('sie'), file.read('sip')]).toEqual([0x202n, 0x202n]);
    expect(file.write('sie', 0x022n).read('mie')).toBe(0x8aan);
    expect(file.write('sip', 0n).read('mip')).toBe(0x220n);
    expect(file.write('sip', ALL).read('mip')).toBe(0x222n);
    expect(file.write('mideleg', 0n).write('sip', 0n).read('mip')).toBe(0x222n);
  });
});

describe('who may reach a CSR', () => {
  it.each<[string, boolean, boolean]>([
    ['sstatus', false, true],
    ['satp', false, true],
    ['mstatus', false, false],
    ['mlwid', false, false],
    ['mwiddeleg', false, false],
    ['mhartid', false, false],
  ])('%s: U %s, S %s, M true', (name, user, supervisor) => {
    const file = new File();
    expect([U, S, M].map((mode) => file.reachable(name, mode))).toEqual([user, supervisor, true]);
  });

  it('depends on TVM for satp', () => {
    const file = new File().write('mstatus', 1n << 20n);
    expect([S, M].map((mode) => file.reachable('satp', mode))).toEqual([false, true]);
  });

  it('depends on mwiddeleg for slwid', () => {
    const file = new File();
    expect([U, S, M].map((mode) => file.reachable('slwid', mode))).toEqual([false, false, false]);
    file.write('mwiddeleg', 2n);
    expect([U, S, M].map((mode) => file.reachable('slwid', mode))).toEqual([false, true, true]);
  });

  it('depends on the device for the WID CSRs', () => {
    const file = new File(false);
    const names = ['mlwid', 'mwiddeleg', 'slwid'] as const;
    expect(names.map((name) => file.reachable(name, M))).toEqual([false, false, false]);
  });
});

describe('the counters below M', () => {
  it('need their bit of mcounteren, in U that of scounteren too', () => {
    const file = new File();
    const reached = () => ['cycle', 'time', 'instret', 'hpmcounter31'].map((name) => reachedBy(name));
    const reachedBy = (name: string) => [U, S, M].filter((mode) => file.reachable(name, mode));
    expect(reached()).toEqual([[M], [M], [M], [M]]);
    file.write('scounteren', ALL);
    expect(reached()).toEqual([[M], [M], [M], [M]]);
    file.write('mcounteren', 0x8000_0002n).write('scounteren', 2n);
    expect(reached()).toEqual([[M], [U, S, M], [M], [S, M]]);
  });

  it('are read-only views that the machine counters are not', () => {
    const file = new File().write('mcounteren', ALL).write('scounteren', ALL);
    expect(
      ['mcycle', 'minstret', 'mhpmcounter3', 'mhpmevent3'].map((name) => file.reachable(name, S)),
    ).toEqual([false, false, false, false]);
  });
});

describe('a write flushes the TLB', () => {
  it.each<[string, bigint, boolean]>([
    ['satp', 1n, true],
    ['satp', 0n, false],
    ['satp', 0x9000_0000_0000_0001n, true],
    ['satp', 0xa000_0000_0000_0001n, false],
    ['mstatus', 1n << 19n, true],
    ['mstatus', (1n << 18n) | (1n << 17n) | 0x1800n, false],
    ['sstatus', 1n << 19n, true],
    ['sstatus', 1n << 18n, false],
    ['pmpcfg0', 0x1fn, true],
    ['pmpcfg0', 0x1fn << 40n, true],
    ['pmpcfg2', 0x1fn, true],
    ['pmpcfg0', 0n, false],
    ['pmpaddr3', 1n, true],
    ['pmpaddr3', 0n, false],
    ['mlwid', 1n, true],
    ['mlwid', 3n, false],
    ['mwiddeleg', 2n, true],
    ['mwiddeleg', 0n, false],
    ['menvcfg', 0n, false],
    ['mscratch', 1n, false],
  ])('of %s with %i: %s', (name, value, flushes) => {
    expect(new File().flushes(name, value)).toBe(flushes);
  });

  it('of mwiddeleg not as posted (B04)', () => {
    expect(new File(true, 'no-flush-on-mwiddeleg').flushes('mwiddeleg', 2n)).toBe(false);
  });

  it('of slwid if it changes', () => {
    const file = new File().write('mwiddeleg', 6n);
    expect([file.flushes('slwid', 2n), file.flushes('slwid', 2n)]).toEqual([true, false]);
  });
});

describe('the mmu index of data', () => {
  it.each<[string, bigint, readonly number[]]>([
    ['nothing set', 0n, [0, 1, 3]],
    ['SUM', 1n << 18n, [0, 2, 3]],
    ['MPRV with MPP = U', 1n << 17n, [0, 1, 0]],
    ['MPRV with MPP = S', (1n << 17n) | 0x800n, [0, 1, 1]],
    ['MPRV with MPP = S and SUM', (3n << 17n) | 0x800n, [0, 2, 2]],
    ['MPRV with MPP = M', (1n << 17n) | 0x1800n, [0, 1, 3]],
  ])('in U, S and M with %s', (_, mstatus, indexes) => {
    const file = new File().write('mstatus', mstatus);
    expect([U, S, M].map((mode) => file.dataIndex(mode))).toEqual(indexes);
  });
});
