/**
 * Every known departure of the posted designs from their specifications, each a switch. `fixed` has all of them off.
 * `ref` is the short name of worldguard.md section 7 (base quirks: decisions.md, Quirk lists) and works on the command
 * line like the id. The sets: `wgchecker` (the device), `csr` (WID CSRs), `base` (the hart and its walker), `tlb` (the
 * TLB path itself: what campaigns found, see README).
 */
export interface Quirk {
  readonly ref: string;
  readonly set: 'wgchecker' | 'csr' | 'base' | 'tlb';
  /** What the posted design does, present tense. */
  readonly effect: string;
  /** Where it is described or seen. */
  readonly source: string;
}

const WORLDGUARD = 'worldguard.md section 7';
const DECISIONS = 'decisions.md, Quirk lists';
const PATH = 'tlb-iommu-path.md';

// biome-ignore format: a table
export const QUIRKS = {
  'no-flush-on-mwiddeleg': { ref: 'B04', set: 'csr', source: `${WORLDGUARD} B04`,
    effect: 'a change of mwiddeleg does not flush the TLB though it switches the WID of U-mode between mlwid and slwid' },
  'slwid-not-initialised': { ref: 'B05', set: 'csr', source: `${WORLDGUARD} B05`,
    effect: 'slwid stays as it was when delegation starts, and when its bit leaves mwiddeleg' },
  'wid-read-rewrites': { ref: 'B06', set: 'csr', source: `${WORLDGUARD} B06`,
    effect: 'a read of mlwid or slwid returns an illegal value, then replaces it by the lowest legal WID' },
  'wid-not-masked': { ref: 'B07', set: 'csr', source: `${WORLDGUARD} B07`,
    effect: 'mlwid and slwid are legal when bit (value mod 64) of the list is set, and are stored unmasked' },
  'mlwid-reset-unchecked': { ref: 'B08', set: 'csr', source: `${WORLDGUARD} B08`,
    effect: 'mlwid resets to the trusted WID even if mwidlist lacks it' },

  'walker-unmarked': { ref: 'B01', set: 'base', source: `${WORLDGUARD} B01, B02`,
    effect: 'page-table entries are read with unspecified attributes, that is, with the trusted WID' },
  'ad-update-asks-read': { ref: 'B03', set: 'base', source: `${WORLDGUARD} B03`,
    effect: 'an A/D update is looked up as an unmarked read; write permission of checker and PMP is not asked' },
  'pte-bus-error-is-page-fault': { ref: 'B34', set: 'base', source: `${WORLDGUARD} B34`,
    effect: 'a bus error on the read of a page-table entry is reported as a page fault' },
  'pmp-ends-only': { ref: 'base-a', set: 'base', source: `${WORLDGUARD}, base (a)`,
    effect: 'PMP looks only at the first and the last byte of an access' },
  'amo-misaligned-is-load': { ref: 'base-b', set: 'base', source: `${WORLDGUARD}, base (b)`,
    effect: 'a misaligned AMO raises cause 4 (load) with one hart' },
  'pmp-empty-tor-matches-zero': { ref: 'base-d', set: 'base', source: `${WORLDGUARD}, base (d)`,
    effect: 'a TOR entry with top <= bottom matches byte 0' },
  'sc-hidden-load': { ref: 'base-e', set: 'base', source: `${WORLDGUARD}, base (e); ${DECISIONS}`,
    effect: 'SC is a load followed by a store of the new or the old value: the load may fault as a load or read a silent 0' },
  'ad-update-bypasses-store': { ref: 'base-f', set: 'base', source: `${DECISIONS} (f)`,
    effect: 'an A/D update sets no dirty bit, removes no translation block, and answers a non-RAM entry with a page fault' },
  'pmp-crossing-full-size': { ref: 'base-g', set: 'base', source: `${DECISIONS} (g)`,
    effect: 'PMP sees the full size on the first page of a crossing access though the next physical page may be another' },
  'sc-mixed-width': { ref: 'base-h', set: 'base', source: `${DECISIONS} (h); ${PATH} section 5, Atomics`,
    effect: 'SC of another width compares with the whole remembered value for rd; a misaligned SC that cannot match gives rd = 1' },

  'cfg-write-not-validated': { ref: 'B11', set: 'wgchecker', source: `${WORLDGUARD} B11`,
    effect: 'a write of CFG does not align ADDR to the granule' },
  'na4-not-converted': { ref: 'B12', set: 'wgchecker', source: `${WORLDGUARD} B12`,
    effect: 'NA4 stays NA4; a later write of ADDR sets its low bits all the same' },
  'off-bound-not-aligned': { ref: 'B13', set: 'wgchecker', source: `${WORLDGUARD} B13`,
    effect: 'the ADDR of an OFF slot is not aligned though it is the lower bound of a following TOR' },
  'page-base-verdict': { ref: 'B14', set: 'wgchecker', source: `${WORLDGUARD} B14`,
    effect: 'the verdict at the first byte of the page holds for the whole page; the size is never considered' },
  'blocked-rechecks': { ref: 'B15', set: 'wgchecker', source: `${WORLDGUARD} B15`,
    effect: 'the blocked handler asks again at the exact address and reports success without data if that is permitted' },
  'read-only-slots-written': { ref: 'B16', set: 'wgchecker', source: `${WORLDGUARD} B16`,
    effect: 'slot[0].ADDR, slot[0].PERM and slot[nslots].ADDR can be written' },
  'napot-top-empty': { ref: 'B17', set: 'wgchecker', source: `${WORLDGUARD} B17`,
    effect: 'a NAPOT range that ends at 2^64 never matches' },
  'tor-above-napot-top': { ref: 'B18', set: 'wgchecker', source: `${WORLDGUARD} B18`,
    effect: 'a TOR slot above a NAPOT range that ends at 2^64 starts at 0' },
  'dma-unmarked': { ref: 'B22', set: 'wgchecker', source: `${WORLDGUARD} B22`,
    effect: 'DMA carries no WID and so counts as trusted: it reads and writes any world and the registers of the checkers' },
  'reserved-reads-nslots': { ref: 'B23', set: 'wgchecker', source: `${WORLDGUARD} B23`,
    effect: 'the reserved word at 0x0C reads NSLOTS' },
  'addr-clamped': { ref: 'B24', set: 'wgchecker', source: `${WORLDGUARD} B24`,
    effect: 'an ADDR outside the range of the checker becomes the start of the range' },
  'error-bits-of-first-byte': { ref: 'B37', set: 'wgchecker', source: `${WORLDGUARD} B37`,
    effect: 'the reaction bits are those of the rules that hold the first byte, not any byte, of the access' },

  'resized-under-store': { ref: 'B21', set: 'tlb', source: `${WORLDGUARD} B21`,
    effect: 'a store to registers whose first piece flushes and resizes the TLB goes on with the entry of the freed table' },
  'flags-before-lazy-translation': { ref: 'T01', set: 'tlb', source: `${PATH} section 5, mmuLookup1 step 3`,
    effect: 'a slow use takes the entry flags of the comparator as it was before the lazy translation rewrote it' },
  'uncached-code-is-linked': { ref: 'T02', set: 'tlb', source: `${PATH} section 5, Uncached code`,
    effect: 'a direct exit that leads to uncached code is linked to it, so that it runs again as it was read once' },
  'set-dirty-by-virtual-page': { ref: 'T03', set: 'tlb', source: `${PATH} section 5, notdirtyWrite`,
    effect: 'when a page has become dirty, every mmu index drops NOTDIRTY from its entry of the same virtual page, whatever RAM page that is' },
  'dual-addend-assert': { ref: 'T04', set: 'tlb', source: `${PATH} section 4, step 5`,
    effect: 'the machine stops when a lazy translation leads to other host memory than the translation for another access type did' },
  'pending-type-used': { ref: 'T05', set: 'tlb', source: `${PATH} section 4, step 6, and section 5, Load and Store`,
    effect: 'an access whose lazy translation permits nothing stays pending and moves data at the host address that the entry has for another type' },
  'block-watched-by-byte': { ref: 'T06', set: 'tlb', source: `${PATH} section 5, probe`,
    effect: 'cbo.zero of what is not RAM is stopped by a watchpoint at the watched byte, after the bytes before it were stored' },
  'first-page-before-leaving': { ref: 'T07', set: 'tlb', source: `${PATH} section 5, mmuLookup and Code`,
    effect: 'a store that crosses into a region stores its first page, then leaves its block; what runs again may be another instruction by now' },
  'ad-update-before-leaving': { ref: 'T08', set: 'tlb', source: `${PATH} section 5, Code; Privileged ISA 4.3.1: "non-speculative"`,
    effect: 'an access that leaves its block for a region has set A and D of its page before; what runs again may be another instruction by now' },
} as const satisfies Record<string, Quirk>;

export type QuirkId = keyof typeof QUIRKS;

export const QUIRK_IDS = Object.keys(QUIRKS) as readonly QuirkId[];
