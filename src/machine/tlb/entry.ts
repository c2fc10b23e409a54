/**
 * One TLB entry as it lies in the table: QEMU's CPUTLBEntry and CPUTLBEntryFull side by side in ENTRY_WORDS int32 words,
 * so that eviction and swap are block copies and a reset touches only what was filled. 64-bit values are two words, low
 * half first. Columns instead of objects: the whole table is 64-byte lines, measured in test/bench.
 * @source tlb-iommu-path.md section 1
 */
export const ENTRY_WORDS = 24;

/** Three comparators, by access type, two words each: page of the virtual address | entry flags; all ones = not valid. */
export const ADDR_IDX = 0;
/** Host address of the page minus its virtual address; a page without host memory counts as host address 0. */
export const ADDEND = 6;
/** RAM address of the page (or its offset in the region) minus its virtual address. */
export const XLAT_OFFSET = 8;
/** Physical address of the page. */
export const PHYS_ADDR = 10;
/** Id of the section (memory/section.ts). */
export const SECTION = 12;
/** WID of the hart when the entry was filled. */
export const ATTRS = 13;
/** R/W/X of page table and PMP as this fill found them. */
export const PROT = 14;
/** 12, or 0 when the entry holds for one use only. */
export const LG_PAGE_SIZE = 15;
/** Three words of slow flags, by access type. */
export const SLOW_FLAGS = 16;
export const IS_IOMMU = 19;
/** Access type whose lazy translation section and xlatOffset come from; COUNT: none yet. */
export const IOMMU_LAST_AT = 20;
/** For observers: bit T set when type T was used since the fill. */
export const USED = 21;
/** For observers: the translation state at the last event. */
export const OBSERVED = 22;
/** For the auditor: its stamp when it last found the entry in order; -1 since the entry changed. */
export const AUDITED = 23;

// Entry flags, in the low bits of a comparator.
export const TLB_INVALID = 1 << 6;
export const TLB_NOTDIRTY = 1 << 7;
export const TLB_FORCE_SLOW = 1 << 8;

// Slow flags.
export const TLB_WATCHPOINT = 1 << 1;
export const TLB_DISCARD_WRITE = 1 << 3;
export const TLB_MMIO = 1 << 4;
export const TLB_IOMMU = 1 << 5;

export const PAGE_MASK = ~0xfff;

/** True if the comparator lo/hi hits the page. */
export function hits(lo: number, hi: number, pageLo: number, pageHi: number): boolean {
  return (lo & (PAGE_MASK | TLB_INVALID)) === pageLo && hi === pageHi;
}

/** True if one of the three comparators of the entry at `e` hits the page: the test of purge, eviction and page flush. */
export function holdsPage(words: Int32Array, e: number, pageLo: number, pageHi: number): boolean {
  return (
    hits(words[e], words[e + 1], pageLo, pageHi) ||
    hits(words[e + 2], words[e + 3], pageLo, pageHi) ||
    hits(words[e + 4], words[e + 5], pageLo, pageHi)
  );
}

/** True if the three comparators of the entry at `e` are all ones. */
export function isEmpty(words: Int32Array, e: number): boolean {
  return (words[e] & words[e + 1] & words[e + 2] & words[e + 3] & words[e + 4] & words[e + 5]) === -1;
}
