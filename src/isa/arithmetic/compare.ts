/** Signed a < b of 64-bit values in halves. */
export function lessSigned(aLo: number, aHi: number, bLo: number, bHi: number): boolean {
  return aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi < bHi;
}

/** Unsigned a < b of 64-bit values in halves. */
export function lessUnsigned(aLo: number, aHi: number, bLo: number, bHi: number): boolean {
  return aHi === bHi ? aLo >>> 0 < bLo >>> 0 : aHi >>> 0 < bHi >>> 0;
}

/** 1 if the 32-bit unsigned sum a + b overflows, else 0. */
export function carryOf(a: number, b: number): number {
  return (a + b) >>> 0 < a >>> 0 ? 1 : 0;
}

/** 1 if the 32-bit unsigned difference a - b underflows, else 0. */
export function borrowOf(a: number, b: number): number {
  return a >>> 0 < b >>> 0 ? 1 : 0;
}
