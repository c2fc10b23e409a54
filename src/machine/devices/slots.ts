/**
 * The slot file of a wgChecker: registers and the ranges they spell (worldguard.md 3.2, 3.5, 3.6, 4.2). Ranges are plain
 * numbers clamped to 2^53, beyond which no address is compared.
 */
import { MAX_SLOTS } from '../../input/layout.ts';
import type { Quirks } from '../design.ts';

const A_OFF = 0;
const A_TOR = 1;
export const A_NA4 = 2;
export const A_NAPOT = 3;

const CFG_MASK_FIRST = 0x8000_0f00 | 0;
const CFG_MASK = 0x8000_0f03 | 0;
const LIMIT = 2 ** 53;
const TWO_32 = 2 ** 32;
/** Powers of two: raising to a power is a call that costs more than a decoding. */
const POWER = Float64Array.from({ length: 54 }, (_, exponent) => 2 ** exponent);

export class SlotFile {
  readonly addrLo = new Int32Array(MAX_SLOTS);
  readonly addrHi = new Int32Array(MAX_SLOTS);
  readonly permLo = new Int32Array(MAX_SLOTS);
  readonly permHi = new Int32Array(MAX_SLOTS);
  readonly cfg = new Int32Array(MAX_SLOTS);
  /** First byte of slot i's range, and the byte after it; both 0: the range is empty. Valid after {@link refresh}. */
  readonly lo = new Float64Array(MAX_SLOTS);
  readonly hi = new Float64Array(MAX_SLOTS);
  /** Where a TOR slot above slot i starts. */
  private readonly above = new Float64Array(MAX_SLOTS);
  /** The slots 1..count whose range is not empty, ascending, {@link activeCount} of them. */
  readonly active = new Int32Array(MAX_SLOTS);
  activeCount = 0;
  /** A range begins or ends inside a page. */
  splitsPages = false;
  /** Bit i: slot i's range is older than the registers; {@link refresh} decodes it. */
  private stale = 0;

  /** Number of variable slots; slot 0 is not counted. */
  count = 1;
  /** Worlds that have permissions. */
  worlds = 1;
  private granule = 4096;
  private permMaskLo = 0;
  private permMaskHi = 0;

  private readonly quirks: Quirks;

  constructor(quirks: Quirks) {
    this.quirks = quirks;
  }

  /** Reset state (worldguard.md 3.5); `bypassWid` < 0: no bypass slot. */
  reset(count: number, granule: number, worlds: number, bypassWid: number): void {
    // What lies above the last run's slots was never written; a loop, since eight calls of fill cost more.
    for (let i = 0; i <= this.count; i++) this.clear(i);
    this.count = count;
    this.worlds = worlds;
    this.granule = granule;
    this.permMaskLo = worlds >= 16 ? -1 : (1 << (2 * worlds)) - 1;
    this.permMaskHi = worlds >= 32 ? -1 : 0;
    this.addrLo[count] = -1;
    this.addrHi[count] = 0x3fff_ffff;
    if (bypassWid >= 0) {
      this.cfg[count] = A_TOR;
      if (bypassWid < 16) this.permLo[count] = 3 << (2 * bypassWid);
      else this.permHi[count] = 3 << (2 * bypassWid - 32);
    }
    for (let k = 0; k < this.activeCount; k++) this.active[k] = 0;
    this.activeCount = 0;
    this.splitsPages = false;
    this.stale = 1 << count;
  }

  private clear(slot: number): void {
    this.addrLo[slot] = 0;
    this.addrHi[slot] = 0;
    this.permLo[slot] = 0;
    this.permHi[slot] = 0;
    this.cfg[slot] = 0;
    this.lo[slot] = 0;
    this.hi[slot] = 0;
    this.above[slot] = 0;
  }

  /** Read (1) and write (2) permission of a WID in a slot. */
  rights(slot: number, wid: number): number {
    return (wid < 16 ? this.permLo[slot] >>> (2 * wid) : this.permHi[slot] >>> (2 * wid - 32)) & 3;
  }

  locked(slot: number): boolean {
    return this.cfg[slot] < 0;
  }

  /** Replaces the ADDR register, then validates it. */
  writeAddr(slot: number, lo: number, hi: number): void {
    const readOnly = slot === 0 || slot === this.count;
    if (readOnly && !this.quirks['read-only-slots-written']) return;
    this.addrLo[slot] = lo;
    this.addrHi[slot] = hi;
    this.validate(slot);
    this.outdate(slot);
  }

  /** Replaces the PERM register under its mask. */
  writePerm(slot: number, lo: number, hi: number): void {
    if (slot === 0 && !this.quirks['read-only-slots-written']) return;
    this.permLo[slot] = lo & this.permMaskLo;
    this.permHi[slot] = hi & this.permMaskHi;
  }

  writeCfg(slot: number, value: number): void {
    let cfg = value & (slot === 0 ? CFG_MASK_FIRST : CFG_MASK);
    // The last slot has only OFF and TOR: another A keeps the old one (3.2).
    if (slot === this.count && (cfg & 3) > A_TOR) cfg = (cfg & ~3) | (this.cfg[slot] & 3);
    this.cfg[slot] = cfg;
    if (!this.quirks['cfg-write-not-validated']) this.align(slot);
    this.outdate(slot);
  }

  /** What a write of ADDR does to it (worldguard.md 3.6; decisions.md for the other side of each switch). */
  private validate(slot: number): void {
    if (!this.quirks['addr-clamped']) {
      this.addrHi[slot] &= 0x3fff_ffff;
    } else if (slot !== 0 && slot !== this.count && !this.insideRange(slot)) {
      this.addrLo[slot] = 0;
      this.addrHi[slot] = 0;
    }
    this.align(slot);
  }

  /** ADDR < (2^64 - 1) >> 2, unsigned. */
  private insideRange(slot: number): boolean {
    const hi = this.addrHi[slot] >>> 0;
    return hi < 0x3fff_ffff || (hi === 0x3fff_ffff && this.addrLo[slot] !== -1);
  }

  private align(slot: number): void {
    if (this.granule === 4 || slot === 0 || slot === this.count) return;
    const mode = this.cfg[slot] & 3;
    if (mode === A_TOR) this.addrLo[slot] &= ~0x3ff;
    if (mode >= A_NA4) this.addrLo[slot] |= 0x1ff;
    if (mode === A_NA4 && !this.quirks['na4-not-converted']) this.cfg[slot] |= A_NAPOT;
  }

  /** A slot is the lower bound of a TOR above it. Firmware writes each register of all slots before anything is asked. */
  private outdate(slot: number): void {
    this.stale |= 1 << slot;
    if (slot < this.count) this.stale |= 2 << slot;
  }

  /** Brings the ranges, {@link active} and {@link splitsPages} up to date; before they are read. */
  refresh(): void {
    if (this.stale !== 0) this.decodeStale();
  }

  private decodeStale(): void {
    for (let left = this.stale; left !== 0; left &= left - 1) this.decode(31 - Math.clz32(left & -left));
    this.stale = 0;
    for (let k = 0; k < this.activeCount; k++) this.active[k] = 0;
    this.activeCount = 0;
    this.splitsPages = false;
    for (let i = 1; i <= this.count; i++) {
      if (this.hi[i] === 0) continue;
      this.active[this.activeCount++] = i;
      if (pageOf(this.lo[i]) !== this.lo[i] || pageOf(this.hi[i]) !== this.hi[i]) this.splitsPages = true;
    }
  }

  private decode(slot: number): void {
    const start = this.byteAddress(slot);
    switch (this.cfg[slot] & 3) {
      case A_NA4:
        this.setRange(slot, start, start + 4);
        this.above[slot] = Math.min(LIMIT, start + 4);
        break;
      case A_NAPOT:
        this.decodeNapot(slot);
        break;
      default: {
        const tor = (this.cfg[slot] & 3) === A_TOR && slot > 0;
        this.setRange(slot, tor ? this.lowerBound(slot - 1) : 0, tor ? start : 0);
        this.above[slot] = start;
      }
    }
  }

  private decodeNapot(slot: number): void {
    const ones = trailingOnes(this.addrLo[slot], this.addrHi[slot]);
    // 2^(ones + 3) bytes; with 50 or more ones the range starts at 0 or lies beyond every address.
    const size = ones >= 50 ? LIMIT : POWER[ones + 3];
    const start = ones >= 50 ? this.highStart(slot, ones) : Math.floor(this.byteAddress(slot) / size) * size;
    this.setRange(slot, start, start + size);
    this.above[slot] = Math.min(LIMIT, start + size);
    if (!endsAtTop(this.addrLo[slot], this.addrHi[slot], ones)) return;
    if (this.quirks['napot-top-empty']) this.setRange(slot, start, 0);
    this.above[slot] = this.quirks['tor-above-napot-top'] ? 0 : LIMIT;
  }

  /** Start of a NAPOT range of 2^53 bytes or more: 0 if no address bit is left above its ones, else beyond reach. */
  private highStart(slot: number, ones: number): number {
    const bits = 62 - (ones + 1);
    if (bits <= 0) return 0;
    const left = (this.addrHi[slot] & 0x3fff_ffff) >>> Math.max(0, ones + 1 - 32);
    return left === 0 ? 0 : LIMIT;
  }

  /** The lower bound that a slot lends to a TOR above it. */
  private lowerBound(slot: number): number {
    const bound = this.above[slot];
    if ((this.cfg[slot] & 3) !== A_OFF || this.granule === 4 || this.quirks['off-bound-not-aligned'])
      return bound;
    return pageOf(bound);
  }

  /** ADDR << 2 modulo 2^64, clamped. */
  private byteAddress(slot: number): number {
    const lo = this.addrLo[slot] << 2;
    const hi = (this.addrHi[slot] << 2) | (this.addrLo[slot] >>> 30);
    return Math.min(LIMIT, (hi >>> 0) * TWO_32 + (lo >>> 0));
  }

  private setRange(slot: number, lo: number, hi: number): void {
    const isEmpty = lo >= hi;
    this.lo[slot] = isEmpty ? 0 : lo;
    this.hi[slot] = isEmpty ? 0 : Math.min(LIMIT, hi);
  }
}

/** Start of the page of an address; a remainder of plain numbers is a slow call. */
function pageOf(address: number): number {
  return Math.floor(address / 4096) * 4096;
}

/** Trailing one bits of a 64-bit value. */
function trailingOnes(lo: number, hi: number): number {
  return lo === -1 ? 32 + lowestZero(hi) : lowestZero(lo);
}

function lowestZero(word: number): number {
  const zeros = ~word;
  return zeros === 0 ? 32 : 31 - Math.clz32(zeros & -zeros);
}

/** True if the NAPOT range of this ADDR ends at 2^64: all of its 62 low bits are one but possibly the one above the trailing ones. */
function endsAtTop(lo: number, hi: number, ones: number): boolean {
  if (ones >= 61) return true;
  const fillLo = ones < 32 ? lo | (1 << ones) : lo;
  const fillHi = ones >= 32 ? hi | (1 << (ones - 32)) : hi;
  return fillLo === -1 && (fillHi & 0x3fff_ffff) === 0x3fff_ffff;
}
