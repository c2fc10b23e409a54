import { describe, expect, it } from 'vitest';
import { code, MachineRun } from '../machine-run.ts';

const MSTATUS = 0xa_0000_0000n;
const MIE = 1n << 3n;
const MPIE = 1n << 7n;
const SIE = 1n << 1n;
const SPIE = 1n << 5n;
const SPP = 1n << 8n;
const MPP_S = 1n << 11n;
const MPP_M = 3n << 11n;
const MPRV = 1n << 17n;

/** A program of `mode` without a checker; handlers at 0x80000800 (M) and 0x80000900 (S). */
function program(mode: string, state: string, ...lines: readonly string[]): MachineRun {
  return new MachineRun(`platform
  device none
state
  mode ${mode}
  mtvec 0x80000800
  stvec 0x80000900
${state}
pmp
  0 napot all rwx
${code(...lines)}`);
}

describe('an exception', () => {
  it.each([
    ['U', '', '8 0x0', 0n],
    ['S', '', '9 0x0', MPP_S],
    ['M', '  mstatus MIE', '11 0x0', MPP_M | MPIE],
  ])('of %s enters M-mode and keeps where it came from', (mode, state, outcome, mstatus) => {
    const run = program(mode, state, 'nop', 'ecall').after(2);
    expect(run.outcome(1)).toBe(outcome);
    expect([run.csr('mepc'), run.csr('mcause'), run.csr('mtval')]).toEqual([
      0x8000_0004n,
      BigInt(outcome.split(' ')[0]),
      0n,
    ]);
    expect(run.csr('mstatus')).toBe(MSTATUS | mstatus);
    expect([run.machine.parts.state.mode, run.machine.parts.state.pcLo >>> 0]).toEqual([3, 0x8000_0800]);
  });

  it.each([
    ['U', '8 0x0', 0n],
    ['S', '9 0x0', SPP],
  ])('of %s enters S-mode if it is delegated', (mode, outcome, spp) => {
    const run = program(mode, '  medeleg 0x300\n  mstatus SIE MIE', 'ecall').after(1);
    expect([run.outcome(0), run.csr('sepc'), run.csr('mepc')]).toEqual([outcome, 0x8000_0000n, 0n]);
    expect(run.csr('mstatus')).toBe(MSTATUS | MIE | SPIE | spp);
    expect([run.machine.parts.state.mode, run.machine.parts.state.pcLo >>> 0]).toEqual([1, 0x8000_0900]);
  });

  it('of M-mode is never delegated', () => {
    expect(program('M', '  medeleg 0xb3ff', 'ebreak').after(1).machine.parts.state.mode).toBe(3);
  });

  it.each([
    ['ebreak', '3 0x80000000'],
    ['c.ebreak', '3 0x80000000'],
    ['csrr t0, dcsr', '2 0x7b0022f3'],
    ['csrw mhartid, t0', '2 0xf1429073'],
    ['csrrs t0, mhartid, t1', '2 0xf14322f3'],
    ['.word 0xffffffff', '2 0xffffffff'],
    ['.half 0x8000', '2 0x8000'],
  ])('by %s has the tval of its kind', (line, outcome) => {
    expect(program('M', '', line).after(1).outcome(0)).toBe(outcome);
  });

  it('breaks a reservation', () => {
    const handled = new MachineRun(`platform
  device none
state
  mtvec 0x80000004
  a0 0x80040000
  t1 9
${code('lr.w t0, (a0)', 'sc.w t1, t0, (a0)')}`).after(2);
    expect(handled.x(6)).toBe(0n);
    const broken = new MachineRun(`platform
  device none
state
  mtvec 0x80000800
  a0 0x80040000
${code('lr.w t0, (a0)', 'ebreak')}
code 0x80000800
  sc.w t1, t0, (a0)`).after(3);
    expect(broken.x(6)).toBe(1n);
  });
});

describe('mret', () => {
  it.each<[string, string, number, bigint]>([
    ['U', 'MPRV MPIE', 0, MPIE | MIE],
    ['S', 'MPRV MPP=S', 1, MPIE],
    ['M', 'MPRV MPP=M MPIE', 3, MPIE | MIE | MPRV],
  ])('goes to %s, and clears MPRV below M', (_, fields, mode, mstatus) => {
    const run = program('M', `  mstatus ${fields}\n  mepc 0x80000100`, 'mret').after(1);
    expect([run.machine.parts.state.mode, run.machine.parts.state.pcLo >>> 0]).toEqual([mode, 0x8000_0100]);
    expect(run.csr('mstatus')).toBe(MSTATUS | mstatus);
  });

  it.each(['S', 'U'])('is illegal in %s', (mode) => {
    expect(program(mode, '', 'mret').after(1).outcome(0)).toBe('2 0x30200073');
  });

  it.each(['mret', 'sret'])('and %s break a reservation', (line) => {
    const state = '  mstatus MPP=M\n  mepc 0x80000008\n  sepc 0x80000008\n  a0 0x80040000';
    const run = program('M', state, 'lr.w t0, (a0)', line, 'sc.w t1, t0, (a0)').after(3);
    expect(run.x(6)).toBe(1n);
  });
});

describe('sret', () => {
  it.each<[string, string, number, bigint]>([
    ['U', 'MPRV SPIE', 0, SPIE | SIE],
    ['S', 'MPRV SPP=S', 1, SPIE],
  ])('goes to %s and clears MPRV', (_, fields, mode, mstatus) => {
    const run = program('M', `  mstatus ${fields}\n  sepc 0x80000100`, 'sret').after(1);
    expect([run.machine.parts.state.mode, run.machine.parts.state.pcLo >>> 0]).toEqual([mode, 0x8000_0100]);
    expect(run.csr('mstatus')).toBe(MSTATUS | mstatus);
  });
});

describe('what mstatus withholds', () => {
  it.each([
    ['sret', 'S', '', 'retired'],
    ['sret', 'S', '  mstatus TSR', '2 0x10200073'],
    ['sret', 'M', '  mstatus TSR', 'retired'],
    ['sret', 'U', '', '2 0x10200073'],
    ['wfi', 'S', '', 'retired'],
    ['wfi', 'S', '  mstatus TW', '2 0x10500073'],
    ['wfi', 'M', '  mstatus TW', 'retired'],
    ['wfi', 'U', '', '2 0x10500073'],
    ['sfence.vma', 'S', '', 'retired'],
    ['sfence.vma', 'S', '  mstatus TVM', '2 0x12000073'],
    ['sfence.vma', 'M', '  mstatus TVM', 'retired'],
    ['sfence.vma', 'U', '', '2 0x12000073'],
    ['csrr t0, satp', 'S', '  mstatus TVM', '2 0x180022f3'],
  ])('from %s in %s-mode with%s: %s', (line, mode, state, outcome) => {
    expect(program(mode, state, line).after(1).outcome(0)).toBe(outcome);
  });
});

describe('an interrupt', () => {
  const pending = (mode: string, state: string, ...lines: readonly string[]) =>
    program(mode, `  mie 0x222\n  mip 0x2\n${state}`, ...lines);

  it('is taken before the next block, with the pc that it stopped', () => {
    const run = pending('U', '', 'nop').after(1);
    expect([run.csr('mepc'), run.csr('mcause'), run.csr('mtval')]).toEqual([
      0x8000_0000n,
      0x8000_0000_0000_0001n,
      0n,
    ]);
    expect(run.machine.parts.state.pcLo >>> 0).toBe(0x8000_0800);
  });

  it('waits for the end of the block', () => {
    const lines = ['csrrsi zero, mstatus, 8', 'nop', 'nop', 'j .+4', 'nop'];
    const run = program('M', '  mie 0x2', 'csrrsi zero, mip, 2', ...lines);
    expect([1, 2, 3].map((steps) => run.after(steps).csr('mcause') !== 0n)).toEqual([false, false, true]);
  });

  it('enters vectored handlers at four times its cause, exceptions do not', () => {
    const state = '  mideleg 0x2\n  mstatus SIE';
    const run = pending('U', state.replace('mideleg', 'medeleg 0x0\n  mideleg'), 'nop').after(1);
    expect(run.machine.parts.state.pcLo >>> 0).toBe(0x8000_0900);
    const vectored = new MachineRun(`platform
  device none
state
  mtvec 0x80000801
  mie 0x222
  mip 0x200
  mstatus MIE
${code('nop')}`).after(1);
    expect(vectored.machine.parts.state.pcLo >>> 0).toBe(0x8000_0824);
    const exception = new MachineRun(`platform
  device none
state
  mtvec 0x80000801
${code('ecall')}`).after(1);
    expect(exception.machine.parts.state.pcLo >>> 0).toBe(0x8000_0800);
  });

  it('is not taken between an abandoned instruction and its second attempt', () => {
    const run = new MachineRun(`state
  mtvec 0x80000800
  mie 0x2
  mstatus MIE
  a0 0x6000000
${code('csrrsi t1, mip, 2', 'nop')}
code 0x80000800
  csrw mip, zero
  lw t0, 8(a0)
  mret`);
    expect(run.after(4).x(5)).toBe(16n);
  });
});

describe('the pc', () => {
  const far = (lines: readonly string[], t0: string) => program('M', `  t0 ${t0}`, ...lines);

  it('carries and borrows over 32 bits', () => {
    expect(far(['jalr ra, -1(t0)'], '0x100000000').after(1).machine.parts.state.pcLo >>> 0).toBe(0xffff_fffe);
    expect(far(['jalr ra, -1(t0)'], '0x100000000').after(1).machine.parts.state.pcHi).toBe(0);
    expect(far(['jalr ra, 8(t0)'], '0xfffffffc').after(1).machine.parts.state.pcHi).toBe(1);
    expect(far(['auipc t1, 0x80000'], '0').after(1).x(6)).toBe(0n);
    expect(far(['auipc t1, 1'], '0').after(1).x(6)).toBe(0x8000_1000n);
  });

  it('is linked behind the jump, by its length', () => {
    expect(far(['jalr ra, 0(t0)'], '0x80000000').after(1).x(1)).toBe(0x8000_0004n);
    expect(far(['jalr t0, 8(t0)'], '0x80000000').after(1).machine.parts.state.pcLo >>> 0).toBe(0x8000_0008);
    expect(far(['c.jalr t0'], '0x80000000').after(1).x(1)).toBe(0x8000_0002n);
  });
});
