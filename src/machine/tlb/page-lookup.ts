/**
 * The slow lookup of one page (mmuLookup1) and of what it finds: types that are still pending, clean pages (notdirtyWrite).
 * @source tlb-iommu-path.md section 5
 */
import type { Comparisons } from '../comparisons.ts';
import type { Quirks } from '../design.ts';
import type { HartState } from '../hart/state.ts';
import type { Journal } from '../journal.ts';
import type { DirtyMemory } from '../memory/dirty.ts';
import type { Ram } from '../memory/ram.ts';
import { SECTION_RAM, SECTION_ROMD, SECTION_UNASSIGNED, SECTIONS } from '../memory/section.ts';
import { LEAVE, OK, STOP_DIRTY_OUTSIDE_RAM, STORE } from '../status.ts';
import {
  ADDEND,
  ADDR_IDX,
  AUDITED,
  hits,
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

export interface LookupParts {
  readonly state: HartState;
  readonly tlb: SoftTlb;
  readonly filler: Filler;
  readonly ram: Ram;
  readonly dirty: DirtyMemory;
  readonly journal: Journal;
  readonly watchpoints: Watchpoints;
  readonly comparisons: Comparisons;
  readonly quirks: Quirks;
}

export class PageLookup {
  /** Results for page 0 and page 1 of the access: final flags, host address, entry. */
  readonly flags = new Int32Array(2);
  readonly hostLo = new Int32Array(2);
  readonly hostHi = new Int32Array(2);
  readonly entry = new Int32Array(2);

  /** The running access; see {@link require}. */
  readonly demand: Demand = { align: 0, misaligned: 0, slot: 0 };

  /** The last page that was looked up had to be walked for. */
  protected filled = false;
  protected readonly state: HartState;
  protected readonly tlb: SoftTlb;
  protected readonly filler: Filler;
  protected readonly ram: Ram;
  private readonly dirty: DirtyMemory;
  private readonly journal: Journal;
  private readonly comparisons: Comparisons;
  protected readonly quirks: Quirks;

  constructor(parts: LookupParts) {
    this.state = parts.state;
    this.tlb = parts.tlb;
    this.filler = parts.filler;
    this.ram = parts.ram;
    this.dirty = parts.dirty;
    this.journal = parts.journal;
    this.comparisons = parts.comparisons;
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

  /** mmuLookup1: one page of an access, `size` bytes at lo/hi. */
  protected page(
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
    if (this.comparisons.listens) this.compare(e + ADDR_IDX + 2 * type, lo, hi);
    const status = this.filler.fill(e, mmuIndex, lo, hi, type, pmpSize);
    // Nothing was entered: what runs again walks again, or is another instruction, of which this walk is none.
    if (status === LEAVE) journal.walked &= ~(1 << demand.slot);
    return status;
  }

  /** Says what page lies where the page of an access should. */
  private compare(comparator: number, lo: number, hi: number): void {
    const { words } = this.tlb;
    if ((words[comparator] & TLB_INVALID) !== 0) return;
    const offset = lo & ~PAGE_MASK;
    this.comparisons.addresses(lo, hi, (words[comparator] & PAGE_MASK) | offset, words[comparator + 1]);
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

  /** notdirtyWrite: the store to the clean page that page `k` of the access is. OK or STOP. */
  protected notDirtyWrite(k: number, lo: number, hi: number, size: number, type: number): number {
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
