import { describe, expect, it } from 'vitest';
import { FEATURE_SLOTS, FeatureMap, slotOf } from '../../src/coverage/feature-map.ts';
import { HitTally } from '../../src/coverage/hit-tally.ts';

function execution(keys: readonly number[]): FeatureMap {
  const map = new FeatureMap();
  for (const key of keys) map.feature(0, key);
  return map;
}

describe('a hit tally', () => {
  it.each([
    ['doubles', new HitTally()],
    ['int32', new HitTally(new Int32Array(FEATURE_SLOTS))],
  ])('counts executions, not hits, in %s', (_, tally) => {
    tally.count(execution([1, 1, 1, 2]));
    tally.count(execution([2]));
    expect([...tally.take()]).toEqual([slotOf(0, 1), 1, slotOf(0, 2), 2]);
  });

  it('is empty after its pairs were taken', () => {
    const tally = new HitTally();
    tally.count(execution([1]));
    tally.take();
    expect(tally.of(slotOf(0, 1))).toBe(0);
    expect([...tally.take()]).toEqual([]);
  });

  it('adds up the pairs of others', () => {
    const part = new HitTally();
    const whole = new HitTally();
    for (const keys of [[1], [1, 2], [2, 3]]) {
      part.count(execution(keys));
      if (keys.length === 2) whole.merge(part.take());
    }
    expect([1, 2, 3, 4].map((key) => whole.of(slotOf(0, key)))).toEqual([2, 2, 1, 0]);
  });
});
