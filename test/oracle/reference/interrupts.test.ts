import { describe, expect, it } from 'vitest';
import { EVENT_INTERRUPT } from '../../../src/input/layout.ts';
import { R_CAUSE, R_KIND, STEP_INTERRUPT } from '../../../src/trace/record.ts';
import { IdealRun } from './ideal-run.ts';

function machine(state: string, ...code: readonly string[]): IdealRun {
  return new IdealRun(
    `state\n  mtvec 0x80000800\n${state}\npmp\n  0 napot all rwx\ncode 0x80000000\n${code.map((line) => `  ${line}`).join('\n')}`,
  );
}

/** Cause of the interrupt that the next step takes, or undefined. */
function interrupt(run: IdealRun): number | undefined {
  run.steps(1);
  const { record } = run.reference;
  return record[R_KIND] === STEP_INTERRUPT ? record[R_CAUSE] : undefined;
}

const NOPS = Array.from({ length: 24 }, () => 'nop');

describe('counters', () => {
  it('read the instructions retired before the one that reads', () => {
    const run = machine('', 'nop', 'csrr t0, minstret', 'csrr t1, cycle', 'nop', 'csrr t2, instret').steps(5);
    expect([run.x(5), run.x(6), run.x(7)]).toEqual([1n, 2n, 4n]);
  });

  it('read what was written in the instruction after the write, and count on', () => {
    const run = machine(
      '  t0 0xffffffffffffffff',
      'nop',
      'csrw minstret, t0',
      'csrr t1, minstret',
      'csrr t2, instret',
      'csrrsi t3, mcycle, 16',
      'csrr t4, mcycle',
    ).steps(6);
    expect([run.x(6), run.x(7), run.x(28), run.x(29)]).toEqual([(1n << 64n) - 1n, 0n, 4n, 20n]);
  });

  it('can be written to 0', () => {
    const run = machine('', 'nop', 'csrw minstret, zero', 'csrr t0, minstret').steps(3);
    expect(run.x(5)).toBe(0n);
  });

  it('do not count an instruction that traps', () => {
    const run = machine('', 'nop', 'ecall', 'nop').steps(2);
    expect(run.csr('minstret')).toBe(1n);
  });

  it.each([
    ['S', 'time', 0, 0, false],
    ['S', 'time', 2, 0, true],
    ['S', 'instret', 2, -1, false],
    ['U', 'time', 2, 0, false],
    ['U', 'time', 0, 2, false],
    ['U', 'hpmcounter31', 0x8000_0000, 0x8000_0000, true],
    ['M', 'cycle', 0, 0, true],
  ])('in %s-mode, %s under mcounteren %i and scounteren %i is open: %s', (mode, name, m, s, open) => {
    const run = machine(
      `  mode ${mode}\n  mcounteren ${m >>> 0}\n  scounteren ${s >>> 0}\n  t0 0x55`,
      `csrr t0, ${name}`,
    );
    expect(run.trap()?.slice(0, 2)).toBe(open ? undefined : '2 ');
    if (!open) expect(run.rule()).toBe('counter-disabled');
  });

  it('of events read 0 and ignore writes', () => {
    const run = machine('  t0 7', 'csrw mhpmcounter3, t0', 'csrw mhpmevent31, t0', 'csrw mcountinhibit, t0');
    expect([run.trap(), run.trap(), run.trap()]).toEqual([undefined, undefined, undefined]);
    expect(machine('  t0 7', 'csrr t0, hpmcounter3').steps(1).x(5)).toBe(0n);
  });
});

describe('the timer', () => {
  it('interrupts when mtime reaches mtimecmp, ten instructions to a tick', () => {
    const run = machine('  a0 0x02004000\n  t0 2\n  mie 0x80\n  mstatus 8', 'sd t0, 0(a0)', ...NOPS).steps(
      20,
    );
    expect(interrupt(run)).toBe(7);
    expect([run.csr('minstret'), run.csr('mip')]).toEqual([20n, 0x80n]);
  });

  it('is what wfi waits for', () => {
    const run = machine(
      '  a0 0x02004000\n  t0 0x123456789\n  mie 0x80',
      'sd t0, 0(a0)',
      'wfi',
      'csrr t1, time',
      'csrr t2, mip',
    ).steps(4);
    expect([run.x(6), run.x(7)]).toEqual([0x1_2345_6789n, 0x80n]);
  });

  it.each([
    ['it is not enabled', 'mie 0x8', 'sd t0, 0(a0)'],
    ['mtimecmp stands for never', 'mie 0x80', 'sd t1, 0(a0)'],
    ['an enabled interrupt is pending', 'mie 0x82\n  mip 2', 'sd t0, 0(a0)'],
  ])('is not waited for if %s', (_when, state, code) => {
    const run = machine(
      `  a0 0x02004000\n  t0 1000\n  t1 0xffffffffffffffff\n  ${state}`,
      code,
      'wfi',
      'csrr t2, time',
    ).steps(3);
    expect(run.x(7)).toBe(0n);
  });

  it('takes pieces of 4 and 8 bytes, no others', () => {
    const run = machine(
      '  a0 0x0200bff8\n  t0 0x500000004',
      'sd t0, 0(a0)',
      'lw t1, 4(a0)',
      'ld t2, 0(a0)',
      'sw t0, 0(a0)',
      'lh t1, 0(a0)',
    ).steps(4);
    expect([run.x(6), run.x(7)]).toEqual([5n, 0x5_0000_0004n]);
    expect([run.trap(), run.rule()]).toEqual(['5 0x200bff8', 'register-size']);
  });

  it('has a software interrupt beside it', () => {
    const run = machine('  a0 0x02000000\n  t0 1\n  mie 8\n  mstatus 8', 'sw t0, 0(a0)', ...NOPS).steps(1);
    expect(interrupt(run)).toBe(3);
  });
});

describe('an external interrupt', () => {
  const SET_UP = ['li t0, 3', 'sw t0, 60(a0)', 'lui t0, 8', 'sw t0, 0(a1)'];

  it('reaches M-mode from a source that is raised, and goes with the claim', () => {
    const run = machine(
      '  a0 0x0c000000\n  a1 0x0c002000\n  a2 0x0c200004\n  mie 0x800',
      ...SET_UP,
      'csrr t1, mip',
      'lw t2, 0(a2)',
      'csrr t3, mip',
    ).steps(4);
    run.event(EVENT_INTERRUPT, 15).steps(3);
    expect([run.x(6), run.x(7), run.x(28)]).toEqual([0x800n, 15n, 0n]);
  });

  it('is taken with cause 11', () => {
    const run = machine(
      '  a0 0x0c000000\n  a1 0x0c002000\n  mie 0x800\n  mstatus 8',
      ...SET_UP,
      ...NOPS,
    ).steps(4);
    run.event(EVENT_INTERRUPT, 15);
    expect(interrupt(run)).toBe(11);
  });

  it('reaches S-mode beside the software bit of mip, which alone set and clear change', () => {
    const run = machine(
      '  a0 0x0c000000\n  a1 0x0c002080\n  a2 0x0c201004\n  t4 0x220',
      ...SET_UP,
      'csrrsi t1, mip, 2',
      'lw t2, 0(a2)',
      'csrrs t3, mip, t4',
      'csrrci t5, mip, 0',
    ).steps(4);
    run.event(EVENT_INTERRUPT, 15).steps(4);
    expect([run.x(6), run.x(7), run.x(28), run.x(30)]).toEqual([0x200n, 15n, 2n, 0x222n]);
  });

  it('shows in sip if it is delegated', () => {
    const sip = (mideleg: number): bigint => {
      const state = `  a0 0x0c000000\n  a1 0x0c002080\n  mideleg ${mideleg}`;
      const run = machine(state, ...SET_UP, 'csrr t1, sip').steps(4);
      return run.event(EVENT_INTERRUPT, 15).steps(1).x(6);
    };
    expect([sip(0x222), sip(0x22)]).toEqual([0x200n, 0n]);
  });

  /** M-mode with WID 3; a denied load of 0x80040000 is logged with an interrupt; t2 takes the pending word. */
  const behindChecker = (...code: readonly string[]): IdealRun =>
    new IdealRun(`slots dram
  1 napot 0x80000000/4K 3:rw
  2 napot 0x80040000/4K react=IR
  16 off 0x0
state
  mtvec 0x80000800
  a0 0x80040000
  a1 0x06000010
  a2 0x0c001000
  t0 0xffffffffffffffff
pmp
  0 napot all rwx
code 0x80000000
${code.map((line) => `  ${line}`).join('\n')}`).steps(code.length);

  it.each([
    ['logs with IP', ['ld t1, 0(a0)', 'lw t2, 0(a2)'], 1n << 15n],
    ['has logged and logs no more', ['ld t1, 0(a0)', 'ld t1, 0(a0)', 'lw t2, 0(a2)'], 1n << 15n],
    ['has its IP written', ['sw t0, 4(a1)', 'lw t2, 0(a2)'], 1n << 15n],
    ['has all of ERRCAUSE written', ['sd t0, 0(a1)', 'lw t2, 0(a2)'], 1n << 15n],
    ['has other bits of ERRCAUSE written', ['sw t0, 0(a1)', 'sw x0, 4(a1)', 'lw t2, 0(a2)'], 0n],
  ])('comes from a checker that %s', (_when, code, pending) => {
    expect(behindChecker(...code).x(7)).toBe(pending);
  });

  it('is refused pieces of 8 bytes', () => {
    const run = machine('  a0 0x0c000000', 'ld t0, 0(a0)', 'nop');
    expect([run.trap(), run.rule()]).toEqual(['5 0xc000000', 'register-size']);
  });
});
