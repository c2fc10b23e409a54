/** How an entry spells its bytes (iopmp.md 4.1), as plain numbers: addresses from 2^53 on are never compared. */

/** Bounds of regions are at most this. */
export const LIMIT = 2 ** 53;

const TWO_32 = 2 ** 32;
/** Powers of two up to the largest region of 64-bit ADDR, 2^67 bytes. */
const POWER = Float64Array.from({ length: 68 }, (_, exponent) => 2 ** exponent);

/** The region decoded last: the bytes from `lo` up to `hi`, exclusive; none if both are 0. */
export class Region {
  lo = 0;
  hi = 0;

  /** The bytes from `lo` up to `hi`; none if that is not above. */
  set(lo: number, hi: number): void {
    const isEmpty = lo >= hi || lo >= LIMIT;
    this.lo = isEmpty ? 0 : lo;
    this.hi = isEmpty ? 0 : Math.min(LIMIT, hi);
  }

  /**
   * NAPOT: k trailing ones of ADDRH:ADDR spell 8 << k bytes at 4 * ADDR without them. Of ADDRH only the bits of
   * `highMask` reach the start.
   */
  setNapot(addr: number, addrh: number, highMask: number): void {
    const ones = addr === -1 ? 32 + trailingOnes(addrh) : trailingOnes(addr);
    const low = ones >= 32 ? 0 : addr & (-1 << ones);
    const high = ones >= 64 ? 0 : addrh & (-1 << Math.max(0, ones - 32)) & highMask;
    const start = byteOf(low, high);
    this.set(start, start + POWER[ones + 3]);
  }
}

/** 4 * (high:low), exact below {@link LIMIT}. */
export function byteOf(low: number, high: number): number {
  return 4 * ((high >>> 0) * TWO_32 + (low >>> 0));
}

/** Number of consecutive one bits from bit 0. */
function trailingOnes(word: number): number {
  const zeros = ~word;
  return zeros === 0 ? 32 : 31 - Math.clz32(zeros & -zeros);
}
