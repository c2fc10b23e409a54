/** Why a transaction is refused: error type, entry and suppression (iopmp.md 4.4, 4.7, 5). */
import { FEATURE_CHK_X, FEATURE_NO_W, FEATURE_NO_X } from '../../../input/layout.ts';
import { FETCH, LOAD, STORE } from '../../status.ts';
import type { ErrorRecord } from './error-record.ts';
import type { Properties } from './properties.ts';
import {
  BY_NON_PRIORITY,
  BY_PARTIAL,
  BY_PRIORITY,
  BY_RRID,
  BY_STALL,
  BY_TYPE,
  type Verdict,
} from './verdict.ts';

/** Error types (4.7); illegal read, write and fetch are 1 + access type. */
const ILLEGAL_READ = 1;
const PARTIAL_HIT = 4;
const NO_HIT = 5;
const UNKNOWN_RRID = 6;
const STALLED = 7;
const STALLED_AS_POSTED = 8;

/** Parts that an explanation looks at. */
export interface CulpritParts {
  readonly properties: Properties;
  readonly verdict: Verdict;
  readonly errors: ErrorRecord;
}

export class Culprit {
  /** Of the last {@link find}: error type, access type in the record, first byte, entry, suppression bits. */
  etype = 0;
  access = LOAD;
  start = 0;
  /** 0 if no entry is involved. */
  entry = 0;
  suppress = 0;
  /** The error comes before entries are looked at. */
  isEarly = false;
  /** Suppression of {@link entry} alone. */
  private ownSuppress = 0;
  /** Entry of the violation before. */
  private staleEntry = 0;

  private readonly parts: CulpritParts;

  constructor(parts: CulpritParts) {
    this.parts = parts;
  }

  reset(): void {
    this.etype = 0;
    this.access = LOAD;
    this.start = 0;
    this.entry = 0;
    this.suppress = 0;
    this.isEarly = false;
    this.ownSuppress = 0;
    this.staleEntry = 0;
  }

  /**
   * Explains the refusal of a transaction. One that would be granted (the fill had asked about another address) is
   * explained by its access type and the entries that hold it.
   */
  find(rrid: number, address: number, size: number, access: number): void {
    const { verdict, properties } = this.parts;
    this.entry = 0;
    this.suppress = 0;
    this.access = access;
    this.start = verdict.startOf(rrid, address);
    this.isEarly = this.findEarly(rrid, access);
    if (this.isEarly) return;
    if (access === FETCH && !properties.has(FEATURE_CHK_X)) this.access = LOAD;
    verdict.ask(rrid, address, size);
    this.etype = NO_HIT;
    this.findEntry();
    // What the posted model finds uninitialised is what its last call left there.
    if (verdict.by === BY_NON_PRIORITY && properties.quirks['eid-uninitialised'])
      this.entry = this.staleEntry;
    this.staleEntry = this.entry;
  }

  /** Steps 3 to 6: unknown RRID, stall, no_w, no_x. */
  private findEarly(rrid: number, access: number): boolean {
    const { verdict, properties } = this.parts;
    if (verdict.decideEarly(rrid) >= 0) {
      this.etype = ILLEGAL_READ + access;
      if (verdict.by === BY_RRID) this.etype = UNKNOWN_RRID;
      if (verdict.by === BY_STALL)
        this.etype = properties.quirks['stall-etype-eight'] ? STALLED_AS_POSTED : STALLED;
      return true;
    }
    const noWrite = access === STORE && properties.has(FEATURE_NO_W);
    const noFetch = access === FETCH && properties.has(FEATURE_NO_X) && properties.has(FEATURE_CHK_X);
    if (!noWrite && !noFetch) return false;
    this.etype = NO_HIT;
    verdict.answer(BY_TYPE, -1);
    return true;
  }

  /** Steps 9 to 11: the entry whose fault it is. */
  private findEntry(): void {
    const { view, from, to } = this.parts.verdict;
    const { count, lo, hi, index, priorities } = view;
    for (let k = 0; k < count; k++) {
      if (lo[k] >= to || hi[k] <= from) continue;
      const isFull = lo[k] <= from && hi[k] >= to;
      if (index[k] < priorities) {
        this.blamePriority(k, isFull);
        return;
      }
      if (isFull) this.blameNonPriority(k);
    }
  }

  private blamePriority(k: number, isFull: boolean): void {
    const { verdict } = this.parts;
    const { index, suppress } = verdict.view;
    verdict.answer(isFull ? BY_PRIORITY : BY_PARTIAL, index[k]);
    this.etype = isFull ? ILLEGAL_READ + this.access : PARTIAL_HIT;
    this.entry = index[k];
    this.suppress = isFull ? suppress[k] : 0;
  }

  /** One more entry counts: all must suppress a reaction; the first that reacts by itself is recorded (8.1 A3). */
  private blameNonPriority(k: number): void {
    const { verdict, errors, properties } = this.parts;
    const { index, suppress } = verdict.view;
    if (verdict.by !== BY_NON_PRIORITY) {
      verdict.answer(BY_NON_PRIORITY, index[k]);
      this.etype = ILLEGAL_READ + this.access;
      this.entry = index[k];
      this.suppress = suppress[k];
      this.ownSuppress = suppress[k];
      return;
    }
    const reacting = errors.reacting(this.access);
    if ((reacting & ~this.ownSuppress) === 0 && (reacting & ~suppress[k]) !== 0) {
      this.entry = index[k];
      this.ownSuppress = suppress[k];
    }
    if (properties.quirks['suppression-ored']) this.suppress |= suppress[k];
    else this.suppress &= suppress[k];
  }
}
