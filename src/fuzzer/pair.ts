import type { Input } from '../input/layout.ts';

/** Writes a 64-bit value into two words, low half first. */
export function setPair(input: Input, at: number, lo: number, hi: number): void {
  input[at] = lo;
  input[at + 1] = hi;
}

/** Adds a small signed number to the 64-bit value in two words, modulo 2^64. */
export function addToPair(input: Input, at: number, delta: number): void {
  const sum = (input[at] >>> 0) + delta;
  input[at] = sum;
  input[at + 1] += sum < 0 ? -1 : sum > 0xffff_ffff ? 1 : 0;
}

/** Inverts bit 0..63 of the 64-bit value in two words. */
export function flipBit(input: Input, at: number, bit: number): void {
  input[at + (bit >>> 5)] ^= 1 << (bit & 31);
}
