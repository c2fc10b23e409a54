import { FEATURE_NO_W, FEATURE_NO_X, FEATURE_STALL, MAX_ENTRIES } from '../../input/layout.ts';
import { type RuleName, ruleIndex } from '../rules.ts';
import type { Control } from './control.ts';
import type { EntryFile } from './entry-file.ts';
import type { Errors } from './errors.ts';
import type { Properties } from './properties.ts';
import {
  ET_NO_ENTRY,
  ET_PARTIAL_HIT,
  ET_STALLED,
  ET_UNKNOWN_RRID,
  NO_ENTRY,
  type Refusal,
  TT_FETCH,
  TT_READ,
  TT_WRITE,
} from './refusal.ts';
import type { Regions } from './regions.ts';
import { R, type Sources, W, X } from './sources.ts';
import type { Stall } from './stall.ts';

/** Rule that refuses, by error type. */
const RULE_OF_ETYPE: readonly number[] = (
  [
    'none',
    'iopmp-illegal-read',
    'iopmp-illegal-write',
    'iopmp-illegal-fetch',
    'iopmp-partial-hit',
    'iopmp-no-entry',
    'iopmp-unknown-rrid',
    'iopmp-stalled',
  ] as const satisfies readonly RuleName[]
).map(ruleIndex);
const NO_WRITE = ruleIndex('iopmp-no-write');
const NO_EXECUTE = ruleIndex('iopmp-no-execute');

/** Rights that a transaction type needs. */
const NEEDED: readonly number[] = [0, R, W, X];

/** Rights that an entry must give for a transaction of type `ttype`. @source iopmp.md 4.5 */
export function neededRights(ttype: number, amo: boolean): number {
  return amo ? R | W : NEEDED[ttype];
}

/** The address hi:lo, below 2^53. */
export function addressOf(lo: number, hi: number): number {
  return (hi >>> 0) * 2 ** 32 + (lo >>> 0);
}

/** The parts that the procedure asks. */
interface ProcedureParts {
  readonly properties: Properties;
  readonly control: Control;
  readonly sources: Sources;
  readonly entries: EntryFile;
  readonly regions: Regions;
  readonly stall: Stall;
  readonly errors: Errors;
  readonly refusal: Refusal;
}

/**
 * The decision procedure: whether a transaction is legal, and else why not. Deciding changes nothing but the refusal.
 * @source iopmp.md 5
 */
export class Procedure {
  /** Index into RULES of what refused last. */
  rule = 0;
  /** Entries of non-priority that cover the refused transaction whole without permitting it, and their number. */
  private readonly counted = new Int32Array(MAX_ENTRIES);
  private countedCount = 0;
  /** The transaction under decision. */
  private rrid = 0;
  private lo = 0;
  private hi = 0;
  private ttype = TT_READ;
  private readonly parts: ProcedureParts;

  constructor(parts: ProcedureParts) {
    this.parts = parts;
  }

  /**
   * Whether an enabled IOPMP lets through a transaction of type `ttype`, `size` bytes from hi:lo on, which ends at 2^53
   * or below. The entries have been decoded.
   */
  permits(rrid: number, lo: number, hi: number, size: number, ttype: number, amo: boolean): boolean {
    this.rrid = rrid;
    this.lo = lo;
    this.hi = hi;
    this.ttype = ttype;
    if (!this.passesGates()) return false;
    if (ttype === TT_FETCH && this.parts.properties.fetchIsRead) this.ttype = TT_READ;
    const start = addressOf(lo, hi);
    return this.walk(start, start + size, neededRights(this.ttype, amo));
  }

  /** Steps 3 to 6: what is refused whatever the entries say. */
  private passesGates(): boolean {
    const { properties, stall } = this.parts;
    if (this.rrid >= properties.rridNum) return this.refuse(ET_UNKNOWN_RRID);
    if (properties.has(FEATURE_STALL) && stall.holds(this.rrid)) return this.refuse(ET_STALLED);
    if (this.ttype === TT_WRITE && properties.has(FEATURE_NO_W)) return this.refuse(ET_NO_ENTRY, NO_WRITE);
    if (this.ttype === TT_FETCH && !properties.fetchIsRead && properties.has(FEATURE_NO_X)) {
      return this.refuse(ET_NO_ENTRY, NO_EXECUTE);
    }
    return true;
  }

  /** Steps 8 to 11: the entries of the RRID's domains, ascending. */
  private walk(start: number, end: number, needed: number): boolean {
    const { control, regions } = this.parts;
    const priorityEntries = control.priorityEntries;
    this.countedCount = 0;
    for (let k = 0; k < regions.count; k++) {
      if (!this.isHit(k, start, end)) continue;
      const isFull = regions.first[k] <= start && regions.end[k] >= end;
      if (isFull && (this.rights(k) & needed) === needed) return true;
      const i = regions.entry[k];
      if (i < priorityEntries) return isFull ? this.refuseBy(i) : this.refusePartial(i);
      if (isFull) this.counted[this.countedCount++] = i;
    }
    return this.countedCount > 0 ? this.refuseByCounted() : this.refuse(ET_NO_ENTRY);
  }

  /** Whether the RRID has the entry at position `k`, and that holds a byte of [start, end). */
  private isHit(k: number, start: number, end: number): boolean {
    const { regions, sources } = this.parts;
    if (regions.first[k] >= end || regions.end[k] <= start) return false;
    return sources.hasDomain(this.rrid, regions.domain[k]);
  }

  private rights(k: number): number {
    const { sources, regions, entries } = this.parts;
    return sources.rights(this.rrid, regions.domain[k], entries.cfg[regions.entry[k]]);
  }

  private refuse(etype: number, rule = RULE_OF_ETYPE[etype]): boolean {
    const { refusal } = this.parts;
    refusal.rrid = this.rrid;
    refusal.lo = this.lo;
    refusal.hi = this.hi;
    refusal.ttype = this.ttype;
    refusal.etype = etype;
    refusal.entry = NO_ENTRY;
    refusal.suppression = 0;
    this.rule = rule;
    return false;
  }

  /** Suppression bits never apply to a partial hit. */
  private refusePartial(i: number): boolean {
    this.refuse(ET_PARTIAL_HIT);
    this.parts.refusal.entry = i;
    return false;
  }

  /** Entry `i` has the last word and does not give the right: the error type is the transaction type. */
  private refuseBy(i: number): boolean {
    const { refusal, entries } = this.parts;
    this.refuse(this.ttype);
    refusal.entry = i;
    refusal.suppression = entries.cfg[i];
    return false;
  }

  /** "Suppression set N": only what all of them suppress is suppressed. */
  private refuseByCounted(): boolean {
    const { refusal, entries } = this.parts;
    this.refuse(this.ttype);
    let all = -1;
    for (let k = 0; k < this.countedCount; k++) all &= entries.cfg[this.counted[k]];
    refusal.entry = this.lowestContributor();
    refusal.suppression = all;
    return false;
  }

  /**
   * The lowest entry that contributes to the reaction; of none at all, the lowest.
   * @source iopmp.md 8.1 A3
   */
  private lowestContributor(): number {
    const { refusal, entries, errors } = this.parts;
    for (let k = 0; k < this.countedCount; k++) {
      refusal.suppression = entries.cfg[this.counted[k]];
      if (errors.wantsInterrupt(refusal) || errors.isBusError(refusal)) return this.counted[k];
    }
    return this.counted[0];
  }
}
