/**
 * 64-bit values as two int32 halves, and their bridges to plain numbers and bigint. Everything that runs per
 * instruction works on the halves; `bigint` is for text and set-up.
 */

const TWO_32 = 0x1_0000_0000;

/** First value that a physical address in plain-number form cannot take: 2^53. */
export const ADDRESS_LIMIT_HI = 0x20_0000;

/** The unsigned 64-bit value hi:lo as a plain number; exact only below 2^53 (see {@link ADDRESS_LIMIT_HI}). */
export function toNumber(lo: number, hi: number): number {
  return (hi >>> 0) * TWO_32 + (lo >>> 0);
}

/** Low half, as int32, of a non-negative safe integer. */
export function lowOf(value: number): number {
  return value | 0;
}

/** High half, as int32, of a non-negative safe integer. */
export function highOf(value: number): number {
  return (value / TWO_32) | 0;
}

/** The unsigned 64-bit value hi:lo. */
export function toBig(lo: number, hi: number): bigint {
  return (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
}

/** Low half, as int32, of any bigint taken modulo 2^64. */
export function bigLow(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}

/** High half, as int32, of any bigint taken modulo 2^64. */
export function bigHigh(value: bigint): number {
  return Number(BigInt.asIntN(32, value >> 32n));
}

/** `0x…` in lower case without leading zeros. */
export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

/** The unsigned 64-bit value hi:lo as `0x…`. */
export function hexPair(lo: number, hi: number): string {
  return hex(toBig(lo, hi));
}

/** The bytes of one half of a value that a move of `size` bytes takes; `from`: 0 for the low half, 4 for the high. */
export function keepBytes(size: number, half: number, from: number): number {
  const bytes = size - from;
  if (bytes >= 4) return half;
  return bytes <= 0 ? 0 : half & ((1 << (8 * bytes)) - 1);
}
