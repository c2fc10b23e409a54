import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLASS_BITS, domainOfSlot, SLOT_BITS } from '../../src/coverage/feature-map.ts';
import { HitTally } from '../../src/coverage/hit-tally.ts';
import { worths } from '../../src/fuzzer/rarity.ts';
import { DOMAINS } from '../../src/machine/probe.ts';

/** A feature by domain, place in it, and hit-count class. */
const ids = fc.uniqueArray(
  fc
    .tuple(fc.nat(DOMAINS.length - 1), fc.nat(200), fc.nat(7))
    .map(([domain, key, hitClass]) => (((domain << SLOT_BITS) | key) << CLASS_BITS) | hitClass),
  { minLength: 1, maxLength: 400 },
);
const counts = fc.array(fc.oneof(fc.nat(10), fc.nat(600), fc.nat(1_000_000)), {
  minLength: 1,
  maxLength: 50,
});

function domainOf(id: number): number {
  return domainOfSlot(id >>> CLASS_BITS);
}

/** The slot of the i-th id was hit as often as the i-th count says, counts taken in turns. */
function talliedFor(list: readonly number[], hits: readonly number[], more = new Map<number, number>()) {
  const bySlot = new Map(list.map((id, i) => [id >>> CLASS_BITS, hits[i % hits.length]]));
  for (const [slot, count] of more) bySlot.set(slot, (bySlot.get(slot) ?? 0) + count);
  const tally = new HitTally();
  tally.merge(Int32Array.from([...bySlot].flat()));
  return tally;
}

describe('worths', () => {
  it('of the features of a domain add up to 1', () => {
    fc.assert(
      fc.property(ids, counts, (list, hits) => {
        const worth = worths(list, talliedFor(list, hits));
        for (const domain of new Set(list.map(domainOf))) {
          const sum = list.reduce((total, id, i) => total + (domainOf(id) === domain ? worth[i] : 0), 0);
          expect(sum).toBeCloseTo(1, 9);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('never grow with what is seen more often, and are the same in other domains', () => {
    fc.assert(
      fc.property(
        ids,
        counts,
        fc.nat(),
        fc.integer({ min: 1, max: 1_000_000 }),
        (list, hits, which, more) => {
          const slot = list[which % list.length] >>> CLASS_BITS;
          const before = worths(list, talliedFor(list, hits));
          const after = worths(list, talliedFor(list, hits, new Map([[slot, more]])));
          list.forEach((id, i) => {
            if (id >>> CLASS_BITS === slot) expect(after[i]).toBeLessThanOrEqual(before[i] + 1e-12);
            else if (domainOf(id) !== domainOfSlot(slot)) expect(after[i]).toBe(before[i]);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('are ordered as rarity is, within a domain', () => {
    fc.assert(
      fc.property(ids, counts, (list, hits) => {
        const tally = talliedFor(list, hits);
        const worth = worths(list, tally);
        const order = list.map((_, i) => i).sort((a, b) => worth[b] - worth[a]);
        for (let i = 1; i < order.length; i++) {
          const [one, other] = [list[order[i - 1]], list[order[i]]];
          if (domainOf(one) !== domainOf(other)) continue;
          expect(tally.of(one >>> CLASS_BITS)).toBeLessThanOrEqual(tally.of(other >>> CLASS_BITS));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are nothing for what is abundant, if enough is rare', () => {
    const list = Array.from({ length: 300 }, (_, slot) => slot << CLASS_BITS);
    const worth = worths(list, talliedFor(list, [1000, 3]));
    expect(worth[0]).toBe(0);
    expect(worth[1]).toBeCloseTo(1 / 150, 12);
    const few = worths(list.slice(0, 4), talliedFor(list.slice(0, 4), [1000, 3]));
    expect(few[0]).toBeGreaterThan(0);
    expect(few[1]).toBeGreaterThan(10 * few[0]);
  });
});
