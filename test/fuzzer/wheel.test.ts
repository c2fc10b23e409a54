import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../src/bits/rng.ts';
import { FAMILIES } from '../../src/fuzzer/mutators/index.ts';
import { EVEN_ODDS } from '../../src/fuzzer/plan.ts';
import { Wheel } from '../../src/fuzzer/wheel.ts';
import { DEVICE_BOTH, DEVICE_IOPMP, DEVICE_WGCHECKER } from '../../src/input/layout.ts';

const ROOT = rootSeed('wheel');
const device = fc.constantFrom(DEVICE_WGCHECKER, DEVICE_IOPMP, DEVICE_BOTH);

/** Every mutator that fits, once per point of its weight. */
function spread(device: number): string[] {
  return FAMILIES.filter(({ fits }) => fits(device)).flatMap(({ mutators }) =>
    mutators.flatMap(({ name, weight }) => Array.from({ length: weight }, () => name)),
  );
}

describe('the wheel', () => {
  it('with even odds chooses as a uniform draw from all points of weight does, whatever the odds were before', () => {
    fc.assert(
      fc.property(device, fc.nat(), fc.integer({ min: 1, max: 64 }), (board, exec, odd) => {
        const wheel = new Wheel(board);
        wheel.setOdds(FAMILIES.map((_, i) => (i % 3 === 0 ? odd : 16)));
        wheel.setOdds(FAMILIES.map(() => EVEN_ODDS));
        const names = spread(board);
        const [one, other] = [new Rng(ROOT, exec), new Rng(ROOT, exec)];
        for (let i = 0; i < 20; i++)
          expect(wheel.draw(one).mutator.name).toBe(names[other.below(names.length)]);
      }),
      { numRuns: 30 },
    );
  });

  it('chooses families in relation to their odds, none of them never', () => {
    const wheel = new Wheel(DEVICE_WGCHECKER);
    const odds = FAMILIES.map((_, i) => (i === 0 ? 64 : 4));
    wheel.setOdds(odds);
    const points = FAMILIES.map(({ mutators, fits }, i) =>
      fits(DEVICE_WGCHECKER) ? odds[i] * mutators.reduce((sum, { weight }) => sum + weight, 0) : 0,
    );
    const total = points.reduce((sum, each) => sum + each, 0);
    const drawn = FAMILIES.map(() => 0);
    const rng = new Rng(ROOT, 0);
    for (let i = 0; i < 20_000; i++) drawn[wheel.draw(rng).family]++;
    drawn.forEach((count, i) => {
      expect(count / 20_000).toBeCloseTo(points[i] / total, 1);
      expect(count > 0).toBe(points[i] > 0);
    });
  });
});
