import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Comparisons } from '../../../src/machine/comparisons.ts';
import { Pmp } from '../../../src/machine/hart/pmp.ts';
import { code, MachineRun } from '../machine-run.ts';
import { quirksOf } from '../quirks-of.ts';

const MML = 1;
const MMWP = 2;
const RLB = 4;
const R = 1;
const W = 2;
const X = 4;
const L = 0x80;
const NAPOT = 0x18;
const D = 0x8000_0000;
const TYPES = [R, W, X];

/** worldguard.md 8.6: what M and what S and U get under MML, by L, R, W, X in this order of bits. */
const TABLE = [
  ['', ''],
  ['', 'X'],
  ['RW', 'R'],
  ['RW', 'RW'],
  ['', 'R'],
  ['', 'RX'],
  ['', 'RW'],
  ['', 'RWX'],
  ['', ''],
  ['X', ''],
  ['X', 'X'],
  ['RX', 'X'],
  ['R', ''],
  ['RX', ''],
  ['RW', ''],
  ['R', 'R'],
];

/** The cfg byte of a line of the table. */
function byteOf(op: number): number {
  return ((op & 8) << 4) | ((op & 4) >> 2) | (op & 2) | ((op & 1) << 2);
}

function rightsOf(pmp: Pmp, pa: number, mode: number): string {
  return ['R', 'W', 'X'].filter((_, type) => pmp.allows(pa, 4, type, mode)).join('');
}

/** Entry 0 holds the page at D; the rest of memory is in no entry. */
function pmpOf(seccfg: number, cfg: number, before = 0): Pmp {
  const pmp = new Pmp(quirksOf(), new Comparisons());
  pmp.reset(true);
  pmp.writeSeccfg(RLB | before);
  pmp.writeAddr(0, (D >>> 2) | 0x1ff, 0);
  pmp.writeSeccfg(RLB | seccfg);
  pmp.writeCfg(0, cfg | NAPOT);
  return pmp;
}

describe('an entry under MML', () => {
  it.each(TABLE.map(([machine, others], op) => [op, machine, others] as const))(
    '%i gives M-mode "%s", S and U "%s"',
    (op, machine, others) => {
      const pmp = pmpOf(MML, byteOf(op));
      expect([3, 1, 0].map((mode) => rightsOf(pmp, D, mode))).toEqual([machine, others, others]);
      expect(pmp.allows(D, 4, 0, 3)).toBe(machine.includes('R'));
      expect(TYPES.filter((right) => (pmp.prot & right) !== 0).length).toBe(machine.length);
    },
  );
});

describe('what no entry matches', () => {
  it.each([
    [0, 'RWX'],
    [MML, 'RW'],
    [MMWP, ''],
    [MML | MMWP, ''],
  ])('is open to M-mode with mseccfg %i for "%s", to nobody else', (seccfg, machine) => {
    const pmp = pmpOf(seccfg, R);
    expect([3, 1, 0].map((mode) => rightsOf(pmp, D + 0x2000, mode))).toEqual([machine, '', '']);
  });
});

describe('mseccfg', () => {
  it('keeps MML and MMWP once they are set, and tells when one of them changed', () => {
    const pmp = new Pmp(quirksOf(), new Comparisons());
    pmp.reset(true);
    expect(pmp.writeSeccfg(RLB)).toBe(false);
    expect([pmp.writeSeccfg(MML), pmp.seccfg]).toEqual([true, MML]);
    expect([pmp.writeSeccfg(0), pmp.seccfg]).toEqual([false, MML]);
    expect([pmp.writeSeccfg(MMWP | 0x78), pmp.seccfg]).toEqual([true, MML | MMWP]);
  });

  it('takes RLB only while nothing is locked, but drops it always', () => {
    const pmp = new Pmp(quirksOf(), new Comparisons());
    pmp.reset(true);
    pmp.writeCfg(12, L << 24);
    pmp.writeSeccfg(RLB);
    expect(pmp.seccfg).toBe(0);
    pmp.reset(true);
    pmp.writeSeccfg(RLB);
    pmp.writeCfg(12, L << 24);
    pmp.writeSeccfg(RLB);
    expect(pmp.seccfg).toBe(RLB);
    pmp.writeSeccfg(0);
    pmp.writeSeccfg(RLB);
    expect(pmp.seccfg).toBe(0);
  });

  it('is there with Smepmp alone', () => {
    const run = (extension: string) =>
      new MachineRun(`platform
  hart ${extension}
state
  mtvec 0x80000800
pmp
  0 napot all rwx
${code('csrrwi t0, mseccfg, 2', 'csrr t0, mseccfg')}`).after(2);
    expect(run('plain').outcome(0)).toBe('2 0x747152f3');
    expect([run('smepmp').outcome(0), run('smepmp').x(5)]).toEqual(['retired', 2n]);
  });
});

describe('a write of pmpcfg', () => {
  it('keeps W without R exactly under MML', () => {
    const pmp = new Pmp(quirksOf(), new Comparisons());
    pmp.reset(true);
    pmp.writeCfg(0, W | X);
    expect(pmp.readCfg(0)).toBe(X);
    pmp.writeSeccfg(MML);
    pmp.writeCfg(0, W | X);
    expect(pmp.readCfg(0)).toBe(W | X);
  });

  it('that would make code of M-mode is dropped under MML unless locks are bypassed', () => {
    fc.assert(
      fc.property(fc.nat(15), fc.nat(7), (op, seccfg) => {
        const pmp = new Pmp(quirksOf(), new Comparisons());
        pmp.reset(true);
        pmp.writeSeccfg(seccfg);
        pmp.writeCfg(0, R | NAPOT);
        const byte = byteOf(op);
        const legal = (seccfg & MML) === 0 && (byte & 3) === W ? byte & ~W : byte;
        const refused = (seccfg & MML) !== 0 && (seccfg & RLB) === 0 && [9, 10, 11, 13].includes(op);
        const changed = pmp.writeCfg(0, byte | NAPOT);
        expect(pmp.readCfg(0) & 0xff).toBe((refused ? R : legal) | NAPOT);
        expect(changed).toBe(!refused && legal !== R);
      }),
    );
  });

  it('and of pmpaddr go past locks under RLB', () => {
    const pmp = new Pmp(quirksOf(), new Comparisons());
    pmp.reset(true);
    pmp.writeSeccfg(RLB);
    pmp.writeCfg(0, (L << 8) | 0x900);
    expect([0, 1].map((entry) => pmp.writeAddr(entry, 5, 0))).toEqual([true, true]);
    expect(pmp.writeCfg(0, 0x0100)).toBe(true);
    pmp.writeCfg(0, (L << 8) | 0x900);
    pmp.writeSeccfg(0);
    expect([0, 1].map((entry) => pmp.writeAddr(entry, 6, 0))).toEqual([false, false]);
    expect(pmp.writeCfg(0, 0x0100)).toBe(false);
  });
});

describe('a change of MML or MMWP', () => {
  it('flushes the TLB', () => {
    const run = new MachineRun(`platform
  hart smepmp
state
  mtvec 0x80000800
  a0 0x80040000
pmp
  0 napot 0x80000000/4K r-x lock
${code('ld t0, 0(a0)', 'ld t0, 0(a0)', 'csrwi mseccfg, 2', 'ld t0, 0(a0)')}`).after(4);
    expect([0, 1, 2, 3].map((step) => run.outcome(step))).toEqual([
      'retired',
      'retired',
      'retired',
      '5 0x80040000',
    ]);
  });
});
