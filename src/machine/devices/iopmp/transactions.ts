/**
 * Announced transactions (iopmp.md 6.7). By the specification a message changes nothing, since every access carries its
 * own length; the posted model keeps a record per RRID.
 */
import { MAX_RRIDS } from '../../../input/layout.ts';
import { STOP_INDEX_OUT_OF_BOUNDS } from '../../status.ts';
import type { Fate } from './locks.ts';
import type { Properties } from './properties.ts';

export class Transactions {
  /** First and last byte of the record of each RRID; left as they are when it ends. */
  readonly first = new Float64Array(MAX_RRIDS);
  readonly last = new Float64Array(MAX_RRIDS);
  private readonly running = new Uint8Array(MAX_RRIDS);
  /** A violation of the running transaction has been recorded. */
  private readonly reported = new Uint8Array(MAX_RRIDS);
  /** A message has come since reset. */
  private isUsed = false;

  private readonly properties: Properties;
  private readonly fate: Fate;

  constructor(properties: Properties, fate: Fate) {
    this.properties = properties;
    this.fate = fate;
  }

  reset(): void {
    if (!this.isUsed) return;
    this.first.fill(0);
    this.last.fill(0);
    this.running.fill(0);
    this.reported.fill(0);
    this.isUsed = false;
  }

  /** True if accesses of the RRID are judged by the range of its record. */
  runs(rrid: number): boolean {
    return this.isUsed && this.running[rrid] === 1;
  }

  /** True for a violation of a running transaction that is not its first; the first is noted. */
  hasReported(rrid: number): boolean {
    if (!this.runs(rrid)) return false;
    const before = this.reported[rrid] !== 0;
    this.reported[rrid] = 1;
    return before;
  }

  /** A message: the bytes `first` to `last` of an RRID begin or end. A second start of one RRID is refused. */
  message(rrid: number, first: number, last: number, isEnd: boolean): void {
    const { quirks, rridNum } = this.properties;
    if (rrid >= rridNum) {
      if (quirks['message-rrid-unchecked']) this.fate.die(STOP_INDEX_OUT_OF_BOUNDS);
      return;
    }
    if (!quirks['transaction-range-for-all']) return;
    this.isUsed = true;
    const isRunning = this.running[rrid] !== 0;
    if (isEnd) {
      const starts = !isRunning && quirks['end-starts-transaction'];
      this.running[rrid] = starts ? 1 : 0;
      this.reported[rrid] = 0;
      return;
    }
    if (isRunning) return;
    this.running[rrid] = 1;
    this.first[rrid] = first;
    this.last[rrid] = last;
  }
}
