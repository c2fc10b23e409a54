import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { a12 } from '../../../src/bench/statistics/effect-size.ts';

const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 20 });

describe('A12', () => {
  it("is U / (m n): 25 of 36 for Aesop's race of tortoises and hares, T H H H H H T T T T T H", () => {
    // Places from the last to the first: the higher, the faster.
    const hares = [11, 10, 9, 8, 7, 1];
    const tortoises = [12, 6, 5, 4, 3, 2];
    expect(a12(hares, tortoises)).toBeCloseTo(25 / 36);
  });

  it('is a half for equals, 1 where the first is always above', () => {
    expect(a12([4, 4], [4])).toBe(0.5);
    expect(a12([5, 6], [1, 2])).toBe(1);
  });

  it('adds up to 1 with that of the other way round', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(a12(a, b) + a12(b, a)).toBeCloseTo(1);
      }),
    );
  });
});
