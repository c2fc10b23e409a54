import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amo } from '../../src/isa/amo.ts';
import { AMO } from '../../src/isa/kinds.ts';
import { high, low, value64 } from './values.ts';

const MODEL: Record<keyof typeof AMO, (old: bigint, source: bigint, bits: number) => bigint> = {
  swap: (_, source) => source,
  add: (old, source) => old + source,
  xor: (old, source) => old ^ source,
  and: (old, source) => old & source,
  or: (old, source) => old | source,
  min: (old, source, bits) => pick(old, source, (v) => BigInt.asIntN(bits, v), -1),
  max: (old, source, bits) => pick(old, source, (v) => BigInt.asIntN(bits, v), 1),
  minu: (old, source, bits) => pick(old, source, (v) => BigInt.asUintN(bits, v), -1),
  maxu: (old, source, bits) => pick(old, source, (v) => BigInt.asUintN(bits, v), 1),
};

/** The smaller (-1) or larger (1) of two values, read by `as`. */
function pick(a: bigint, b: bigint, as: (v: bigint) => bigint, sign: -1 | 1): bigint {
  return sign < 0 === as(a) < as(b) ? a : b;
}

const names = Object.keys(AMO) as (keyof typeof AMO)[];

describe('amo', () => {
  it.each(names.flatMap((name) => [[name, 4] as const, [name, 8] as const]))(
    '%s of %i bytes',
    (name, size) => {
      const out = new Int32Array(2);
      fc.assert(
        fc.property(value64, value64, (old, source) => {
          amo(AMO[name], size, low(old), high(old), low(source), high(source), out);
          const expected = MODEL[name](old, source, size * 8);
          expect(out[0]).toBe(low(expected));
          if (size === 8) expect(out[1]).toBe(high(expected));
        }),
        { numRuns: 300 },
      );
    },
  );
});
