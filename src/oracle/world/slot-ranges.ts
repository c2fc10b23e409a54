import { PAGE } from '../../input/layout.ts';
import type { SlotFile } from './slot-file.ts';

/** ADDR counts words: bytes >> 2. */
const WORD_SHIFT = 2;
/** End of the physical addresses that a checker of this board can be asked about, in words. */
const TOP = 1 << (32 - WORD_SHIFT);
/** The words of a page, less one. */
const PAGE_MASK = (PAGE >> WORD_SHIFT) - 1;
const SIGN = 0x8000_0000 | 0;

const OFF = 0;
const TOR = 1;
const NA4 = 2;
const NAPOT = 3;

/**
 * The byte ranges of a slot file, inclusive, clamped to 32-bit physical addresses (every region behind a checker lies
 * there), empty ones left out. Bounds are stored with the sign bit flipped, so that a signed comparison orders them.
 */
export class SlotRanges {
  /** Number of non-empty ranges; entry k belongs to slot `slot[k]`. */
  count = 0;
  readonly slot = new Int32Array(32);
  readonly first = new Int32Array(32);
  readonly last = new Int32Array(32);
  /** A range under way, half-open, in words: bytes would not fit 32 bits at its end. */
  private base = 0;
  private end = 0;

  /** Decodes every slot of `file`. `granule` is 4096 or 4 bytes. */
  decode(file: SlotFile, granule: number): void {
    this.count = 0;
    let lower = boundOf(file.addrLo[0], file.addrHi[0], granule);
    for (let i = 1; i <= file.nslots; i++) {
      const mode = file.cfg[i] & 3;
      const bound = boundOf(file.addrLo[i], file.addrHi[i], granule);
      this.range(file, i, lower, granule);
      if (mode !== OFF && this.base < this.end) this.add(i);
      lower = mode === NA4 || mode === NAPOT ? this.end : bound;
    }
  }

  /** Puts the half-open range of slot `i` into base and end; `lower` is where a TOR rule begins. */
  private range(file: SlotFile, i: number, lower: number, granule: number): void {
    const lo = file.addrLo[i];
    const hi = file.addrHi[i];
    switch (file.cfg[i] & 3) {
      case TOR:
        this.base = lower;
        this.end = i === file.nslots ? TOP : boundOf(lo, hi, granule);
        return;
      case NA4:
        this.power(granule === PAGE ? lo | 0x1ff : lo, hi, granule === PAGE);
        return;
      case NAPOT:
        this.power(granule === PAGE ? lo | 0x1ff : lo, hi, true);
        return;
      default:
        this.base = 0;
        this.end = 0;
    }
  }

  /**
   * Naturally aligned range: with t trailing ones in ADDR, 2^(t+3) bytes; NA4 is 4 bytes. Its first and last word are
   * ADDR with the trailing ones and the zero above them all cleared, or all set.
   * @source worldguard.md 4.1 step 1
   */
  private power(lo: number, hi: number, napot: boolean): void {
    const nextLo = (lo + 1) | 0;
    const spanLo = napot ? lo ^ nextLo : 0;
    const spanHi = napot && nextLo === 0 ? hi ^ (hi + 1) : 0;
    const firstLo = lo & ~spanLo;
    const firstHi = hi & ~spanHi;
    const lastLo = lo | spanLo;
    const lastHi = (hi | spanHi) & 0x3fff_ffff;
    this.base = clamp(firstLo, firstHi);
    const end = clamp(lastLo, lastHi);
    this.end = end === TOP ? TOP : end + 1;
  }

  private add(slot: number): void {
    const k = this.count++;
    this.slot[k] = slot;
    this.first[k] = (this.base << WORD_SHIFT) ^ SIGN;
    this.last[k] = ((this.end << WORD_SHIFT) - 1) ^ SIGN;
  }
}

/** The ADDR register hi:lo, clamped to {@link TOP}. */
function clamp(lo: number, hi: number): number {
  return hi !== 0 || lo >>> 30 !== 0 ? TOP : lo;
}

/**
 * The bound that an ADDR register means for TOR: bounds are effective at the granule.
 * @source worldguard.md 4.1, "TOR bound b -> b & ~0xFFF (both the slot's own ADDR and a preceding … slot's)"
 */
function boundOf(lo: number, hi: number, granule: number): number {
  const words = clamp(lo, hi);
  return granule === PAGE ? words & ~PAGE_MASK : words;
}
