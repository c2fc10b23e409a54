/**
 * The tables of one hart's soft-TLB: per mmu index a direct-mapped table and an 8-entry victim TLB, with eviction, swap,
 * flush, resizing and dirty tracking. Filling and translating are in fill.ts.
 * @source tlb-iommu-path.md sections 1 and 5
 */
import type { Quirks } from '../design.ts';
import { MMU_INDEXES } from '../hart/state.ts';
import { DOMAIN_ENTRY, type Probe } from '../probe.ts';
import {
  ADDEND,
  ADDR_IDX,
  AUDITED,
  ENTRY_WORDS,
  holdsPage,
  isEmpty,
  OBSERVED,
  PAGE_MASK,
  SLOW_FLAGS,
  TLB_DISCARD_WRITE,
  TLB_INVALID,
  TLB_MMIO,
  TLB_NOTDIRTY,
} from './entry.ts';
import {
  EVENT_EVICT,
  EVENT_FLUSH_PAGE,
  EVENT_PURGE,
  EVENT_RESET_DIRTY,
  EVENT_SET_DIRTY,
  EVENT_SWAP,
  translationState,
} from './translation-state.ts';

const MIN_ENTRIES = 1 << 6;
/** QEMU's bound is 2^20; no run of ours fills more. */
const MAX_ENTRIES = 1 << 13;
const VICTIMS = 8;
const FIRST_VICTIM = MMU_INDEXES * MAX_ENTRIES * ENTRY_WORDS;
const ALL_WORDS = FIRST_VICTIM + MMU_INDEXES * VICTIMS * ENTRY_WORDS;
const STORE_AT = ADDR_IDX + 2;

export class SoftTlb {
  /** All entries; an entry is named by the index of its first word. */
  readonly words = new Int32Array(ALL_WORDS);
  /** Entries written since reset, main and victim, in order of first touch. */
  readonly touched = new Int32Array(ALL_WORDS / ENTRY_WORDS);
  touchedCount = 0;
  private readonly wasTouched = new Uint8Array(ALL_WORDS / ENTRY_WORDS);

  /** Entries per table, by mmu index. */
  readonly size = new Int32Array(MMU_INDEXES);
  readonly used = new Int32Array(MMU_INDEXES);
  readonly victimIndex = new Int32Array(MMU_INDEXES);
  /** Victims in use, at most and normally {@link VICTIMS}; may be changed between runs. */
  victims = VICTIMS;
  private readonly windowMax = new Int32Array(MMU_INDEXES);
  private readonly windowBegin = new Int32Array(MMU_INDEXES);
  private window = 1;
  /** Bit i: mmu index i was filled since its last flush. */
  dirtyIndexes = 0;

  private readonly probe: Probe;
  private readonly quirks: Quirks;

  constructor(probe: Probe, quirks: Quirks) {
    this.probe = probe;
    this.quirks = quirks;
    for (let e = 0; e < ALL_WORDS; e += ENTRY_WORDS) this.wipe(e);
    this.size.fill(MIN_ENTRIES);
  }

  /** Empties what was touched; tables get `entries` entries and the resizing rule a window of `window` instructions. */
  reset(entries: number, window: number): void {
    for (let i = 0; i < this.touchedCount; i++) {
      const e = this.touched[i];
      // Loops: a call of fill costs more than a few stores.
      for (let k = e; k < e + ENTRY_WORDS; k++) this.words[k] = 0;
      this.wipe(e);
      this.wasTouched[e / ENTRY_WORDS] = 0;
    }
    this.touchedCount = 0;
    for (let index = 0; index < MMU_INDEXES; index++) {
      this.size[index] = entries;
      this.used[index] = 0;
      this.victimIndex[index] = 0;
      this.windowMax[index] = 0;
      this.windowBegin[index] = 0;
    }
    this.window = window;
    this.dirtyIndexes = 0;
  }

  /** The main entry that a virtual address selects. */
  slot(mmuIndex: number, lo: number): number {
    return (mmuIndex * MAX_ENTRIES + ((lo >>> 12) & (this.size[mmuIndex] - 1))) * ENTRY_WORDS;
  }

  isVictim(e: number): boolean {
    return e >= FIRST_VICTIM;
  }

  /** mmu index whose table or victim TLB the entry belongs to. */
  mmuIndexOf(e: number): number {
    if (e >= FIRST_VICTIM) return ((e - FIRST_VICTIM) / (VICTIMS * ENTRY_WORDS)) | 0;
    return (e / (MAX_ENTRIES * ENTRY_WORDS)) | 0;
  }

  victim(mmuIndex: number, i: number): number {
    return FIRST_VICTIM + (mmuIndex * VICTIMS + i) * ENTRY_WORDS;
  }

  /**
   * Looks for the page among the victims: its comparator for `type` must equal the page exactly. On a hit the victim and
   * the main entry `e` change places.
   */
  victimHit(mmuIndex: number, e: number, pageLo: number, pageHi: number, type: number): boolean {
    const words = this.words;
    if (this.victimIndex[mmuIndex] === 0) return false;
    const at = ADDR_IDX + 2 * type;
    for (let i = 0; i < VICTIMS; i++) {
      const v = this.victim(mmuIndex, i);
      if (words[v + at] !== pageLo || words[v + at + 1] !== pageHi) continue;
      this.touch(e);
      for (let k = 0; k < ENTRY_WORDS; k++) {
        const word = words[e + k];
        words[e + k] = words[v + k];
        words[v + k] = word;
      }
      this.observe(e, EVENT_SWAP);
      return true;
    }
    return false;
  }

  /** Makes room at `e` for a page: drops its victims, moves another page's entry into the victim TLB. */
  makeRoom(mmuIndex: number, e: number, pageLo: number, pageHi: number): void {
    const words = this.words;
    this.dirtyIndexes |= 1 << mmuIndex;
    for (let i = 0; i < Math.min(VICTIMS, this.victimIndex[mmuIndex]); i++) {
      const v = this.victim(mmuIndex, i);
      if (!holdsPage(words, v, pageLo, pageHi)) continue;
      this.wipe(v);
      this.observe(v, EVENT_PURGE);
      this.used[mmuIndex]--;
    }
    if (!isEmpty(words, e) && !holdsPage(words, e, pageLo, pageHi)) {
      const v = this.victim(mmuIndex, this.victimIndex[mmuIndex]++ % this.victims);
      this.touch(v);
      words.copyWithin(v, e, e + ENTRY_WORDS);
      this.used[mmuIndex]--;
      this.observe(v, EVENT_EVICT);
    }
    this.touch(e);
    this.used[mmuIndex]++;
  }

  /** Flushes every mmu index that was filled since its last flush; `now` is the clock of the resizing rule. */
  flush(now: number, event: number): void {
    if (this.dirtyIndexes === 0) return;
    for (let i = 0; i < this.touchedCount; i++) {
      const e = this.touched[i];
      if ((this.dirtyIndexes & (1 << this.mmuIndexOf(e))) === 0 || isEmpty(this.words, e)) continue;
      this.wipe(e);
      this.observe(e, event);
    }
    for (let index = 0; index < MMU_INDEXES; index++) {
      if ((this.dirtyIndexes & (1 << index)) === 0) continue;
      this.resize(index, now);
      this.used[index] = 0;
      this.victimIndex[index] = 0;
    }
    this.dirtyIndexes = 0;
  }

  /** Drops the page from every mmu index, victims included; the full halves stay, as do entries for one use. */
  flushPage(lo: number, hi: number): void {
    const pageLo = lo & PAGE_MASK;
    for (let index = 0; index < MMU_INDEXES; index++) {
      this.dropPage(index, this.slot(index, lo), pageLo, hi);
      for (let i = 0; i < Math.min(VICTIMS, this.victimIndex[index]); i++) {
        this.dropPage(index, this.victim(index, i), pageLo, hi);
      }
    }
  }

  private dropPage(index: number, e: number, pageLo: number, pageHi: number): void {
    if (!holdsPage(this.words, e, pageLo, pageHi)) return;
    this.wipe(e);
    this.used[index]--;
    this.observe(e, EVENT_FLUSH_PAGE);
  }

  /** How many entries of an mmu index, victims included, hold the page. */
  copies(mmuIndex: number, pageLo: number, pageHi: number): number {
    let copies = holdsPage(this.words, this.slot(mmuIndex, pageLo), pageLo, pageHi) ? 1 : 0;
    const victims = Math.min(VICTIMS, this.victimIndex[mmuIndex]);
    for (let i = 0; i < victims; i++) {
      if (holdsPage(this.words, this.victim(mmuIndex, i), pageLo, pageHi)) copies++;
    }
    return copies;
  }

  /**
   * Takes NOTDIRTY from the STORE comparators that hold exactly this page: the RAM page at `host` is dirty now. As posted
   * the entries of all mmu indexes lose it, also where the virtual page is another RAM page there.
   */
  setDirty(pageLo: number, pageHi: number, host: number): void {
    for (let index = 0; index < MMU_INDEXES; index++) {
      this.setDirtyAt(this.slot(index, pageLo), pageLo, pageHi, host);
      for (let i = 0; i < VICTIMS; i++) this.setDirtyAt(this.victim(index, i), pageLo, pageHi, host);
    }
  }

  /** Gives NOTDIRTY to every writable RAM entry whose host page begins in [host, host + length). */
  resetDirty(host: number, length: number): void {
    const words = this.words;
    for (let i = 0; i < this.touchedCount; i++) {
      const e = this.touched[i];
      const comparator = words[e + STORE_AT];
      if ((comparator & (TLB_INVALID | TLB_NOTDIRTY)) !== 0) continue;
      if ((words[e + SLOW_FLAGS + 1] & (TLB_MMIO | TLB_DISCARD_WRITE)) !== 0) continue;
      const page = comparator & PAGE_MASK;
      const at = (page + words[e + ADDEND]) | 0;
      const carry = at >>> 0 < page >>> 0 ? 1 : 0;
      if (((words[e + STORE_AT + 1] + words[e + ADDEND + 1] + carry) | 0) !== 0) continue;
      if ((at - host) >>> 0 >= length) continue;
      words[e + STORE_AT] = comparator | TLB_NOTDIRTY;
      this.observe(e, EVENT_RESET_DIRTY);
    }
  }

  /** Tells the observer that `event` happened to the entry. */
  observe(e: number, event: number): void {
    const state = translationState(this.words, e, e >= FIRST_VICTIM);
    const before = this.words[e + OBSERVED];
    this.words[e + OBSERVED] = state;
    this.words[e + AUDITED] = -1;
    this.probe.feature(DOMAIN_ENTRY, Math.imul(before, 0x9e3779b1) ^ (state << 4) ^ event);
  }

  /** Notes that the entry is about to be written. */
  touch(e: number): void {
    const i = e / ENTRY_WORDS;
    if (this.wasTouched[i] !== 0) return;
    this.wasTouched[i] = 1;
    this.touched[this.touchedCount++] = e;
  }

  private setDirtyAt(e: number, pageLo: number, pageHi: number, host: number): void {
    const { words } = this;
    if (words[e + STORE_AT] !== (pageLo | TLB_NOTDIRTY) || words[e + STORE_AT + 1] !== pageHi) return;
    const samePage = ((pageLo + words[e + ADDEND]) | 0) === host;
    if (!samePage && !this.quirks['set-dirty-by-virtual-page']) return;
    words[e + STORE_AT] = pageLo;
    this.observe(e, EVENT_SET_DIRTY);
  }

  /** Comparators and addend become all ones; the full half stays. */
  private wipe(e: number): void {
    for (let k = e; k < e + ADDEND + 2; k++) this.words[k] = -1;
  }

  /** The rule of tlb-iommu-path.md section 1, at a flush of a dirty index. */
  private resize(index: number, now: number): void {
    const size = this.size[index];
    // nUsed is unsigned in QEMU: below zero it is huge.
    const used = this.used[index] < 0 ? 0x7fff_ffff : this.used[index];
    const max = Math.max(this.windowMax[index], used);
    const expired = now - this.windowBegin[index] > this.window;
    const rate = Math.floor((100 * max) / size);
    let next = size;
    if (rate > 70) next = Math.min(size * 2, MAX_ENTRIES);
    else if (rate < 30 && expired) next = shrunk(max);
    this.windowMax[index] = next === size ? max : 0;
    if (next !== size || expired) this.windowBegin[index] = now;
    if (next === size && expired) this.windowMax[index] = used;
    this.size[index] = next;
  }
}

function shrunk(max: number): number {
  let ceiling = 1;
  while (ceiling < max) ceiling *= 2;
  if (100 * max > 70 * ceiling) ceiling *= 2;
  return Math.max(MIN_ENTRIES, ceiling);
}
