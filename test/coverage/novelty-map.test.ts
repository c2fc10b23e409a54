import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLASS_BITS, domainOfSlot, FeatureMap } from '../../src/coverage/feature-map.ts';
import { NoveltyMap } from '../../src/coverage/novelty-map.ts';

const executions = fc.array(fc.array(fc.tuple(fc.nat(2), fc.nat(6)), { maxLength: 12 }), { maxLength: 20 });

function show(map: FeatureMap, hits: readonly (readonly [number, number])[]): FeatureMap {
  map.reset();
  for (const [domain, key] of hits) map.feature(domain, key);
  return map;
}

describe('a novelty map', () => {
  it('calls news what no earlier execution showed, and nothing else', () => {
    fc.assert(
      fc.property(executions, (runs) => {
        const novelty = new NoveltyMap();
        const map = new FeatureMap();
        const seen = new Set<number>();
        for (const hits of runs) {
          const ids = show(map, hits).ids();
          const fresh = [...ids].filter((id) => !seen.has(id));
          expect(novelty.hasNews(map)).toBe(fresh.length > 0);
          expect(novelty.add(ids)).toBe(fresh.length);
          for (const id of fresh) seen.add(id);
        }
        for (let domain = 0; domain < 3; domain++) {
          const slots = new Set(
            [...seen].map((id) => id >> CLASS_BITS).filter((slot) => domainOfSlot(slot) === domain),
          );
          expect(novelty.slotsSeen(domain)).toBe(slots.size);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('forgets what was added while a view was open', () => {
    fc.assert(
      fc.property(executions, executions, (kept, passing) => {
        const map = new FeatureMap();
        const plain = new NoveltyMap();
        const viewed = new NoveltyMap();
        for (const hits of kept) {
          plain.add(show(map, hits).ids());
          viewed.add(map.ids());
        }
        viewed.openView();
        for (const hits of passing) viewed.add(show(map, hits).ids());
        viewed.closeView();
        for (const hits of passing) {
          show(map, hits);
          expect(viewed.hasNews(map)).toBe(plain.hasNews(map));
        }
        for (let domain = 0; domain < 3; domain++)
          expect(viewed.slotsSeen(domain)).toBe(plain.slotsSeen(domain));
      }),
      { numRuns: 30 },
    );
  });
});
