import { borrowOf } from './compare.ts';

const TWO_32 = 0x1_0000_0000;

/** Upper 32 bits of the unsigned product of two 32-bit values, as a non-negative number. */
function highOfProduct(a: number, b: number): number {
  const aLo = a & 0xffff;
  const aHi = a >>> 16;
  const bLo = b & 0xffff;
  const bHi = b >>> 16;
  const low = aLo * bLo;
  const middle = aHi * bLo + (low >>> 16);
  const other = aLo * bHi + (middle & 0xffff);
  return aHi * bHi + (middle >>> 16) + (other >>> 16);
}

/**
 * MUL: register pair `d` := lower 64 bits of a * b. `d`, `a`, `b` are indices of low halves in `x` and may be equal.
 * Halves rather than bigint: 128-bit products of bigints allocate.
 */
export function multiply(x: Int32Array, d: number, a: number, b: number): void {
  const aLo = x[a];
  const bLo = x[b];
  const cross = Math.imul(aLo, x[b + 1]) + Math.imul(x[a + 1], bLo);
  x[d] = Math.imul(aLo, bLo);
  x[d + 1] = highOfProduct(aLo, bLo) + cross;
}

/** MULHU: register pair `d` := upper 64 bits of the unsigned product. Indices as for {@link multiply}. */
export function multiplyHighUnsigned(x: Int32Array, d: number, a: number, b: number): void {
  const aLo = x[a];
  const aHi = x[a + 1];
  const bLo = x[b];
  const bHi = x[b + 1];
  const carry = highOfProduct(aLo, bLo) + (Math.imul(aLo, bHi) >>> 0) + (Math.imul(aHi, bLo) >>> 0);
  const low =
    (Math.imul(aHi, bHi) >>> 0) +
    highOfProduct(aLo, bHi) +
    highOfProduct(aHi, bLo) +
    Math.floor(carry / TWO_32);
  x[d] = low;
  x[d + 1] = highOfProduct(aHi, bHi) + Math.floor(low / TWO_32);
}

/** MULHSU: as {@link multiplyHighUnsigned} with a signed, b unsigned. */
export function multiplyHighSignedUnsigned(x: Int32Array, d: number, a: number, b: number): void {
  const aHi = x[a + 1];
  const bLo = x[b];
  const bHi = x[b + 1];
  multiplyHighUnsigned(x, d, a, b);
  if (aHi < 0) subtract(x, d, bLo, bHi);
}

/** MULH: as {@link multiplyHighUnsigned} with both signed. */
export function multiplyHigh(x: Int32Array, d: number, a: number, b: number): void {
  const aLo = x[a];
  const aHi = x[a + 1];
  const bHi = x[b + 1];
  multiplyHighSignedUnsigned(x, d, a, b);
  if (bHi < 0) subtract(x, d, aLo, aHi);
}

/** Register pair `d` -= hi:lo. A negative factor read as unsigned is 2^64 too large: the product's upper half is too. */
function subtract(x: Int32Array, d: number, lo: number, hi: number): void {
  const borrow = borrowOf(x[d], lo);
  x[d] -= lo;
  x[d + 1] -= hi + borrow;
}
