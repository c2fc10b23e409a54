/** The decision procedure (iopmp.md 5, steps 1 to 11) for all access types at once, without side effects. */
import { COMPARED_RRID, type Comparisons } from '../../comparisons.ts';
import { hitsHoldForPage, holdsForPage } from './page-verdict.ts';
import type { Stall } from './stall.ts';
import type { Transactions } from './transactions.ts';
import { ALLOW_AMO, ALLOW_R, ALLOW_W, ALLOW_X, type Tables, View } from './view.ts';

const ALL = ALLOW_R | ALLOW_W | ALLOW_X | ALLOW_AMO;

/** What decided, for observers. */
export const BY_DISABLED = 0;
export const BY_RRID = 1;
export const BY_STALL = 2;
export const BY_TYPE = 3;
export const BY_PRIORITY = 4;
export const BY_PARTIAL = 5;
export const BY_NON_PRIORITY = 6;
export const BY_NOTHING = 7;

/** Parts that a verdict looks at. */
export interface VerdictParts extends Tables {
  readonly stall: Stall;
  readonly transactions: Transactions;
  readonly comparisons: Comparisons;
}

export class Verdict {
  /** Answer of {@link match}: the verdict holds for the whole page. */
  wholePage = true;
  /** What decided the last question (a BY_ number) and the entry that did, -1 if none. */
  by = BY_DISABLED;
  decider = -1;
  /** Bytes that the last question was about, half-open. */
  from = 0;
  to = 0;
  readonly view: View;

  private readonly parts: VerdictParts;

  constructor(parts: VerdictParts) {
    this.parts = parts;
    this.view = new View(parts);
  }

  reset(): void {
    this.wholePage = true;
    this.by = BY_DISABLED;
    this.decider = -1;
    this.from = 0;
    this.to = 0;
    this.view.reset();
  }

  /** ALLOW_ bits of the transaction [address, address + size). */
  allowed(rrid: number, address: number, size: number): number {
    if (this.parts.comparisons.listens) this.compareRrid(rrid);
    const early = this.decideEarly(rrid);
    if (early >= 0) return early;
    this.ask(rrid, address, size);
    return this.grantedByEntries();
  }

  /** True if every transaction inside the page gets the same ALLOW_ bits. */
  isUniform(rrid: number, page: number): boolean {
    if (this.decideEarly(rrid) >= 0) return true;
    this.view.show(rrid);
    return holdsForPage(this.view, page, -1);
  }

  /** ALLOW_ bits at one address, and {@link wholePage}: the question of a fill that knows no length (6.5, 6.6). */
  match(rrid: number, address: number): number {
    const allowed = this.allowed(rrid, address, 1);
    this.wholePage = this.by < BY_PRIORITY || this.isWhole(address, allowed);
    return allowed;
  }

  /** Steps 1 to 4: ALLOW_ bits if they are decided before entries are looked at, else -1. */
  decideEarly(rrid: number): number {
    const { settings, properties, stall } = this.parts;
    if (!settings.enabled) return this.answer(BY_DISABLED, -1, ALL);
    if (rrid >= properties.rridNum) return this.answer(BY_RRID, -1);
    return stall.holds(rrid) ? this.answer(BY_STALL, -1) : -1;
  }

  /** Sets the bytes in question: those of the access, or the range that its RRID has announced. */
  ask(rrid: number, address: number, size: number): void {
    const { transactions } = this.parts;
    this.from = this.startOf(rrid, address);
    this.to = transactions.runs(rrid) ? transactions.last[rrid] + 1 : address + size;
    this.view.show(rrid);
    if (this.parts.comparisons.listens) this.compare();
    this.answer(BY_NOTHING, -1);
  }

  /** First byte of a transaction: of the range that its RRID has announced, or of the access. */
  startOf(rrid: number, address: number): number {
    const { transactions } = this.parts;
    return transactions.runs(rrid) ? transactions.first[rrid] : address;
  }

  /** Notes what decided; gives back ALLOW_ bits. */
  answer(by: number, decider: number, allowed = 0): number {
    this.by = by;
    this.decider = decider;
    return allowed;
  }

  /** Steps 8 to 11: the first priority entry that overlaps decides, else all others that hold every byte. */
  private grantedByEntries(): number {
    const { view, from, to } = this;
    const { count, lo, hi, index, rights, priorities } = view;
    let granted = 0;
    for (let k = 0; k < count; k++) {
      if (lo[k] >= to || hi[k] <= from) continue;
      const isFull = lo[k] <= from && hi[k] >= to;
      if (index[k] < priorities) {
        this.answer(isFull ? BY_PRIORITY : BY_PARTIAL, index[k]);
        return isFull ? rights[k] : 0;
      }
      if (!isFull) continue;
      this.answer(BY_NON_PRIORITY, index[k]);
      granted |= rights[k];
    }
    return granted;
  }

  /** Says which bounds a question looks at. */
  private compare(): void {
    const { count, lo, hi } = this.view;
    for (let k = 0; k < count; k++) this.parts.comparisons.ranges(this.from, this.to, lo[k], hi[k]);
  }

  /** Says how many RRIDs there are, and which one next has other domains. */
  private compareRrid(rrid: number): void {
    const { comparisons, properties, sources } = this.parts;
    const { rridNum } = properties;
    comparisons.note(COMPARED_RRID, rrid, rridNum);
    for (let k = 1; k < rridNum; k++) {
      const other = (rrid + k) % rridNum;
      const isSame =
        rrid < rridNum &&
        sources.domainsLow(rrid) === sources.domainsLow(other) &&
        sources.domainsHigh(rrid) === sources.domainsHigh(other);
      if (isSame) continue;
      comparisons.note(COMPARED_RRID, rrid, other);
      return;
    }
  }

  private isWhole(address: number, hits: number): boolean {
    const { view, decider } = this;
    if (this.parts.properties.quirks['page-verdict-by-hit'])
      return hitsHoldForPage(view, address, decider, hits);
    return holdsForPage(view, address, decider);
  }
}
