import { DRAM_BASE, type Input, LOW_RAM_PAGES, PAGE, RAM_PAGES } from '../../input/layout.ts';

/** Largest DRAM, bytes. */
const DRAM_MAX = 4096 * PAGE;
/** Where the low RAM begins in {@link Ram.bytes}; the DRAM begins at 0. */
export const LOW_RAM_AT = DRAM_MAX;
const RAM_BYTES = DRAM_MAX + PAGE;
const LINE_SHIFT = 6;
const PAGE_SHIFT = 12;
const HALVES_PER_PAGE = PAGE / 2;
const BASE = DRAM_BASE | 0;
const EPOCH_LIMIT = 0x7fff_ffff;

/**
 * DRAM and low RAM of the reference in one array, addressed by *offset*: DRAM from 0, low RAM from {@link LOW_RAM_AT}.
 * Knows which 64-byte lines were written (to undo and to compare), which pages the CPU stored to since the last
 * dirty-log sync, and what the page of the running code block held when the block was entered.
 */
export class Ram {
  readonly bytes = new Uint8Array(RAM_BYTES);
  private readonly words = new Int32Array(this.bytes.buffer);
  private readonly halves = new Uint16Array(this.bytes.buffer);
  /** Offsets >> 6 of the lines written since {@link Ram.restart}, each once, {@link Ram.touchedCount} of them. */
  readonly touched = new Int32Array(RAM_BYTES >> LINE_SHIFT);
  touchedCount = 0;
  private readonly isTouched = new Uint8Array(RAM_BYTES >> LINE_SHIFT);
  private dramBytes = 0;
  private lowBytes = 0;
  /** A page's migration bit is set if its stamp is the present one, or before the first sync of the run. */
  private readonly storedIn = new Int32Array(RAM_BYTES >> PAGE_SHIFT);
  private logEpoch = 0;
  private synced = false;
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
    this.synced = false;
    this.codePage = -1;
    this.servedOld = false;
  }

  /** Whether the DRAM holds physical address `lo` (high half 0). */
  isDram(lo: number): boolean {
    return (lo - BASE) >>> 0 < this.dramBytes;
  }

  /** Whether the low RAM holds physical address `lo` (high half 0). */
  isLow(lo: number): boolean {
    return lo >>> 0 < this.lowBytes;
  }

  /** Offset of physical address hi:lo, or -1 outside RAM. */
  offsetOf(lo: number, hi: number): number {
    if (hi !== 0) return -1;
    if (this.isDram(lo)) return (lo - BASE) | 0;
    return this.isLow(lo) ? LOW_RAM_AT + lo : -1;
  }

  /** Copies `size` bytes at `offset` into `buffer` from `from` on. */
  load(offset: number, size: number, buffer: Uint8Array, from: number): void {
    for (let i = 0; i < size; i++) buffer[from + i] = this.bytes[offset + i];
  }

  /** A store by the CPU: `size` bytes of `buffer` from `from` on, all in one page. */
  store(offset: number, size: number, buffer: Uint8Array, from: number): void {
    const page = offset >>> PAGE_SHIFT;
    if (page === this.codePage) this.keepOld(offset, size);
    this.storedIn[page] = this.logEpoch;
    this.touch(offset >>> LINE_SHIFT);
    this.touch((offset + size - 1) >>> LINE_SHIFT);
    for (let i = 0; i < size; i++) this.bytes[offset + i] = buffer[from + i];
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
