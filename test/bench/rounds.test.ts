import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measure, median } from '../../src/bench/rounds.ts';

describe('median', () => {
  it('has as many values on either side', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const middle = median(values);
        const below = values.filter((value) => value < middle).length;
        const above = values.filter((value) => value > middle).length;
        expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });

  it('of an even number is the mean of the middle two', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

describe('measure', () => {
  /** An arm that spends `cost(round)` microseconds on two executions of five steps each. */
  function arms(costs: readonly ((round: number) => number)[]) {
    const order: string[] = [];
    let now = 0;
    const all = costs.map((cost, i) => {
      let round = 0;
      return {
        name: `arm ${i}`,
        run() {
          order.push(`${i}`);
          now += cost(round++);
          return { execs: 2, steps: 10 };
        },
      };
    });
    return { all, order, clock: () => now };
  }

  it('gives medians per execution, without the warm-up', () => {
    const { all, clock } = arms([(round) => (round < 4 ? 1000 : 20), () => 50]);
    expect(measure(all, { warmUp: 4, rounds: 3 }, clock)).toEqual([
      { name: 'arm 0', perExec: 10, execsPerSecond: 100_000, stepsPerSecond: 500_000 },
      { name: 'arm 1', perExec: 25, execsPerSecond: 40_000, stepsPerSecond: 200_000 },
    ]);
  });

  it('alternates the arms, and which of them begins', () => {
    const { all, order, clock } = arms([() => 1, () => 1, () => 1]);
    measure(all, { warmUp: 1, rounds: 2 }, clock);
    expect(order.join('')).toBe('012120201');
  });
});
