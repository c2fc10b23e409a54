/**
 * Shifts of one 64-bit register in place: `x[d]` is its low half, `x[d + 1]` its high half, `count` 0..63. Terms like
 * `lo >>> 1 >>> (31 - count)` are `lo >>> (32 - count)` that also holds for a count of 0.
 */

/** Shifts left; zeros come in. */
export function shiftLeft(x: Int32Array, d: number, count: number): void {
  const lo = x[d];
  if (count >= 32) {
    x[d] = 0;
    x[d + 1] = lo << (count - 32);
  } else {
    x[d] = lo << count;
    x[d + 1] = (x[d + 1] << count) | ((lo >>> 1) >>> (31 - count));
  }
}

/** Shifts right; zeros come in. */
export function shiftRight(x: Int32Array, d: number, count: number): void {
  const hi = x[d + 1];
  if (count >= 32) {
    x[d] = hi >>> (count - 32);
    x[d + 1] = 0;
  } else {
    x[d] = (x[d] >>> count) | ((hi << 1) << (31 - count));
    x[d + 1] = hi >>> count;
  }
}

/** Shifts right; copies of the sign come in. */
export function shiftRightArithmetic(x: Int32Array, d: number, count: number): void {
  const hi = x[d + 1];
  if (count >= 32) {
    x[d] = hi >> (count - 32);
    x[d + 1] = hi >> 31;
  } else {
    x[d] = (x[d] >>> count) | ((hi << 1) << (31 - count));
    x[d + 1] = hi >> count;
  }
}
