import type { Input } from '../../input/layout.ts';

const TWO_32 = 2 ** 32;
/** High halves below this, and not below its negative, leave 53 bits. */
const HIGH_LIMIT = 1 << 20;

/** The 64-bit value in two words as a signed number; NaN if it does not fit in 53 bits, so that it equals nothing. */
export function pairNumber(input: Input, at: number): number {
  const hi = input[at + 1];
  return hi >= HIGH_LIMIT || hi < -HIGH_LIMIT ? Number.NaN : hi * TWO_32 + (input[at] >>> 0);
}

/** Writes a signed number of at most 53 bits into two words; false if it is the present one. */
export function setPairNumber(input: Input, at: number, value: number): boolean {
  const hi = Math.floor(value / TWO_32) | 0;
  const lo = (value - hi * TWO_32) | 0;
  if (input[at] === lo && input[at + 1] === hi) return false;
  input[at] = lo;
  input[at + 1] = hi;
  return true;
}
