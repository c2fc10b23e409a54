/**
 * The slow lookup: mmuLookup1, mmuLookup, notdirtyWrite, and the probe.
 * @source tlb-iommu-path.md section 5
 */
import type { Quirks } from '../design.ts';
import type { HartState } from '../hart/state.ts';
import type { Journal } from '../journal.ts';
import type { DirtyMemory } from '../memory/dirty.ts';
import type { Ram } from '../memory/ram.ts';
import { SECTION_RAM, SECTION_ROMD, SECTION_UNASSIGNED, SECTIONS } from '../memory/section.ts';
import {
  FAULT,
  FETCH,
  LEAVE,
  OK,
  STOP_CODE_OUTSIDE_RAM,
  STOP_DIRTY_OUTSIDE_RAM,
  STORE,
  WATCHED,
} from '../status.ts';
import {
  ADDEND,
  ADDR_IDX,
  AUDITED,
  hits,
  LG_PAGE_SIZE,
  PAGE_MASK,
  SECTION,
  SLOW_FLAGS,
  TLB_DISCARD_WRITE,
  TLB_INVALID,
  TLB_IOMMU,
  TLB_MMIO,
  TLB_NOTDIRTY,
  TLB_WATCHPOINT,
  USED,
  XLAT_OFFSET,
} from './entry.ts';
import type { Filler } from './fill.ts';
import type { SoftTlb } from './soft-tlb.ts';
import type { Watchpoints } from './watchpoints.ts';

/** What an access demands: `align` is a mask (0 = none), `misaligned` the cause it raises; `slot` numbers its record. */
export interface Demand {
  align: number;
  misaligned: number;
  slot: number;
}

/** Flags that make a probed page something else than RAM. */
const NOT_RAM = TLB_MMIO | TLB_IOMMU | TLB_DISCARD_WRITE;
/** Flags that are handled between the lookup and the movement of data. */
const HANDLED = TLB_WATCHPOINT | TLB_NOTDIRTY;

export interface LookupParts {
  readonly state: HartState;
  readonly tlb: SoftTlb;
  readonly filler: Filler;
  readonly ram: Ram;
  readonly dirty: DirtyMemory;
  readonly journal: Journal;
  readonly watchpoints: Watchpoints;
  readonly quirks: Quirks;
}

export class Lookup {
  /** Results for page 0 and page 1 of the access: final flags, host address, entry. */
  readonly flags = new Int32Array(2);
  readonly hostLo = new Int32Array(2);
  readonly hostHi = new Int32Array(2);
  readonly entry = new Int32Array(2);

  /** The running access; see {@link require}. */
  readonly demand: Demand = { align: 0, misaligned: 0, slot: 0 };

  /** Result of {@link probeCode}: RAM address of the pc, or -1 when code is to be read through the slow path. */
  codeRam = -1;
  /** Result of {@link probe}: the bytes are RAM that may be used at {@link hostLo}. */
  isRam = false;

  private filled = false;
  private readonly state: HartState;
  private readonly tlb: SoftTlb;
  private readonly filler: Filler;
  private readonly ram: Ram;
  private readonly dirty: DirtyMemory;
  private readonly journal: Journal;
  private readonly watchpoints: Watchpoints;
  private readonly quirks: Quirks;

  constructor(parts: LookupParts) {
    this.state = parts.state;
    this.tlb = parts.tlb;
    this.filler = parts.filler;
    this.ram = parts.ram;
    this.dirty = parts.dirty;
    this.journal = parts.journal;
    this.watchpoints = parts.watchpoints;
    this.quirks = parts.quirks;
  }

  /** Forgets the last access. */
  reset(): void {
    for (let k = 0; k < 2; k++) {
      this.flags[k] = 0;
      this.hostLo[k] = 0;
      this.hostHi[k] = 0;
      this.entry[k] = 0;
    }
    this.codeRam = -1;
    this.isRam = false;
    this.filled = false;
    this.demand.align = 0;
    this.demand.misaligned = 0;
    this.demand.slot = 0;
  }

  /**
   * Says what the coming access demands: alignment to its size if `misaligned`, the cause raised otherwise, is not 0;
   * `slot` numbers its record.
   */
  require(size: number, misaligned: number, slot: number): void {
    this.demand.align = misaligned === 0 ? 0 : size - 1;
    this.demand.misaligned = misaligned;
    this.demand.slot = slot;
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
   * stop it. Sets {@link isRam}. OK, FAULT, LEAVE, WATCHED or STOP.
   */
  probe(lo: number, hi: number, size: number, type: number, stops: boolean): number {
    this.require(size, 0, 0);
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

  /** mmuLookup1: one page of an access, `size` bytes at lo/hi. */
  private page(
    k: number,
    lo: number,
    hi: number,
    size: number,
    pmpSize: number,
    type: number,
    mmuIndex: number,
  ): number {
    const words = this.tlb.words;
    const pageLo = lo & PAGE_MASK;
    const e = this.tlb.slot(mmuIndex, lo);
    const at = e + ADDR_IDX + 2 * type;
    const misaligned = (lo & this.demand.align) !== 0;
    let comparator = words[at];
    this.filled = false;
    if (!hits(comparator, words[at + 1], pageLo, hi)) {
      if (!this.tlb.victimHit(mmuIndex, e, pageLo, hi, type)) {
        if (misaligned) return this.state.fault(this.demand.misaligned, lo, hi);
        const status = this.fill(e, mmuIndex, lo, hi, type, pmpSize);
        if (status !== OK) return status;
        this.filled = true;
      }
      comparator = words[at] & ~TLB_INVALID;
    }
    const status = this.filler.translateIommu(e, lo, hi, type, size);
    if (status !== OK) return status;
    if ((words[e + USED] & (1 << type)) === 0) {
      words[e + USED] |= 1 << type;
      words[e + AUDITED] = -1;
    }
    this.journal.noteUse(e, type);
    // Cured: the comparator is read again, because the translation may have rewritten it.
    const source = this.quirks['flags-before-lazy-translation'] ? comparator : words[at] & ~TLB_INVALID;
    this.flags[k] = (source & (TLB_INVALID | TLB_NOTDIRTY)) | words[e + SLOW_FLAGS + type];
    if (misaligned) return this.state.fault(this.demand.misaligned, lo, hi);
    this.entry[k] = e;
    const host = (lo + words[e + ADDEND]) | 0;
    this.hostLo[k] = host;
    this.hostHi[k] = hi + words[e + ADDEND + 1] + (host >>> 0 < lo >>> 0 ? 1 : 0);
    if ((this.flags[k] & TLB_IOMMU) !== 0) this.settle(k, lo, type);
    return OK;
  }

  /** Walks for a page that no entry holds and notes it. OK, FAULT, LEAVE or STOP. */
  private fill(e: number, mmuIndex: number, lo: number, hi: number, type: number, pmpSize: number): number {
    const { journal, demand } = this;
    journal.walked |= 1 << demand.slot;
    const status = this.filler.fill(e, mmuIndex, lo, hi, type, pmpSize);
    // Nothing was entered: what runs again walks again, or is another instruction, of which this walk is none.
    if (status === LEAVE) journal.walked &= ~(1 << demand.slot);
    return status;
  }

  /**
   * A type that its own translation left pending. Cured, the entry's section decides: it leads to host memory other than
   * the addend's, or nowhere. As posted the host address is used as it is.
   */
  private settle(k: number, lo: number, type: number): void {
    const { ram } = this;
    const { words } = this.tlb;
    const e = this.entry[k];
    const { kind, readOnly, block } = SECTIONS[words[e + SECTION]];
    const watched = this.flags[k] & TLB_WATCHPOINT;
    if (kind === SECTION_RAM || (kind === SECTION_ROMD && type !== STORE)) {
      const offset = (lo + words[e + XLAT_OFFSET]) | 0;
      const address = kind === SECTION_RAM ? offset : ram.base[block] + offset;
      this.hostLo[k] = ram.hostOf(address);
      this.hostHi[k] = 0;
      const clean = ram.isClean(address >>> 12) ? TLB_NOTDIRTY : 0;
      this.flags[k] = watched | (type !== STORE ? 0 : readOnly ? TLB_DISCARD_WRITE : clean);
    } else if (kind !== SECTION_UNASSIGNED || !this.quirks['pending-type-used']) {
      this.flags[k] = watched | TLB_MMIO;
    }
  }

  /** RAM address where the data of page `k` move; -1: not in RAM. */
  private dataRam(k: number): number {
    return this.ram.holds(this.hostLo[k], this.hostHi[k], 1) ? this.ram.ramOf(this.hostLo[k]) : -1;
  }

  private notDirtyWrite(k: number, lo: number, hi: number, size: number, type: number): number {
    const words = this.tlb.words;
    const e = this.entry[k];
    const ram = (lo + words[e + XLAT_OFFSET]) | 0;
    const ramHi = (hi + words[e + XLAT_OFFSET + 1] + (ram >>> 0 < lo >>> 0 ? 1 : 0)) | 0;
    if (!this.ram.isRamAddress(ram, ramHi)) return this.state.die(STOP_DIRTY_OUTSIDE_RAM);
    this.journal.noteNotDirty(ram, size, type, this.flags[k], this.dataRam(k));
    if (this.dirty.storeTo(ram, size))
      this.tlb.setDirty(lo & PAGE_MASK, hi, this.ram.hostOf(ram & PAGE_MASK));
    return OK;
  }
}
