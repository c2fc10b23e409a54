/**
 * The slow lookup of an access of one page or two (mmuLookup) with its watchpoints, and the probes.
 * @source tlb-iommu-path.md section 5
 */
import { FAULT, FETCH, OK, STOP_CODE_OUTSIDE_RAM, WATCHED } from '../status.ts';
import {
  LG_PAGE_SIZE,
  TLB_DISCARD_WRITE,
  TLB_IOMMU,
  TLB_MMIO,
  TLB_NOTDIRTY,
  TLB_WATCHPOINT,
} from './entry.ts';
import { type LookupParts, PageLookup } from './page-lookup.ts';
import type { Watchpoints } from './watchpoints.ts';

/** Flags that make a probed page something else than RAM. */
const NOT_RAM = TLB_MMIO | TLB_IOMMU | TLB_DISCARD_WRITE;
/** Flags that are handled between the lookup and the movement of data. */
const HANDLED = TLB_WATCHPOINT | TLB_NOTDIRTY;

export class Lookup extends PageLookup {
  /** Result of {@link probeCode}: RAM address of the pc, or -1 when code is to be read through the slow path. */
  codeRam = -1;
  /** Result of {@link probe}: the bytes are RAM that may be used at {@link hostLo}. */
  isRam = false;

  private readonly watchpoints: Watchpoints;

  constructor(parts: LookupParts) {
    super(parts);
    this.watchpoints = parts.watchpoints;
  }

  override reset(): void {
    super.reset();
    this.codeRam = -1;
    this.isRam = false;
  }

  /**
   * mmuLookup for an access whose `first` bytes lie on the first page; `first` = size when it does not cross. Leaves
   * both pages looked up and clean pages handled. OK, FAULT, LEAVE, WATCHED or STOP.
   */
  lookup(lo: number, hi: number, size: number, first: number, type: number, mmuIndex: number): number {
    if (first < size) return this.lookupCrossing(lo, hi, size, first, type, mmuIndex);
    const status = this.page(0, lo, hi, size, size, type, mmuIndex);
    if (status === FAULT) return this.faulted(lo, hi, size, type) ? this.watched(lo, hi, type) : FAULT;
    if (status !== OK || (this.flags[0] & HANDLED) === 0) return status;
    const handled = this.handle(0, lo, hi, size, type);
    return handled === WATCHED ? this.watched(lo, hi, type) : handled;
  }

  /** An access that crosses into the next page: both are looked up before either is handled. */
  private lookupCrossing(
    lo: number,
    hi: number,
    size: number,
    first: number,
    type: number,
    mmuIndex: number,
  ): number {
    const pmpSize = this.quirks['pmp-crossing-full-size'] ? size : first;
    let status = this.page(0, lo, hi, first, pmpSize, type, mmuIndex);
    // What fails on the first page stops for any byte of the access.
    if (status === FAULT) return this.faulted(lo, hi, size, type) ? this.watched(lo, hi, type) : FAULT;
    if (status !== OK) return status;
    const rest = size - first;
    const nextLo = (lo + first) | 0;
    const nextHi = nextLo === 0 ? (hi + 1) | 0 : hi;
    this.demand.align = 0;
    this.demand.slot++;
    status = this.page(1, nextLo, nextHi, rest, rest, type, mmuIndex);
    if (status === FAULT)
      return this.faulted(nextLo, nextHi, rest, type) ? this.watched(lo, hi, type) : FAULT;
    if (status === OK && this.filled) {
      // The fill may have moved the first page's entry: it is found and translated again; flags and host stay.
      this.entry[0] = this.tlb.slot(mmuIndex, lo);
      status = this.filler.translateIommu(this.entry[0], lo, hi, type, first);
    }
    if (status === OK) status = this.handle(0, lo, hi, first, type);
    if (status === OK) status = this.handle(1, nextLo, nextHi, rest, type);
    return status === WATCHED ? this.watched(lo, hi, type) : status;
  }

  /** Watchpoints, then the clean page, of the part of an access on page `k`. */
  private handle(k: number, lo: number, hi: number, size: number, type: number): number {
    const flags = this.flags[k];
    if ((flags & TLB_WATCHPOINT) !== 0 && this.watchpoints.stops(lo, hi, size, type)) return WATCHED;
    return (flags & TLB_NOTDIRTY) === 0 ? OK : this.notDirtyWrite(k, lo, hi, size, type);
  }

  /** True if a watchpoint goes before the fault of a fill; never before a misaligned address. */
  private faulted(lo: number, hi: number, size: number, type: number): boolean {
    const isMisaligned = this.demand.misaligned !== 0 && this.state.cause === this.demand.misaligned;
    return !isMisaligned && this.watchpoints.stops(lo, hi, size, type);
  }

  /** The access of `type` at lo/hi was stopped by a watchpoint. */
  private watched(lo: number, hi: number, type: number): number {
    this.state.fault(type, lo, hi);
    return WATCHED;
  }

  /**
   * Probes `size` bytes on one page: looked up, and where they are RAM a clean page is handled; `stops`: watchpoints
   * stop it; `slot`: the walk bit of the journal. Sets {@link isRam}. OK, FAULT, LEAVE, WATCHED or STOP.
   */
  probe(lo: number, hi: number, size: number, type: number, stops: boolean, slot: number): number {
    this.require(size, 0, slot);
    const status = this.page(0, lo, hi, size, size, type, this.state.dataIndex);
    this.isRam = status === OK && (this.flags[0] & NOT_RAM) === 0;
    // As posted a page that is not RAM is left to the one-byte stores, watchpoints included.
    const goesFirst =
      status === FAULT || (status === OK && (this.isRam || !this.quirks['block-watched-by-byte']));
    if (stops && goesFirst && this.watchpoints.stops(lo, hi, size, type)) return this.watched(lo, hi, type);
    if (status !== OK) return status;
    if (!this.isRam || (this.flags[0] & TLB_NOTDIRTY) === 0) return OK;
    return this.notDirtyWrite(0, lo, hi, size, type);
  }

  /** The FETCH probe of one byte at pc: sets {@link codeRam}. `slot` is the walk bit of the journal. OK, FAULT, STOP. */
  probeCode(lo: number, hi: number, mmuIndex: number, slot: number): number {
    this.demand.align = 0;
    this.demand.slot = slot;
    const status = this.page(0, lo, hi, 1, 1, FETCH, mmuIndex);
    if (status !== OK) return status;
    this.codeRam = -1;
    if ((this.flags[0] & NOT_RAM) !== 0 || this.tlb.words[this.entry[0] + LG_PAGE_SIZE] < 12) return OK;
    if (!this.ram.holds(this.hostLo[0], this.hostHi[0], 1)) return this.state.die(STOP_CODE_OUTSIDE_RAM);
    this.codeRam = this.ram.ramOf(this.hostLo[0]);
    return OK;
  }
}
