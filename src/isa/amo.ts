import { carryOf, lessSigned, lessUnsigned } from './arithmetic/compare.ts';
import type { Amo } from './kinds.ts';

/**
 * What an AMO stores: `out[0]`, `out[1]` := low and high half of old `op` source.
 *
 * - op: an id of `AMO`; - size: bytes, 4 or 8; for 4 only the low words count and `out[1]` means nothing;
 * - old: the value loaded; - src: register rs2; all as int32 halves.
 *
 * @source Unprivileged ISA 20240411, "A" Extension, Atomic Memory Operations
 */
export function amo(
  op: number,
  size: number,
  oldLo: number,
  oldHi: number,
  srcLo: number,
  srcHi: number,
  out: Int32Array,
): void {
  switch (op) {
    case 1 satisfies Amo['add']:
      out[0] = oldLo + srcLo;
      out[1] = oldHi + srcHi + carryOf(oldLo, srcLo);
      return;
    case 2 satisfies Amo['xor']:
      out[0] = oldLo ^ srcLo;
      out[1] = oldHi ^ srcHi;
      return;
    case 3 satisfies Amo['and']:
      out[0] = oldLo & srcLo;
      out[1] = oldHi & srcHi;
      return;
    case 4 satisfies Amo['or']:
      out[0] = oldLo | srcLo;
      out[1] = oldHi | srcHi;
      return;
  }
  // A word compares like the 64-bit value it extends to, by its sign: that keeps the unsigned order too.
  const wide = size === 8;
  const oldTop = wide ? oldHi : oldLo >> 31;
  const srcTop = wide ? srcHi : srcLo >> 31;
  const source = choosesSource(
    op,
    lessSigned(srcLo, srcTop, oldLo, oldTop),
    lessUnsigned(srcLo, srcTop, oldLo, oldTop),
  );
  out[0] = source ? srcLo : oldLo;
  out[1] = source ? srcHi : oldHi;
}

/** Whether swap, min or max stores the source, given whether the source is below the old value in either order. */
function choosesSource(op: number, belowSigned: boolean, belowUnsigned: boolean): boolean {
  switch (op) {
    case 5 satisfies Amo['min']:
      return belowSigned;
    case 6 satisfies Amo['max']:
      return !belowSigned;
    case 7 satisfies Amo['minu']:
      return belowUnsigned;
    case 8 satisfies Amo['maxu']:
      return !belowUnsigned;
    default:
      return true;
  }
}
