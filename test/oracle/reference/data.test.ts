import { describe, expect, it } from 'vitest';
import {
  A_DATA,
  A_INFO,
  A_PA,
  ACCESS_SIZE_MASK,
  ACCESS_SIZE_SHIFT,
  ACCESS_STRIDE,
  OUTCOME_BLOCKED,
  OUTCOME_FAULT,
  OUTCOME_IO,
  OUTCOME_RAM,
  outcomeOf,
  R_ACCESS,
} from '../../../src/trace/record.ts';
import { IdealRun } from './ideal-run.ts';

/** M-mode code with MPRV, MPP = S, WID 0; a1 and a2 are addresses, t0 a value. */
function program(slots: string, registers: string, ...code: readonly string[]): IdealRun {
  return new IdealRun(
    `slots dram
${slots}
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  mlwid 0
${registers}
pmp
  0 napot all rwx
code 0x80000000
${code.join('\n')}
data
  0x80040000 0x1122334455667788
  0x80040ff8 0x99aabbccddeeff00
  0x80041000 0x0102030405060708`,
  );
}

interface Access {
  outcome: number;
  size: number;
  pa: bigint;
  data: bigint;
}

function accessOf(run: IdealRun, k: number): Access | undefined {
  const record = run.reference.record;
  const at = R_ACCESS + k * ACCESS_STRIDE;
  const info = record[at + A_INFO];
  if (info === 0) return undefined;
  return {
    outcome: outcomeOf(info),
    size: (info >> ACCESS_SIZE_SHIFT) & ACCESS_SIZE_MASK,
    pa: run.pair(record, at + A_PA),
    data: run.pair(record, at + A_DATA),
  };
}

const OPEN = '  1 napot 0x80040000/8K 0:rw';
const FIRST_ONLY = '  1 napot 0x80040000/4K 0:rw\n  16 tor 0xfffffffffffffffc 3:rw';

describe('one access', () => {
  it('records the bytes it moved, zero-extended, and extends into the register', () => {
    const run = program(
      OPEN,
      '  a1 0x80040004',
      '  lw t1, 0(a1)',
      '  lb t2, 3(a1)',
      '  lhu t3, -4(a1)',
    ).steps(1);
    expect(accessOf(run, 0)).toEqual({ outcome: OUTCOME_RAM, size: 4, pa: 0x8004_0004n, data: 0x1122_3344n });
    expect(run.x(6)).toBe(0x1122_3344n);
    expect(run.steps(1).x(7)).toBe(0x11n);
    expect(run.steps(1).x(28)).toBe(0x7788n);
  });

  it('of a silently denied page reads 0 and drops stores', () => {
    const run = program('', '  a1 0x80040000\n  t1 5\n  t0 7', '  ld t1, 1(a1)', '  sd t0, 0(a1)').steps(1);
    expect(accessOf(run, 0)).toEqual({ outcome: OUTCOME_BLOCKED, size: 8, pa: 0x8004_0001n, data: 0n });
    expect(run.rule()).toBe('world-not-granted');
    expect(run.x(6)).toBe(0n);
    run.steps(1);
    expect(accessOf(run, 0)).toEqual({ outcome: OUTCOME_BLOCKED, size: 8, pa: 0x8004_0000n, data: 7n });
    expect(run.memory(0x8004_0000)).toBe(0x1122334455667788n);
  });

  it('asks a checker piece by piece, the first failing piece ends it (52)', () => {
    const run = program(
      '  16 tor 0xfffffffffffffffc 3:rw react=ER,EW,IR,IW',
      '  a1 0x80041003',
      '  ld t1, 0(a1)',
    );
    expect(run.trap()).toBe('5 0x80041003');
    expect(accessOf(run, 0)).toEqual({ outcome: OUTCOME_FAULT, size: 8, pa: 0n, data: 0n });
    expect(run.reference.checkerRegister(0, 0x18)).toBe(0x8004_1000 >>> 2);
  });

  it('faults beyond everything that answers', () => {
    const run = program(OPEN, '  a1 0x90000000\n  a2 0x20000000000000', '  ld t1, 0(a1)').steps(0);
    expect(run.trap()).toBe('5 0x90000000');
    expect(run.rule()).toBe('unassigned');
    const far = program(OPEN, '  a2 0x20000000000000', '  sd t1, 0(a2)');
    expect(far.trap()).toBe('7 0x20000000000000');
  });

  it('is refused by PMP without entries below M (P1)', () => {
    const run = new IdealRun(
      'state\n  mtvec 0x80000800\n  mstatus MPRV MPP=S\n  a1 0x80040000\ncode 0x80000000\n  ld t1, 0(a1)\n  csrw mstatus, zero\ncode 0x80000800\n  csrw mstatus, zero\n  ld t1, 0(a1)',
    );
    expect(run.trap()).toBe('5 0x80040000');
    expect(run.rule()).toBe('pmp-no-entry');
    expect(run.steps(1).trap()).toBeUndefined();
  });
});

describe('an access across a page', () => {
  it('has a record per page, lower page first', () => {
    const run = program(OPEN, '  a1 0x80040ffd', '  ld t1, 0(a1)').steps(1);
    expect(accessOf(run, 0)).toEqual({ outcome: OUTCOME_RAM, size: 3, pa: 0x8004_0ffdn, data: 0x99aabbn });
    expect(accessOf(run, 1)).toEqual({ outcome: OUTCOME_RAM, size: 5, pa: 0x8004_1000n, data: 0x405060708n });
    expect(run.x(6)).toBe(0x0405_0607_0899_aabbn);
  });

  it('keeps what went to the first page when the second fails (53)', () => {
    const faulting = FIRST_ONLY.replace('3:rw', '3:rw react=ER,EW,IR,IW');
    const run = program(faulting, '  a1 0x80040ffc\n  t0 0xa1a2a3a4a5a6a7a8', '  sd t0, 0(a1)');
    expect(run.trap()).toBe('7 0x80041000');
    expect(accessOf(run, 0)).toEqual({ outcome: OUTCOME_RAM, size: 4, pa: 0x8004_0ffcn, data: 0xa5a6_a7a8n });
    expect(accessOf(run, 1)?.outcome).toBe(OUTCOME_FAULT);
    expect(run.memory(0x8004_0ff8)).toBe(0xa5a6_a7a8_ddee_ff00n);
    expect(run.reference.checkerRegister(0, 0x18) << 2).toBe(0x8004_1000 | 0);
  });

  it('drops only what the second page denies silently (54)', () => {
    const run = program(FIRST_ONLY, '  a1 0x80040ffc\n  t0 0xa1a2a3a4a5a6a7a8', '  sd t0, 0(a1)').steps(1);
    expect(run.memory(0x8004_0ff8)).toBe(0xa5a6_a7a8_ddee_ff00n);
    expect(run.memory(0x8004_1000)).toBe(0x0102030405060708n);
    expect(accessOf(run, 1)?.outcome).toBe(OUTCOME_BLOCKED);
  });

  it('asks translation and PMP of both pages before it moves data', () => {
    const run = new IdealRun(
      `slots dram
  1 napot 0x80040000/8K 0:rw
state
  mstatus MPRV MPP=S
  mlwid 0
  a1 0x80040ffc
  t0 0xffffffffffffffff
pmp
  0 napot 0x80040000/4K rwx
code 0x80000000
  sd t0, 0(a1)`,
    );
    expect(run.trap()).toBe('7 0x80041000');
    expect(accessOf(run, 0)?.outcome).toBe(OUTCOME_FAULT);
    expect(accessOf(run, 1)?.outcome).toBe(OUTCOME_FAULT);
    expect(run.memory(0x8004_0ff8)).toBe(0n);
    expect(run.rule()).toBe('pmp-no-entry');
  });
});

describe('devices', () => {
  const machine = (registers: string, ...code: readonly string[]): IdealRun =>
    new IdealRun(`state\n${registers}\ncode 0x80000000\n${code.join('\n')}`);

  it('the UART is made of byte registers and ends after eight (6, 91)', () => {
    const run = machine(
      '  a1 0x10000000\n  t0 0x7f',
      '  lbu t1, 5(a1)',
      '  sb t0, 1(a1)',
      '  ld t2, 0(a1)',
      '  lw t3, 6(a1)',
    );
    expect(run.steps(1).x(6)).toBe(0x60n);
    expect(accessOf(run, 0)?.outcome).toBe(OUTCOME_IO);
    expect(run.steps(2).x(7)).toBe(0x00b0_6000_0001_0f00n);
    expect(run.trap()).toBe('5 0x10000008');
  });

  it('the UART is judged by its own checker, piece by piece', () => {
    const run = new IdealRun(
      `slots uart
  1 tor 0xfffffffffffffffc 0:r- 3:rw react=EW
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  mlwid 0
  a1 0x10000000
pmp
  0 napot all rwx
code 0x80000000
  lbu t1, 5(a1)
  sb t1, 7(a1)
  csrwi mlwid, 1
  lh t2, 4(a1)
code 0x80000800
  csrwi mlwid, 1
  csrw mstatus, s0
  lh t2, 5(a1)`.replace('state\n', 'state\n  s0 0x20800\n'),
    );
    expect(run.steps(1).x(6)).toBe(0x60n);
    expect(run.trap()).toBe('7 0x10000007');
    expect(run.reference.checkerRegister(1, 0x10)).toBe(0x200);
    run.steps(3);
    expect(accessOf(run, 0)).toEqual({ outcome: OUTCOME_BLOCKED, size: 2, pa: 0x1000_0005n, data: 0n });
    expect(run.reference.checkerRegister(0, 0x10)).toBe(0);
  });

  it('the finisher takes 2 and 4 bytes and ends the run', () => {
    const run = machine('  a1 0x100000\n  t0 0x15555', '  sd t0, 0(a1)');
    expect(run.trap()).toBe('7 0x100000');
    expect(run.rule()).toBe('register-size');
    const ended = machine('  a1 0x100000\n  t0 0x15555', '  sw t0, 4(a1)', '  sh t0, 0(a1)').steps(1);
    expect(ended.reference.ended).toBe(false);
    expect(ended.steps(1).reference.ended).toBe(true);
  });

  it('registers of a checker take no piece below 4 bytes (28)', () => {
    const run = machine('  a1 0x6000000\n  t0 0xffff', '  ld t1, 36(a1)', '  lw t2, 2(a1)');
    expect(run.steps(1).x(6)).toBe(0n);
    expect(run.trap()).toBe('5 0x6000002');
    expect(run.rule()).toBe('register-size');
    expect(machine('  a1 0x6000000', '  lbu t1, 8(a1)').trap()).toBe('5 0x6000008');
  });

  it('splits an 8-byte load over two registers (29)', () => {
    const run = machine(
      '  a1 0x6000000\n  t0 0x1234',
      '  sw t0, 0x44(a1)',
      '  sw t0, 0x48(a1)',
      '  ld t1, 0x44(a1)',
    );
    expect(run.steps(3).x(6)).toBe(0x0000_0034_0000_1234n);
  });

  it('registers of a checker read 0 to another WID, without an error', () => {
    const run = program(OPEN, '  a1 0x6000000\n  t0 0xff', '  lw t1, 8(a1)', '  sw t0, 104(a1)').steps(2);
    expect(run.x(6)).toBe(0n);
    expect(run.reference.checkerRegister(0, 104)).toBe(0);
    expect(run.rule()).toBe('register-world');
  });
});
