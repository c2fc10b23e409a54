import { describe, expect, it } from 'vitest';
import { agrees, judgeStep } from '../../src/judge/compare.ts';
import { signature } from '../../src/judge/finding.ts';
import { RULES, type RuleName, ruleIndex } from '../../src/oracle/rules.ts';
import {
  ACCESS_LOAD,
  ACCESS_PROBE,
  ACCESS_STORE,
  ACCESS_STRIDE,
  ACCESSES,
  OUTCOME_BLOCKED,
  OUTCOME_DISCARDED,
  OUTCOME_FAULT,
  OUTCOME_IO,
  OUTCOME_PROBED,
  OUTCOME_RAM,
  R_ACCESS,
  R_FETCH,
  R_FETCH_PA,
  RECORD,
} from '../../src/trace/record.ts';
import { type MadeStep, recordOf, referenceThatDid } from './made-record.ts';

const CSRR_T0_MSCRATCH = 0x3400_22f3;
const SD = 0x0055_3023;
const ADDI = 0x0012_8293;
const AMO = 0x0055_22af;

const load = (outcome: number, data = 0n, pa?: bigint): MadeStep => ({
  accesses: [{ type: ACCESS_LOAD, outcome, data, ...(pa === undefined ? {} : { pa, va: pa }) }],
  rd: [5, data],
});
const store = (outcome: number): MadeStep => ({ word: SD, accesses: [{ type: ACCESS_STORE, outcome }] });
const faulting = (type: number, cause: number, tval = 0x8004_0000n): MadeStep => ({
  word: type === ACCESS_STORE ? SD : 0x0005_3283,
  trap: [cause, tval],
  accesses: [{ type, outcome: OUTCOME_FAULT, pa: 0n }],
});

/** Kind and group of what the machine did where `required` was required. */
/** The store of a cache block of which the bytes in `refused` were refused. */
function block(outcome: number, refused: bigint): MadeStep {
  return { accesses: [{ type: ACCESS_STORE, size: 0, outcome, data: refused }] };
}

function judge(machine: MadeStep, required: MadeStep, rule: RuleName = 'none', grantMode = 0): string {
  const finding = judgeStep(recordOf(machine), 0, referenceThatDid(required, rule, grantMode), 7);
  expect([finding.step, finding.beside]).toEqual([7, []]);
  return `${finding.kind}/${signature(finding)}`;
}

describe('records agree', () => {
  it('in all words but those on how the machine fetched', () => {
    const access = { type: ACCESS_LOAD, outcome: OUTCOME_RAM, data: 5n };
    const own = recordOf({ accesses: [access, access] });
    const trace = new Int32Array(3 * RECORD).fill(-1);
    trace.set(own, RECORD);
    const free: readonly number[] = [R_FETCH, R_FETCH_PA, R_FETCH_PA + 1];
    for (let word = 0; word < R_ACCESS + ACCESSES * ACCESS_STRIDE; word++) {
      trace[RECORD + word] ^= 1;
      expect([word, agrees(trace, RECORD, own)]).toEqual([word, free.includes(word)]);
      trace[RECORD + word] ^= 1;
    }
    expect(agrees(trace, RECORD, own)).toBe(true);
  });
});

describe('a difference in an access', () => {
  it.each<[MadeStep, MadeStep, RuleName, string]>([
    [load(OUTCOME_RAM, 1n), load(OUTCOME_BLOCKED), 'world-not-granted', 'load-allowed-for-denied-world'],
    [load(OUTCOME_BLOCKED), faulting(ACCESS_LOAD, 5), 'world-not-granted', 'access-other-denial-world'],
    [store(OUTCOME_RAM), store(OUTCOME_BLOCKED), 'world-no-slot', 'store-allowed-for-denied-world'],
    [store(OUTCOME_DISCARDED), store(OUTCOME_RAM), 'none', 'store-other-target-granted'],
    [faulting(ACCESS_STORE, 7), store(OUTCOME_RAM), 'none', 'store-denied-for-allowed-granted'],
    [load(OUTCOME_RAM, 1n), faulting(ACCESS_LOAD, 13), 'pte-invalid', 'walk-allowed-for-denied-page-table'],
    [faulting(ACCESS_LOAD, 13), faulting(ACCESS_LOAD, 5), 'pte-bus-error', 'walk-other-denial-pte-read'],
    [load(OUTCOME_RAM, 1n), load(OUTCOME_RAM, 2n), 'none', 'load-other-data-granted'],
    [
      load(OUTCOME_RAM, 1n, 0x8004_0000n),
      load(OUTCOME_RAM, 1n, 0x8005_0000n),
      'none',
      'load-other-address-granted',
    ],
    [load(OUTCOME_RAM, 1n), { rd: [5, 1n] }, 'none', 'load-other-accesses-of-load'],
    [block(OUTCOME_BLOCKED, 1n), block(OUTCOME_BLOCKED, 3n), 'world-no-slot', 'access-other-denial-world'],
  ])('is one of permission: %#', (machine, required, rule, group) => {
    expect(judge(machine, required, rule)).toBe(`permission-mismatch/${group}`);
  });

  it('is grouped by the kind of slot that grants', () => {
    const groups = [0, 1, 2, 3].map((mode) => judge(load(OUTCOME_BLOCKED), load(OUTCOME_RAM), 'none', mode));
    expect(groups.map((group) => group.split('denied-for-allowed-')[1])).toEqual([
      'granted',
      'granted-by-tor',
      'granted-by-na4',
      'granted-by-napot',
    ]);
  });

  it('is one of the device where a checker register reads otherwise', () => {
    const machine = load(OUTCOME_IO, 1n, 0x0600_0010n);
    expect(judge(machine, load(OUTCOME_IO, 2n, 0x0600_0010n))).toBe(
      'device-mismatch/error-record-other-value-register-file',
    );
    const uart = load(OUTCOME_IO, 1n, 0x0600_2048n);
    expect(judge(uart, load(OUTCOME_IO, 2n, 0x0600_2048n))).toBe(
      'device-mismatch/slot-perm-other-value-register-file',
    );
    const line = load(OUTCOME_IO, 1n, 0x1000_0003n);
    expect(judge(line, load(OUTCOME_IO, 2n, 0x1000_0003n))).toBe(
      'device-mismatch/uart-other-value-register-file',
    );
    expect(judge(load(OUTCOME_IO, 1n, 0x0010_0000n), load(OUTCOME_IO, 2n, 0x0010_0000n))).toBe(
      'permission-mismatch/load-other-data-granted',
    );
  });

  it('is looked for in the second access too', () => {
    const first = { type: ACCESS_LOAD, outcome: OUTCOME_RAM };
    const machine = { word: AMO, accesses: [first, { type: ACCESS_STORE, outcome: OUTCOME_RAM }] };
    const required = { word: AMO, accesses: [first, { type: ACCESS_STORE, outcome: OUTCOME_BLOCKED }] };
    expect(judge(machine, required, 'world-not-granted')).toBe(
      'permission-mismatch/store-allowed-for-denied-world',
    );
  });
});

describe('a difference in the fetch', () => {
  it.each<[MadeStep, MadeStep, RuleName, string]>([
    [{ word: ADDI }, { word: 0, trap: [1, 0n] }, 'world-not-granted', 'fetch-allowed-for-denied-world'],
    [{ word: 0, trap: [12, 0n] }, { word: ADDI }, 'none', 'fetch-denied-for-allowed-granted'],
    [{ word: 0, trap: [12, 0n] }, { word: 0, trap: [1, 0n] }, 'pmp-partial', 'access-other-denial-pmp'],
    [{ word: ADDI }, { word: SD }, 'none', 'fetch-other-word-granted'],
    [{ word: ADDI }, { word: 0, trap: [2, 0n] }, 'none', 'fetch-other-word-granted'],
    [{ word: ADDI }, { word: 0, trap: [2, 0n] }, 'world-no-slot', 'fetch-allowed-for-denied-world'],
    [{ word: ADDI }, { word: 0x13, trap: [2, 0n] }, 'world-no-slot', 'fetch-allowed-for-denied-world'],
    [{ word: 0, trap: [1, 0n] }, { word: 0, trap: [2, 0n] }, 'iopmp-no-execute', 'access-other-denial-iopmp'],
    [{ word: 0, trap: [2, 0n] }, { word: ADDI }, 'none', 'fetch-denied-for-allowed-granted'],
  ])('is one of permission: %#', (machine, required, fetchRule, group) => {
    // What a step is decided by last is about what was fetched.
    for (const last of ['illegal-encoding', 'pte-invalid'] as const) {
      const finding = judgeStep(recordOf(machine), 0, referenceThatDid(required, last, 0, fetchRule), 7);
      expect(`${finding.kind}/${signature(finding)}`).toBe(`permission-mismatch/${group}`);
      expect(finding.detail).not.toContain(RULES[ruleIndex(last)].says);
    }
  });
});

describe('a difference without an access', () => {
  it('in trap or cause is one of state, or of permission if memory is refused', () => {
    expect(judge({ word: AMO, trap: [4, 2n] }, { word: AMO, trap: [6, 2n] }, 'atomic-misaligned')).toBe(
      'state-mismatch/store-other-target-instruction',
    );
    expect(judge({ word: ADDI, trap: [2, 5n] }, { word: ADDI }, 'none')).toBe(
      'state-mismatch/alu-illegal-for-allowed-granted',
    );
  });

  it('in tval alone is said so', () => {
    expect(judge(faulting(ACCESS_LOAD, 5, 1n), faulting(ACCESS_LOAD, 5, 2n), 'unassigned')).toBe(
      'permission-mismatch/trap-other-tval-reported-address',
    );
    expect(judge({ word: ADDI, trap: [2, 1n] }, { word: ADDI, trap: [2, 2n] }, 'illegal-encoding')).toBe(
      'state-mismatch/trap-other-tval-reported-address',
    );
  });

  it('in a value is one of state, named by what the instruction is or by its CSR', () => {
    expect(judge({ word: ADDI, rd: [5, 1n] }, { word: ADDI, rd: [5, 2n] })).toBe(
      'state-mismatch/alu-other-value-register-file',
    );
    const csr = (value: bigint): MadeStep => ({ word: CSRR_T0_MSCRATCH, rd: [5, value] });
    expect(judge(csr(1n), csr(2n))).toBe('state-mismatch/mscratch-other-value-register-file');
    expect(judge({ word: ADDI, pc: 0n }, { word: ADDI, pc: 2n })).toBe(
      'state-mismatch/pc-other-value-register-file',
    );
  });
});

describe('an interrupt', () => {
  it.each<[MadeStep, MadeStep, string]>([
    [{ word: 0, interrupt: 1 }, { word: ADDI }, 'state-mismatch/interrupt-other-point-interrupt-point'],
    [{ word: 0, interrupt: 9 }, load(OUTCOME_RAM), 'device-mismatch/interrupt-other-point-interrupt-point'],
    [load(OUTCOME_RAM), { word: 0, interrupt: 11 }, 'device-mismatch/interrupt-other-point-interrupt-point'],
    [
      { word: 0, interrupt: 3 },
      { word: 0, interrupt: 7 },
      'state-mismatch/interrupt-other-cause-interrupt-point',
    ],
  ])(
    'that is taken on one side alone, or for another cause, is grouped as such: %#',
    (machine, required, group) => {
      expect(judge(machine, required)).toBe(group);
    },
  );
});

describe('a watchpoint', () => {
  const watched = (type: number, va: bigint): MadeStep => ({ word: SD, watched: [type, va] });

  it.each<[MadeStep, MadeStep, string]>([
    [watched(1, 8n), store(OUTCOME_RAM), 'store-other-access-watchpoint'],
    [store(OUTCOME_IO), watched(1, 8n), 'store-other-access-watchpoint'],
    [faulting(ACCESS_STORE, 7), watched(1, 8n), 'store-other-access-watchpoint'],
    [{ word: SD, trap: [4, 0n] }, watched(0, 8n), 'load-other-access-watchpoint'],
    [watched(0, 8n), watched(0, 9n), 'load-other-access-watchpoint'],
    [watched(0, 8n), watched(1, 8n), 'load-other-access-watchpoint'],
  ])('that stops one side alone is a matter of permission: %#', (machine, required, group) => {
    expect(judge(machine, required)).toBe(`permission-mismatch/${group}`);
  });
});

describe('a probe', () => {
  const probe = (outcome: number, pa?: bigint): MadeStep => ({
    accesses: [{ type: ACCESS_PROBE, outcome, ...(pa === undefined ? {} : { pa }) }],
  });

  it('is a role of its own', () => {
    expect(judge(probe(OUTCOME_PROBED), { ...faulting(ACCESS_PROBE, 15) }, 'pmp-permission')).toBe(
      'permission-mismatch/probe-allowed-for-denied-pmp',
    );
    expect(judge(probe(OUTCOME_PROBED, 1n), probe(OUTCOME_PROBED, 2n))).toBe(
      'permission-mismatch/probe-other-address-granted',
    );
  });
});

describe('the detail of a finding', () => {
  it('is one sentence with both sides and the rule', () => {
    const required = referenceThatDid(load(OUTCOME_BLOCKED), 'world-not-granted');
    const { detail } = judgeStep(recordOf(load(OUTCOME_RAM, 0x55n)), 0, required, 0);
    expect(detail).toBe(
      'ld t0, 0(a0) at 0x80000000 in M-mode: machine load8 0x80040000 = ram 0x80040000 0x55, x5 = 0x55; ' +
        'required load8 0x80040000 = blocked 0x80040000 0x0, x5 = 0x0 ' +
        '(no slot that contains the access grants the right; worldguard.md 4.1 step 2)',
    );
  });
});
