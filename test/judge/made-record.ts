import { bigHigh, bigLow } from '../../src/bits/word.ts';
import type { Reference } from '../../src/oracle/reference.ts';
import { type RuleName, ruleIndex } from '../../src/oracle/rules.ts';
import {
  A_DATA,
  A_INFO,
  A_PA,
  A_VA,
  ACCESS_STRIDE,
  accessInfo,
  R_ACCESS,
  R_CAUSE,
  R_KIND,
  R_MODE,
  R_PC,
  R_RD,
  R_TVAL,
  R_VALUE,
  R_WORD,
  RECORD,
  STEP_EXCEPTION,
  STEP_INTERRUPT,
  STEP_RETIRED,
  STEP_WATCHPOINT,
} from '../../src/trace/record.ts';

/** `ld t0, 0(a0)`. */
export const LOAD_WORD = 0x0005_3283;

/** One access of a record. */
export interface MadeAccess {
  readonly type: number;
  readonly outcome: number;
  /** Bytes; 8 if absent, 0 for a cache block. */
  readonly size?: number;
  readonly va?: bigint;
  readonly pa?: bigint;
  readonly data?: bigint;
}

/** What one side did in a step. */
export interface MadeStep {
  readonly word?: number;
  readonly pc?: bigint;
  readonly mode?: number;
  readonly trap?: readonly [cause: number, tval: bigint];
  readonly interrupt?: number;
  /** Type (0 load, 1 store) and address of the access that a watchpoint stopped. */
  readonly watched?: readonly [type: number, va: bigint];
  readonly rd?: readonly [register: number, value: bigint];
  readonly accesses?: readonly MadeAccess[];
}

/** The record of a step; it retired unless it trapped. */
export function recordOf(step: MadeStep): Int32Array {
  const record = new Int32Array(RECORD);
  const pair = (at: number, value: bigint): void => {
    record[at] = bigLow(value);
    record[at + 1] = bigHigh(value);
  };
  record[R_KIND] = STEP_RETIRED;
  record[R_WORD] = step.word ?? LOAD_WORD;
  record[R_MODE] = step.mode ?? 3;
  pair(R_PC, step.pc ?? 0x8000_0000n);
  if (step.trap !== undefined) {
    record[R_KIND] = STEP_EXCEPTION;
    record[R_CAUSE] = step.trap[0];
    pair(R_TVAL, step.trap[1]);
  }
  if (step.interrupt !== undefined) {
    record[R_KIND] = STEP_INTERRUPT;
    record[R_CAUSE] = step.interrupt;
  }
  if (step.watched !== undefined) {
    record[R_KIND] = STEP_WATCHPOINT;
    record[R_CAUSE] = step.watched[0];
    pair(R_TVAL, step.watched[1]);
  }
  if (step.rd !== undefined) {
    record[R_RD] = step.rd[0];
    pair(R_VALUE, step.rd[1]);
  }
  for (const [slot, access] of (step.accesses ?? []).entries()) {
    const at = R_ACCESS + slot * ACCESS_STRIDE;
    record[at + A_INFO] = accessInfo(access.type, access.size ?? 8, access.outcome, 0);
    pair(at + A_VA, access.va ?? 0x8004_0000n);
    pair(at + A_PA, access.pa ?? 0x8004_0000n);
    pair(at + A_DATA, access.data ?? 0n);
  }
  return record;
}

/** A reference that did `step`, decided by `rule`; its fetch by `fetchRule`. */
export function referenceThatDid(
  step: MadeStep,
  rule: RuleName = 'none',
  grantMode = 0,
  fetchRule: RuleName = rule,
): Reference {
  const made: Pick<Reference, 'record' | 'rule' | 'grantMode' | 'fetchRule'> = {
    record: recordOf(step),
    rule: ruleIndex(rule),
    grantMode,
    fetchRule: ruleIndex(fetchRule),
  };
  return made as Reference;
}
