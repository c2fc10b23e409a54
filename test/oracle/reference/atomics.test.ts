import { describe, expect, it } from 'vitest';
import { EVENT_DMA_WRITE } from '../../../src/input/layout.ts';
import { type AllowanceName, allowanceIndex } from '../../../src/oracle/allowances.ts';
import {
  A_INFO,
  ACCESS_NO_DATA,
  ACCESS_STORE,
  ACCESS_STRIDE,
  accessInfo,
  OUTCOME_BLOCKED,
  OUTCOME_RAM,
  outcomeOf,
  R_ACCESS,
  R_KIND,
  R_VALUE,
  STEP_RETIRED,
} from '../../../src/trace/record.ts';
import { IdealRun } from './ideal-run.ts';

const WORD = 0x8004_0000;

/** M-mode with MPRV (S, WID 0); a1 = the word, initially 5; t0 = 7. */
function program(slots: string, ...code: readonly string[]): IdealRun {
  return new IdealRun(
    `slots dram
${slots}
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  mlwid 0
  t0 7
  a1 0x80040000
  a2 0x80040008
  a3 0x80040002
pmp
  0 napot all rwx
code 0x80000000
${code.map((line) => `  ${line}`).join('\n')}
data
  0x80040000 5`,
  );
}

const OPEN = '  1 napot 0x80040000/4K 0:rw';
const READ_ONLY = '  1 napot 0x80040000/4K 0:r-';
const WRITE_ONLY = '  1 napot 0x80040000/4K 0:-w';
const DENIED = '  1 napot 0x80040000/4K react=ER,EW';

function infoOf(run: IdealRun, k: number): number {
  return run.reference.record[R_ACCESS + k * ACCESS_STRIDE + A_INFO];
}

/** What the machine says of its SC: the store access, and rd. */
function machineSays(run: IdealRun, info: number, rd: number): void {
  run.hints[R_KIND] = STEP_RETIRED;
  run.hints[R_VALUE] = rd;
  run.hints[R_ACCESS + ACCESS_STRIDE + A_INFO] = info;
}

function used(run: IdealRun, name: AllowanceName): number {
  return run.reference.allowances[allowanceIndex(name)];
}

describe('an AMO', () => {
  it('loads, then stores', () => {
    const run = program(OPEN, 'amoadd.w t1, t0, (a1)').steps(1);
    expect([run.x(6), run.memory(WORD)]).toEqual([5n, 12n]);
    expect([infoOf(run, 0) & 3, infoOf(run, 1) & 3]).toEqual([1, 2]);
  });

  it('drops its store on a page it may only read (61)', () => {
    const run = program(READ_ONLY, 'amoadd.w t1, t0, (a1)').steps(1);
    expect([run.x(6), run.memory(WORD)]).toEqual([5n, 5n]);
    expect([outcomeOf(infoOf(run, 0)), outcomeOf(infoOf(run, 1))]).toEqual([OUTCOME_RAM, OUTCOME_BLOCKED]);
  });

  it('works on 0 on a page it may only write (62)', () => {
    const run = program(WRITE_ONLY, 'amoadd.w t1, t0, (a1)').steps(1);
    expect([run.x(6), run.memory(WORD)]).toEqual([0n, 7n]);
  });

  it('faults as a store, its read reported first (65)', () => {
    const run = program(DENIED, 'amoadd.d t1, t0, (a1)');
    expect(run.trap()).toBe('7 0x80040000');
    expect(run.memory(WORD)).toBe(5n);
    expect(run.reference.checkerRegister(0, 0x10)).toBe(0x100);
    expect(infoOf(run, 1)).toBe(0);
  });

  it('keeps the old rd when its store half faults', () => {
    const run = program('  1 napot 0x80040000/4K 0:r- react=EW', 'amoswap.w t1, t0, (a1)');
    expect(run.trap()).toBe('7 0x80040000');
    expect(run.x(6)).toBe(0n);
  });

  it('demands alignment before anything else (P7)', () => {
    expect(program(DENIED, 'amoadd.w t1, t0, (a3)').trap()).toBe('6 0x80040002');
    expect(program(DENIED, 'lr.w t1, (a3)').trap()).toBe('4 0x80040002');
    expect(program(DENIED, 'sc.w t1, t0, (a3)').trap()).toBe('6 0x80040002');
  });
});

describe('LR and SC', () => {
  it('store while the location holds what was loaded', () => {
    const run = program(OPEN, 'lr.w t1, (a1)', 'sc.w t2, t0, (a1)').steps(2);
    expect([run.x(6), run.x(7), run.memory(WORD)]).toEqual([5n, 0n, 7n]);
  });

  it('fail at another address, after a failure and after a change, without an access', () => {
    const run = program(OPEN, 'lr.w t1, (a1)', 'sc.w t2, t0, (a2)', 'sc.w t3, t0, (a1)').steps(3);
    expect([run.x(7), run.x(28), run.memory(WORD)]).toEqual([1n, 1n, 5n]);
    expect(infoOf(run, 1)).toBe(0);
    const changed = program(OPEN, 'lr.w t1, (a1)', 'sw t0, 0(a1)', 'sc.w t2, zero, (a1)').steps(3);
    expect([changed.x(7), changed.memory(WORD)]).toEqual([1n, 7n]);
    expect(infoOf(changed, 1) & ACCESS_NO_DATA).not.toBe(0);
  });

  it('compare at the width of the SC', () => {
    const run = program(OPEN, 'lr.d t1, (a1)', 'sw t0, 4(a1)', 'sc.w t2, t0, (a1)').steps(3);
    expect(run.x(7)).toBe(0n);
    const wide = program(OPEN, 'lr.w t1, (a1)', 'sw t0, 4(a1)', 'sc.d t2, t0, (a1)').steps(3);
    expect(wide.x(7)).toBe(1n);
  });

  it('lose the reservation in a trap, and in the return from one', () => {
    const trapped = program(
      OPEN,
      'lr.w t1, (a1)',
      'ecall',
      'nop',
      'nop\ncode 0x80000800',
      'sc.w t2, t0, (a1)',
    ).steps(3);
    expect([trapped.x(7), trapped.memory(WORD)]).toEqual([1n, 5n]);
    const returned = new IdealRun(
      `state
  mstatus MPP=M
  mepc 0x80000008
  a1 0x80040000
code 0x80000000
  lr.w t1, (a1)
  mret
  sc.w t2, t1, (a1)`,
    ).steps(3);
    expect(returned.x(7)).toBe(1n);
  });

  it('do not fail by the choice of the machine', () => {
    const run = program(OPEN, 'lr.w t1, (a1)', 'sc.w t2, t0, (a1)').steps(1);
    machineSays(run, 0, 1);
    expect([run.steps(1).x(7), run.memory(WORD)]).toEqual([0n, 7n]);
    const made = program(OPEN, 'lr.w t1, (a1)', 'sc.w t2, t0, (a1)').steps(1);
    machineSays(made, accessInfo(ACCESS_STORE, 4, OUTCOME_RAM, ACCESS_NO_DATA), 1);
    expect([made.steps(1).x(7), made.memory(WORD)]).toEqual([0n, 7n]);
  });

  it('store by the value alone where another bus master has written the reserved bytes', () => {
    const text = `platform
  device none
state
  a1 0x80040000
code 0x80000000
  lr.w t1, (a1)
  sc.w t2, a1, (a1)`;
    for (const [written, uses] of [
      [WORD, 1],
      [WORD + 4, 0],
    ]) {
      const run = new IdealRun(text).steps(1);
      run.event(EVENT_DMA_WRITE, written | 0, 0, 4, 0, 0);
      expect([run.steps(1).x(7), run.memory(WORD), used(run, 'sc-by-value')]).toEqual([
        0n,
        BigInt(WORD),
        uses,
      ]);
    }
  });

  it('do not fail where the machine says it stored', () => {
    const run = program(OPEN, 'lr.w t1, (a1)', 'sc.w t2, t0, (a1)').steps(1);
    machineSays(run, accessInfo(ACCESS_STORE, 4, OUTCOME_RAM, 0), 1);
    expect([run.steps(1).x(7), run.memory(WORD)]).toEqual([0n, 7n]);
  });

  it('take either rd where the store is silently denied (64)', () => {
    for (const rd of [0, 1]) {
      const run = program(READ_ONLY, 'lr.w t1, (a1)', 'sc.w t2, t0, (a1)').steps(1);
      machineSays(run, accessInfo(ACCESS_STORE, 4, OUTCOME_BLOCKED, 0), rd);
      expect([run.steps(1).x(7), run.memory(WORD)]).toEqual([BigInt(rd), 5n]);
      expect(used(run, 'sc-silent-denial')).toBe(1);
    }
  });

  it('fault as stores where the store is denied with an error', () => {
    const run = program('  1 napot 0x80040000/4K 0:r- react=EW', 'lr.w t1, (a1)', 'sc.w t2, t0, (a1)').steps(
      1,
    );
    expect(run.trap()).toBe('7 0x80040000');
  });
});
