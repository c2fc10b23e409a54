import {
  A_DATA,
  A_INFO,
  ACCESS_NO_DATA,
  ACCESS_STRIDE,
  ACCESSES,
  R_ACCESS,
  R_CAUSE,
  R_FETCH_PA,
  R_KIND,
  R_RD,
  R_TVAL,
  R_VALUE,
  R_WORD,
  RECORD,
  STEP_NONE,
} from '../../trace/record.ts';
import { ALLOWANCES } from '../allowances.ts';
import type { DecisionListener } from '../decision.ts';

/**
 * The step under way: the machine's record of it (for its hints), our own record, the exception it raised, and the
 * rule that refused last. All parts of the reference share one.
 */
export class StepRecord {
  readonly record = new Int32Array(RECORD);
  /** Uses of each allowance since {@link StepRecord.restart}. */
  readonly allowances = new Int32Array(ALLOWANCES.length);
  /** The machine's records, and where the one of this step begins. */
  seen: Int32Array = this.record;
  at = 0;
  /** Index into RULES. */
  rule = 0;
  /** How the slot that granted last spells its range (worldguard.md 3.2, A); 0: no slot was needed. */
  grantMode = 0;
  /** Instructions retired since reset, the one of this step not included while it runs. */
  retired = 0;
  /** Changes since reset of what decides who may access what: slots, PMP, the remapping, modes of the flash. */
  ruleChanges = 0;
  /** Exception raised by this step, or -1. */
  cause = -1;
  tvalLo = 0;
  tvalHi = 0;
  /** Told of what checkers and PMP decide, if anyone wants to know. */
  listener: DecisionListener | undefined;
  /** Whether no allowance is granted: one that is needed makes the step differ from whatever the machine recorded. */
  isStrict = false;
  /** The allowance that this step needed first, as an index into ALLOWANCES; -1: none. */
  allowed = -1;
  /** A watchpoint stopped the step: `cause` is then 0 for a load and 1 for a store, `tval` the address. */
  stopped = false;

  /** Forgets the previous run. */
  restart(): void {
    for (let i = 0; i < this.allowances.length; i++) this.allowances[i] = 0;
    this.rule = 0;
    this.grantMode = 0;
    this.cause = -1;
    this.retired = 0;
    this.ruleChanges = 0;
  }

  /** Starts a step that the machine recorded at `seen[at..]`. */
  begin(seen: Int32Array, at: number): void {
    this.clear();
    this.seen = seen;
    this.at = at;
    this.rule = 0;
    this.grantMode = 0;
    this.cause = -1;
    this.stopped = false;
    this.allowed = -1;
  }

  /** Clears what a step may leave unset; accesses only if the last step made them. */
  private clear(): void {
    const record = this.record;
    // Runs per step, so word by word: fill is a call out of generated code, and a loop costs more than its stores.
    record[R_WORD] = 0;
    record[R_FETCH_PA] = 0;
    record[R_FETCH_PA + 1] = 0;
    record[R_RD] = 0;
    record[R_VALUE] = 0;
    record[R_VALUE + 1] = 0;
    record[R_CAUSE] = 0;
    record[R_TVAL] = 0;
    record[R_TVAL + 1] = 0;
    for (let k = 0; k < ACCESSES; k++) if (record[R_ACCESS + k * ACCESS_STRIDE] !== 0) this.forget(k);
  }

  /** Enters in the record that what was raised ended the step; `kind` is a STEP_ kind other than STEP_RETIRED. */
  ended(kind: number): void {
    this.record[R_KIND] = kind;
    this.record[R_CAUSE] = this.cause;
    this.record[R_TVAL] = this.tvalLo;
    this.record[R_TVAL + 1] = this.tvalHi;
  }

  /** Ends the step. */
  end(): void {
    if (this.isStrict && this.allowed >= 0) this.record[R_KIND] = STEP_NONE;
  }

  /** Enters in access record `k` the value of `size` bytes, zero-extended, that stand in `bytes` from `from` on. */
  enterData(k: number, bytes: Uint8Array, from: number, size: number): void {
    const at = R_ACCESS + k * ACCESS_STRIDE + A_DATA;
    for (let i = 0; i < size; i++) this.record[at + (i >> 2)] |= bytes[from + i] << (8 * (i & 3));
  }

  /** Enters that byte `i` of the block which access record 0 stores was refused without a bus error. */
  enterRefused(i: number): void {
    this.record[R_ACCESS + A_DATA + (i >> 5)] |= 1 << (i & 31);
  }

  /** Takes back access record `k`: no such access was made. */
  forget(k: number): void {
    const at = R_ACCESS + k * ACCESS_STRIDE;
    for (let i = at; i < at + ACCESS_STRIDE; i++) this.record[i] = 0;
  }

  /** The store of access record `k` is to count as not made. */
  markUnstored(k: number): void {
    const at = R_ACCESS + k * ACCESS_STRIDE;
    this.record[at + A_INFO] |= ACCESS_NO_DATA;
    this.record[at + A_DATA] = 0;
    this.record[at + A_DATA + 1] = 0;
  }

  /** Raises an exception; returns false, for `return step.raise(…)`. */
  raise(cause: number, tvalLo: number, tvalHi: number): false {
    this.cause = cause;
    this.tvalLo = tvalLo;
    this.tvalHi = tvalHi;
    return false;
  }

  /** Stops before the data of an access by `type` (0 load, 1 store) move, as if it had not begun; returns false. */
  halt(type: number, vaLo: number, vaHi: number): false {
    for (let k = 0; k < ACCESSES; k++) this.forget(k);
    this.stopped = true;
    return this.raise(type, vaLo, vaHi);
  }

  /** Word `field` of the machine's record. */
  hint(field: number): number {
    return this.seen[this.at + field];
  }

  /** Word `field` of the machine's access record `index`. */
  accessHint(index: number, field: number): number {
    return this.seen[this.at + R_ACCESS + index * ACCESS_STRIDE + field];
  }

  /** Counts one use of an allowance. */
  allow(index: number): void {
    this.allowances[index]++;
    if (this.allowed < 0) this.allowed = index;
  }
}
