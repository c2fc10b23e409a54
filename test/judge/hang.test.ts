import { describe, expect, it } from 'vitest';
import { isStuck } from '../../src/judge/hang.ts';
import { RECORD } from '../../src/trace/record.ts';
import { type MadeStep, recordOf } from './made-record.ts';

const STOPPED: MadeStep = { watched: [0, 0x8004_0000n] };

/** Whether a run of these steps is stuck under a budget. */
function stuck(steps: readonly MadeStep[], budget: number): boolean {
  const trace = new Int32Array(steps.length * RECORD);
  for (const [i, step] of steps.entries()) trace.set(recordOf(step), i * RECORD);
  return isStuck(trace, steps.length, budget);
}

describe('a run', () => {
  it('hangs where its whole budget goes to stops of an instruction', () => {
    expect(stuck([STOPPED, STOPPED], 2)).toBe(true);
  });

  it.each<[string, readonly MadeStep[], number]>([
    ['one stop is all that the budget allows', [STOPPED], 1],
    ['it ended before its budget', [STOPPED, STOPPED], 3],
    ['an instruction retired', [STOPPED, STOPPED, {}], 3],
    ['an instruction trapped', [{ trap: [2, 0n] }, { trap: [2, 0n] }], 2],
    ['an interrupt was taken', [{ interrupt: 7 }, STOPPED], 2],
    ['there is no step', [], 0],
  ])('does not hang where %s', (_, steps, budget) => {
    expect(stuck(steps, budget)).toBe(false);
  });
});
