import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestSet } from '../../src/triage/smallest-set.ts';

const items = Array.from({ length: 12 }, (_, i) => i);

describe('the smallest set', () => {
  it('is what a property that needs all of some elements needs, in their order', () => {
    fc.assert(
      fc.property(fc.subarray(items), (needed) => {
        const found = smallestSet(items, (subset) => needed.every((item) => subset.includes(item)));
        expect(found).toEqual(needed);
      }),
    );
  });

  it('can do without none of its elements, whatever else would do', () => {
    const waysToHold = fc.array(fc.subarray(items, { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(waysToHold, (ways) => {
        const holds = (subset: readonly number[]) => ways.some((way) => way.every((i) => subset.includes(i)));
        const found = smallestSet(items, holds);
        expect(holds(found)).toBe(true);
        for (const gone of found) expect(holds(found.filter((item) => item !== gone))).toBe(false);
      }),
    );
  });
});
