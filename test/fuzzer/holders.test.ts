import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOLDERS, Holders } from '../../src/fuzzer/holders.ts';

interface Entry {
  readonly features: readonly number[];
  readonly steps: number;
}

const entries: fc.Arbitrary<Entry[]> = fc.array(
  fc.record({ features: fc.uniqueArray(fc.nat(20), { maxLength: 8 }), steps: fc.nat(9) }),
  { minLength: 1, maxLength: 20 },
);

function holdersOf(list: readonly Entry[]): Holders {
  const holders = new Holders();
  for (const { features, steps } of list) holders.add(Int32Array.from(features), steps);
  return holders;
}

/** Who holds a feature, cheapest first, found by sorting. */
function holdersByHand(list: readonly Entry[], feature: number): number[] {
  return list
    .map(({ features, steps }, entry) => ({ entry, steps, shows: features.includes(feature) }))
    .filter(({ shows }) => shows)
    .sort((a, b) => a.steps - b.steps || a.entry - b.entry)
    .slice(0, HOLDERS)
    .map(({ entry }) => entry);
}

describe('the holders of a feature', () => {
  it('are the cheapest entries that showed it, and the cheapest one gets the greatest part', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (list, which) => {
        const holders = holdersOf(list);
        fc.pre(holders.ids.length > 0);
        const place = which % holders.ids.length;
        const worth = new Float64Array(holders.ids.length);
        worth[place] = 1;
        const dealt = [...holders.deal(worth)];
        const [first, ...rest] = holdersByHand(list, holders.ids[place]);
        const part = rest.length === 0 ? 1 : 0.5;
        list.forEach((_, entry) => {
          const expected = entry === first ? part : rest.includes(entry) ? (1 - part) / rest.length : 0;
          expect(dealt[entry]).toBeCloseTo(expected, 12);
        });
      }),
    );
  });

  it('get all that is dealt, and an entry gets the sum of its features', () => {
    fc.assert(
      fc.property(
        entries,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }),
        (list, worth) => {
          const holders = holdersOf(list);
          const worths = Float64Array.from(holders.ids, (_, i) => worth[i % worth.length]);
          const dealt = holders.deal(worths);
          const sum = (numbers: Float64Array) => numbers.reduce((total, number) => total + number, 0);
          expect(sum(dealt)).toBeCloseTo(sum(worths), 9);
          const apart = holders.ids.map((_, i) =>
            holders.deal(worths.map((each, k) => (k === i ? each : 0))),
          );
          list.forEach((_, entry) => {
            const parts = apart.reduce((total, energy) => total + energy[entry], 0);
            expect(dealt[entry]).toBeCloseTo(parts, 9);
          });
        },
      ),
      { numRuns: 50 },
    );
  });

  it('favour those that are the cheapest for something', () => {
    fc.assert(
      fc.property(entries, (list) => {
        const holders = holdersOf(list);
        const favoured = new Set(holders.ids.map((feature) => holdersByHand(list, feature)[0]));
        expect(holders.favoured()).toBe(favoured.size);
        list.forEach((_, entry) => {
          expect(holders.isFavoured(entry)).toBe(favoured.has(entry));
        });
      }),
    );
  });
});
