import { highOf, lowOf, toNumber } from '../bits/word.ts';
import {
  DATA,
  DATA_COUNT,
  DATA_PA,
  DATA_STRIDE,
  DATA_VALUE,
  DRAM_BASE,
  FLASH_BASES,
  FLASH_PAGES,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  LOW_RAM_BASE,
  LOW_RAM_PAGES,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_LEVEL,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPING_VA,
  MAPPINGS,
  MAX_DATA,
  MAX_INSTRUCTIONS,
  MAX_MAPPINGS,
  PAGE,
  RAM_PAGES,
  RAM_TAIL,
  ROM_BASE,
  ROM_PAGES,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
  TABLE_LEVELS,
  TABLES,
} from './layout.ts';

/** Entries of one page table. */
const TABLE_ENTRIES = 512;
/** Levels of the deepest format, Sv48. */
const MAX_LEVELS = 4;
/** The root, and at most one more table per mapping and level below it. */
const MAX_TABLES = 1 + (MAX_LEVELS - 1) * MAX_MAPPINGS;
const MAX_PTES = MAX_LEVELS * MAX_MAPPINGS;
/** Every mapping writes at most one PTE per level, every instruction at most two pieces. */
const CAPACITY = MAX_PTES + 2 * MAX_INSTRUCTIONS + MAX_DATA;
/** V of a PTE; alone it makes a pointer to the next table. */
const PTE_VALID = 1;

/**
 * The initial memory of an input as a list of little-endian pieces, all inside DRAM (its tail included), low RAM, ROM or a
 * flash bank and naturally aligned: piece i is
 * `size[i]` bytes (2, 4 or 8) at physical address `address[i]`, bits 31:0 of its value in `lo[i]`, bits 63:32 in
 * `hi[i]` (8-byte pieces only). Written in order i = 0..count-1 into zeroed memory they are page tables, then code, then
 * data: where pieces overlap, the later one wins. One builder serves any number of inputs without allocation.
 */
export class ImageBuilder {
  /** Pieces of the last {@link build}. */
  count = 0;
  readonly address = new Float64Array(CAPACITY);
  readonly size = new Uint8Array(CAPACITY);
  readonly lo = new Int32Array(CAPACITY);
  readonly hi = new Int32Array(CAPACITY);
  /** Table t, entry e at t * 512 + e: 1 + the piece that holds it, or 0. Cleared by walking the pieces. */
  private readonly pieceOf = new Int16Array(MAX_TABLES * TABLE_ENTRIES);
  /** For a PTE piece: its place in `pieceOf`, and the table it points to (0 for a leaf). */
  private readonly placeOf = new Int32Array(MAX_PTES);
  private readonly childOf = new Int16Array(MAX_PTES);
  private tableCount = 0;
  private pteCount = 0;
  private root = 0;
  private ramEnd = 0;
  private lowRamEnd = 0;
  private romEnd = 0;
  private flashSize = 0;

  /** Lays out the memory of a valid `input`. */
  build(input: Input): void {
    for (let i = 0; i < this.pteCount; i++) this.pieceOf[this.placeOf[i]] = 0;
    this.count = 0;
    this.ramEnd = DRAM_BASE + input[RAM_PAGES] * PAGE + input[RAM_TAIL];
    this.lowRamEnd = LOW_RAM_BASE + input[LOW_RAM_PAGES] * PAGE;
    this.romEnd = ROM_BASE + input[ROM_PAGES] * PAGE;
    this.flashSize = input[FLASH_PAGES] * PAGE;
    this.layTables(input);
    this.pteCount = this.count;
    this.layCode(input);
    this.layData(input);
  }

  /**
   * Sv39 or Sv48 tables: the root at TABLES, further ones on the pages above it in the order in which the mappings need them.
   * The leaf PTE is PA >> 2 with the mapping's flags in its low ten bits, so PA bits 63:56 land in the reserved ones.
   * A later mapping wins: its leaf replaces the PTE it meets, a pointer on its way replaces a leaf. A mapping one of
   * whose PTEs would lie outside memory ends there.
   */
  private layTables(input: Input): void {
    this.root = toNumber(input[TABLES], input[TABLES + 1]);
    this.tableCount = 1;
    const end = MAPPINGS + input[MAPPING_COUNT] * MAPPING_STRIDE;
    for (let at = MAPPINGS; at < end; at += MAPPING_STRIDE) this.layMapping(input, at);
  }

  private layMapping(input: Input, at: number): void {
    const levels = input[TABLE_LEVELS];
    const vaLo = input[at + MAPPING_VA];
    const vaHi = input[at + MAPPING_VA + 1];
    const leafLevel = input[at + MAPPING_LEVEL];
    let index = tableIndex(vaLo, vaHi, levels - 1);
    let table = 0;
    for (let level = levels - 1; level > leafLevel; level--) {
      table = this.tableBelow(table, index);
      if (table === 0) return;
      index = tableIndex(vaLo, vaHi, level - 1);
    }
    const paLo = input[at + MAPPING_PA];
    const paHi = input[at + MAPPING_PA + 1];
    const lo = (((paLo >>> 2) | (paHi << 30)) & ~0x3ff) | input[at + MAPPING_FLAGS];
    const piece = this.pieceFor(table, index);
    if (piece >= 0) this.setPte(piece, lo, paHi >>> 2, 0);
  }

  /** The table that entry `index` of `table` points to, made if need be; 0 if there is no memory for either. */
  private tableBelow(table: number, index: number): number {
    const known = this.pieceOf[table * TABLE_ENTRIES + index] - 1;
    if (known >= 0 && this.childOf[known] !== 0) return this.childOf[known];
    const page = this.root + this.tableCount * PAGE;
    const piece = this.holds(page) ? this.pieceFor(table, index) : -1;
    if (piece < 0) return 0;
    const lo = ((lowOf(page) >>> 2) | (highOf(page) << 30)) & ~0x3ff;
    const child = this.tableCount++;
    this.setPte(piece, lo | PTE_VALID, highOf(page) >>> 2, child);
    return child;
  }

  /** The piece of entry `index` of `table`, a new one if there was none; -1 outside memory. */
  private pieceFor(table: number, index: number): number {
    const place = table * TABLE_ENTRIES + index;
    const known = this.pieceOf[place] - 1;
    const address = this.root + table * PAGE + index * 8;
    if (known >= 0 || !this.holds(address)) return known;
    const piece = this.count;
    this.pieceOf[place] = piece + 1;
    this.placeOf[piece] = place;
    this.put(address, 8, 0, 0);
    return piece;
  }

  private setPte(piece: number, lo: number, hi: number, child: number): void {
    this.lo[piece] = lo;
    this.hi[piece] = hi;
    this.childOf[piece] = child;
  }

  private layCode(input: Input): void {
    const sections = input[SECTION_COUNT];
    for (let i = 0; i < sections; i++) {
      const at = SECTIONS + i * SECTION_STRIDE;
      const next = i + 1 < sections ? input[at + SECTION_STRIDE + SECTION_FIRST] : input[INSTRUCTION_COUNT];
      let pa = toNumber(input[at + SECTION_PA], input[at + SECTION_PA + 1]);
      for (let k = input[at + SECTION_FIRST]; k < next; k++)
        pa += this.layInstruction(pa, input[INSTRUCTIONS + k]);
    }
  }

  /** Lays one instruction and returns its length in bytes. */
  private layInstruction(pa: number, word: number): number {
    if ((word & 3) !== 3) {
      if (this.holds(pa)) this.put(pa, 2, word & 0xffff, 0);
      return 2;
    }
    if ((pa & 3) === 0) {
      if (this.holds(pa)) this.put(pa, 4, word, 0);
      return 4;
    }
    if (this.holds(pa)) this.put(pa, 2, word & 0xffff, 0);
    if (this.holds(pa + 2)) this.put(pa + 2, 2, word >>> 16, 0);
    return 4;
  }

  private layData(input: Input): void {
    const end = DATA + input[DATA_COUNT] * DATA_STRIDE;
    for (let at = DATA; at < end; at += DATA_STRIDE) {
      const pa = toNumber(input[at + DATA_PA], input[at + DATA_PA + 1]);
      if (this.holds(pa)) this.put(pa, 8, input[at + DATA_VALUE], input[at + DATA_VALUE + 1]);
    }
  }

  /** Whether an aligned piece that begins here lies in memory: every region ends at a multiple of 8. */
  private holds(pa: number): boolean {
    if (pa >= DRAM_BASE) return pa < this.ramEnd;
    if (pa < ROM_BASE) return pa < this.lowRamEnd;
    return pa < this.romEnd || this.isFlash(pa);
  }

  private isFlash(pa: number): boolean {
    const [first, second] = FLASH_BASES;
    return (pa >= first && pa < first + this.flashSize) || (pa >= second && pa < second + this.flashSize);
  }

  private put(pa: number, size: number, lo: number, hi: number): void {
    const piece = this.count++;
    this.address[piece] = pa;
    this.size[piece] = size;
    this.lo[piece] = lo;
    this.hi[piece] = hi;
  }
}

/** Nine bits of a virtual address: VPN[3] is 47:39, VPN[2] is 38:30, VPN[1] is 29:21, VPN[0] is 20:12. */
function tableIndex(vaLo: number, vaHi: number, level: number): number {
  if (level === 3) return (vaHi >>> 7) & (TABLE_ENTRIES - 1);
  if (level === 2) return (vaLo >>> 30) | ((vaHi & 0x7f) << 2);
  return (vaLo >>> (level === 1 ? 21 : 12)) & (TABLE_ENTRIES - 1);
}
