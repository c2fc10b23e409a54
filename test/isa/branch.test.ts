import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taken } from '../../src/isa/branch.ts';
import { value64 } from './values.ts';

const u = (v: bigint): bigint => BigInt.asUintN(64, v);

describe('taken', () => {
  it.each<[string, number, (a: bigint, b: bigint) => boolean]>([
    ['beq', 0, (a, b) => a === b],
    ['bne', 1, (a, b) => a !== b],
    ['blt', 4, (a, b) => a < b],
    ['bge', 5, (a, b) => a >= b],
    ['bltu', 6, (a, b) => u(a) < u(b)],
    ['bgeu', 7, (a, b) => u(a) >= u(b)],
  ])('%s compares all 64 bits', (_, funct3, holds) => {
    const half = fc
      .tuple(value64, value64, fc.boolean())
      .map(([a, b, low]) => [a, mixed(a, b, low)] as const);
    fc.assert(
      fc.property(fc.oneof(fc.tuple(value64, value64), half), ([a, b]) => {
        const x64 = BigInt64Array.of(0n, a, b);
        const x = new Int32Array(x64.buffer);
        expect(taken(funct3, x, 1, 2)).toBe(holds(a, b));
        expect(taken(funct3, x, 1, 1)).toBe(holds(a, a));
      }),
      { numRuns: 400 },
    );
  });
});

/** One half of `a`, the other of `b`. */
function mixed(a: bigint, b: bigint, low: boolean): bigint {
  const mask = low ? 0xffff_ffffn : ~0xffff_ffffn;
  return BigInt.asIntN(64, (a & mask) | (b & ~mask));
}
