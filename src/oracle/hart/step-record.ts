import { ACCESS_STRIDE, R_ACCESS, RECORD } from '../../trace/record.ts';
import { ALLOWANCES } from '../allowances.ts';

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
  /** Exception raised by this step, or -1. */
  cause = -1;
  tvalLo = 0;
  tvalHi = 0;

  /** Forgets the previous run. */
  restart(): void {
    this.allowances.fill(0);
    this.rule = 0;
    this.grantMode = 0;
    this.cause = -1;
  }

  /** Starts a step that the machine recorded at `seen[at..]`. */
  begin(seen: Int32Array, at: number): void {
    // A loop: fill is a call out of generated code, dearer than these few stores.
    for (let i = 0; i < RECORD; i++) this.record[i] = 0;
    this.seen = seen;
    this.at = at;
    this.rule = 0;
    this.grantMode = 0;
    this.cause = -1;
  }

  /** Raises an exception; returns false, for `return step.raise(…)`. */
  raise(cause: number, tvalLo: number, tvalHi: number): false {
    this.cause = cause;
    this.tvalLo = tvalLo;
    this.tvalHi = tvalHi;
    return false;
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
  }
}
