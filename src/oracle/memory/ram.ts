import {
  DRAM_BASE,
  FLASH_BASES,
  FLASH_PAGES,
  type Input,
  LOW_RAM_PAGES,
  PAGE,
  RAM_PAGES,
  RAM_TAIL,
  ROM_BASE,
  ROM_PAGES,
} from '../../input/layout.ts';

/** Largest DRAM, bytes. */
const DRAM_MAX = 4096 * PAGE;
/** Where physical address 0 is in {@link Ram.bytes}: low RAM, ROM behind it. The DRAM begins at 0. */
const LOW_RAM_AT = DRAM_MAX;
const LOW_MAX = 16 * PAGE;
const FLASH_MAX = 16 * PAGE;
const FLASH_AT = [LOW_RAM_AT + LOW_MAX, LOW_RAM_AT + LOW_MAX + FLASH_MAX];
/** The page that the DRAM ends in, if it ends inside one. */
const TAIL_AT = FLASH_AT[1] + FLASH_MAX;
const RAM_BYTES = TAIL_AT + PAGE;
const LINE_SHIFT = 6;
const PAGE_SHIFT = 12;
const HALVES_PER_PAGE = PAGE / 2;
const BASE = DRAM_BASE | 0;
const EPOCH_LIMIT = 0x7fff_ffff;

/**
 * The memory of the reference, DRAM, low RAM, ROM and flash, in one array, addressed by *offset*: DRAM from 0, low RAM
 * and ROM from 16 MiB, then the flash banks, then the DRAM's part of a page that it shares with nothing. Knows which
 * 64-byte lines were written (to undo and to compare), which pages the CPU stored to since the last dirty-log sync, and
 * what the page of the running code block held when the block was entered.
 */
export class Ram {
  readonly bytes = new Uint8Array(RAM_BYTES);
  private readonly words = new Int32Array(this.bytes.buffer);
  private readonly halves = new Uint16Array(this.bytes.buffer);
  /** Offsets >> 6 of the lines written since {@link Ram.restart}, each once, {@link Ram.touchedCount} of them. */
  readonly touched = new Int32Array(RAM_BYTES >> LINE_SHIFT);
  touchedCount = 0;
  private readonly isTouched = new Uint8Array(RAM_BYTES >> LINE_SHIFT);
  /** Stores so far, of all kinds. */
  stores = 0;
  private dramBytes = 0;
  private lowBytes = 0;
  private tailBytes = 0;
  private romBytes = 0;
  private flashBytes = 0;
  /** A page's migration bit is set if its stamp is the present one, or before the first sync of the run. */
  private readonly storedIn = new Int32Array(RAM_BYTES >> PAGE_SHIFT);
  private logEpoch = 0;
  private synced = false;
  /** Between dirty-log start and stop. */
  isLogging = false;
  private codePage = -1;
  /** Per halfword of the code page: its value at block entry, if it was stored to in this `blockEpoch`. */
  private readonly entryHalf = new Uint16Array(HALVES_PER_PAGE);
  private readonly changedIn = new Int32Array(HALVES_PER_PAGE);
  private blockEpoch = 1;
  /** Some halfword of the code page was stored to since the block was entered. */
  private isCodeChanged = false;
  /** True after {@link Ram.codeHalf} answered with bytes that memory no longer holds; the reader clears it. */
  servedOld = false;

  /** Undoes what the previous run wrote and takes the sizes of `input`'s platform. */
  restart(input: Input): void {
    for (let i = 0; i < this.touchedCount; i++) {
      const line = this.touched[i];
      this.isTouched[line] = 0;
      // A loop: a call of fill costs more than sixteen stores.
      for (let k = line << 4; k < (line + 1) << 4; k++) this.words[k] = 0;
    }
    this.touchedCount = 0;
    this.dramBytes = input[RAM_PAGES] * PAGE;
    this.lowBytes = input[LOW_RAM_PAGES] * PAGE;
    this.tailBytes = input[RAM_TAIL];
    this.romBytes = input[ROM_PAGES] * PAGE;
    this.flashBytes = input[FLASH_PAGES] * PAGE;
    this.synced = false;
    this.isLogging = false;
    this.codePage = -1;
    this.servedOld = false;
  }

  /** Offset of physical address hi:lo, or -1 outside memory. */
  offsetOf(lo: number, hi: number): number {
    if (hi !== 0) return -1;
    const dram = (lo - BASE) >>> 0;
    if (dram < this.dramBytes) return dram;
    if (dram - this.dramBytes < this.tailBytes) return TAIL_AT + dram - this.dramBytes;
    return this.offsetElsewhere(lo >>> 0);
  }

  private offsetElsewhere(pa: number): number {
    if (pa < this.lowBytes || (pa >= ROM_BASE && pa - ROM_BASE < this.romBytes)) return LOW_RAM_AT + pa;
    for (let bank = 0; bank < FLASH_BASES.length; bank++) {
      const offset = pa - FLASH_BASES[bank];
      if (offset >= 0 && offset < this.flashBytes) return FLASH_AT[bank] + offset;
    }
    return -1;
  }

  /** Physical address of the byte at `offset`; what {@link Ram.offsetOf} turns back. */
  physicalOf(offset: number): number {
    if (offset < LOW_RAM_AT) return DRAM_BASE + offset;
    if (offset < FLASH_AT[0]) return offset - LOW_RAM_AT;
    if (offset >= TAIL_AT) return DRAM_BASE + this.dramBytes + offset - TAIL_AT;
    const bank = offset < FLASH_AT[1] ? 0 : 1;
    return FLASH_BASES[bank] + offset - FLASH_AT[bank];
  }

  /** Copies `size` bytes at `offset` into `buffer` from `from` on. */
  load(offset: number, size: number, buffer: Uint8Array, from: number): void {
    for (let i = 0; i < size; i++) buffer[from + i] = this.bytes[offset + i];
  }

  /** A store by the CPU: `size` bytes of `buffer` from `from` on, all in one page. */
  store(offset: number, size: number, buffer: Uint8Array, from: number): void {
    const page = offset >>> PAGE_SHIFT;
    this.stores++;
    if (page === this.codePage) this.keepOld(offset, size);
    this.storedIn[page] = this.logEpoch;
    this.touch(offset >>> LINE_SHIFT);
    this.touch((offset + size - 1) >>> LINE_SHIFT);
    for (let i = 0; i < size; i++) this.bytes[offset + i] = buffer[from + i];
  }

  /**
   * As {@link Ram.store}, of a write that came through an address space: by another bus master, or to a page that
   * memory shares. The page is dirty only if the log is on.
   * @source tlb-iommu-path.md 5, "sets MIGRATION only while logging is on"
   */
  storeForwarded(offset: number, size: number, buffer: Uint8Array, from: number): void {
    const page = offset >>> PAGE_SHIFT;
    const before = this.storedIn[page];
    this.store(offset, size, buffer, from);
    if (!this.isLogging) this.storedIn[page] = before;
  }

  /** Low word at `offset`, a multiple of 4. */
  word(offset: number): number {
    return this.words[offset >> 2];
  }

  /** Lays one piece of the initial image: `size` 2, 4 or 8 bytes at a multiple of it. */
  lay(offset: number, size: number, lo: number, hi: number): void {
    this.touch(offset >>> LINE_SHIFT);
    if (size === 2) {
      this.halves[offset >> 1] = lo;
      return;
    }
    this.words[offset >> 2] = lo;
    if (size === 8) this.words[(offset >> 2) + 1] = hi;
  }

  /** Lays any bytes of the initial memory, all in one region. */
  layBytes(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    for (let line = offset >>> LINE_SHIFT; line << LINE_SHIFT < end; line++) this.touch(line);
    this.bytes.set(bytes, offset);
  }

  private touch(line: number): void {
    if (this.isTouched[line] !== 0) return;
    this.isTouched[line] = 1;
    this.touched[this.touchedCount++] = line;
  }

  /** A block begins in the page of `offset`: from now on old bytes of that page are kept. */
  enterBlock(offset: number): void {
    this.codePage = offset >>> PAGE_SHIFT;
    if (!this.isCodeChanged) return;
    this.isCodeChanged = false;
    if (++this.blockEpoch !== EPOCH_LIMIT) return;
    this.changedIn.fill(0);
    this.blockEpoch = 1;
  }

  /** The halfword at an even `offset` of the code page as it was when the block was entered. */
  codeHalf(offset: number): number {
    const present = this.halves[offset >> 1];
    if (!this.isCodeChanged) return present;
    const index = (offset & (PAGE - 1)) >> 1;
    if (this.changedIn[index] !== this.blockEpoch) return present;
    const old = this.entryHalf[index];
    if (old !== present) this.servedOld = true;
    return old;
  }

  private keepOld(offset: number, size: number): void {
    this.isCodeChanged = true;
    const last = (offset + size - 1) >> 1;
    for (let half = offset >> 1; half <= last; half++) {
      const index = half & (HALVES_PER_PAGE - 1);
      if (this.changedIn[index] === this.blockEpoch) continue;
      this.changedIn[index] = this.blockEpoch;
      this.entryHalf[index] = this.halves[half];
    }
  }

  /** Dirty-log sync: clears the migration bit of every page. */
  syncDirtyLog(): void {
    this.synced = true;
    if (++this.logEpoch !== EPOCH_LIMIT) return;
    this.storedIn.fill(0);
    this.logEpoch = 1;
  }

  /** Migration bit of the page that holds `offset`: all set at the start of a run. */
  isDirty(offset: number): boolean {
    return !this.synced || this.storedIn[offset >>> PAGE_SHIFT] === this.logEpoch;
  }
}
