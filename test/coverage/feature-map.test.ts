import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLASS_BITS, domainOfSlot, FeatureMap, hitClass, slotOf } from '../../src/coverage/feature-map.ts';
import { DOMAINS } from '../../src/machine/probe.ts';

const features = fc.array(fc.tuple(fc.nat(DOMAINS.length - 1), fc.integer({ min: -8, max: 8 })), {
  maxLength: 600,
});

describe('a feature map', () => {
  it('puts counts 1, 2-7 and 8-255 into three classes', () => {
    const firsts = [1, 2, 8, 256];
    for (let kind = 0; kind < 3; kind++) {
      for (let count = firsts[kind]; count < firsts[kind + 1]; count++) expect(hitClass(count)).toBe(kind);
    }
  });

  it('gives a feature per slot that was hit, its class that of the count, ascending', () => {
    fc.assert(
      fc.property(features, (hits) => {
        const map = new FeatureMap();
        const counts = new Map<number, number>();
        for (const [domain, key] of hits) {
          map.feature(domain, key);
          counts.set(slotOf(domain, key), (counts.get(slotOf(domain, key)) ?? 0) + 1);
        }
        const expected = [...counts].map(
          ([slot, count]) => slot * 2 ** CLASS_BITS + hitClass(Math.min(count, 255)),
        );
        expect([...map.ids()]).toEqual(expected.sort((a, b) => a - b));
      }),
    );
  });

  it('saturates: the 256th hit does not look like none', () => {
    const map = new FeatureMap();
    for (let i = 0; i < 1000; i++) map.feature(1, 7);
    expect(map.touchedCount).toBe(1);
    expect([...map.ids()]).toEqual([slotOf(1, 7) * 4 + 2]);
  });

  it('keeps domains apart', () => {
    fc.assert(
      fc.property(fc.nat(DOMAINS.length - 1), fc.integer(), (domain, key) => {
        expect(domainOfSlot(slotOf(domain, key))).toBe(domain);
      }),
    );
  });

  it('gives 512 neighbouring keys almost as many slots', () => {
    const slots = new Set(Array.from({ length: 512 }, (_, key) => slotOf(0, key << 9)));
    expect(slots.size).toBeGreaterThan(480);
  });

  it('shows nothing of an execution after reset', () => {
    fc.assert(
      fc.property(features, features, (first, second) => {
        const used = new FeatureMap();
        for (const [domain, key] of first) used.feature(domain, key);
        used.reset();
        const fresh = new FeatureMap();
        for (const [domain, key] of second) {
          used.feature(domain, key);
          fresh.feature(domain, key);
        }
        expect(used.ids()).toEqual(fresh.ids());
      }),
      { numRuns: 30 },
    );
  });
});
