import { describe, expect, it } from 'vitest';
import { parsePlan } from '../../src/bench/plan.ts';
import { summarise } from '../../src/bench/summary.ts';
import { aRow } from './a-row.ts';

const PLAN = parsePlan(
  'date 2026-11-22\ntrials 3 main-\ncap 1000\narms full generation\nfault addend wid\ncontrol both\n',
  'a.txt',
);
const found = (name: string, arm: string, seed: string, executions: number) =>
  aRow({ name, arm, seed, executions, detected: executions, group: `assert/${name}` });
const missed = (name: string, arm: string, seed: string) =>
  aRow({
    ...{ name, arm, seed, executions: 1000, censored: true },
    ...{ detected: undefined, grouped: undefined, group: undefined, reached: undefined },
  });

const ROWS = [
  found('addend', 'full', 'main-1', 100),
  found('addend', 'full', 'main-2', 200),
  found('addend', 'full', 'main-3', 300),
  found('addend', 'generation', 'main-1', 400),
  missed('addend', 'generation', 'main-2'),
  missed('addend', 'generation', 'main-3'),
  { ...missed('both', 'full', 'main-1'), kind: 'control' as const },
  { ...found('both', 'full', 'main-2', 50), kind: 'control' as const, internalErrors: 2 },
];

describe('the summary of a benchmark', () => {
  const summary = summarise(PLAN, ROWS);

  it('counts what became of the trials of each target and arm, and leaves out what has not run', () => {
    const counted = summary.figures.map(({ name, arm, trials, reached, detected, grouped, median }) => {
      return [name, arm, trials, reached, detected, grouped, median];
    });
    expect(counted).toEqual([
      ['addend', 'full', 3, 3, 3, 3, 200],
      ['addend', 'generation', 3, 1, 1, 1, undefined],
      ['both', 'full', 2, 1, 1, 1, 50],
    ]);
  });

  it('takes the mean of a trial without a find at the cap', () => {
    expect(summary.figures[1].mean.value).toBeCloseTo((400 + 1000 + 1000) / 3);
  });

  it('compares the other arms with the first one', () => {
    const [only, ...rest] = summary.comparisons;
    expect(rest).toEqual([]);
    expect([only.name, only.arm, only.a12]).toEqual(['addend', 'generation', 1]);
    expect(only.ratio.value).toBeCloseTo(200 / 800);
    expect(only.p).toBe(only.adjusted);
    expect(only.p).toBeLessThan(0.05);
  });

  it('adds up what the arms have found of what is there, controls apart', () => {
    expect(summary.totals).toEqual([
      { arm: 'full', targets: 1, trials: 3, detected: 3, ever: 1, always: 1, grouped: 3 },
      { arm: 'generation', targets: 1, trials: 3, detected: 1, ever: 1, always: 0, grouped: 1 },
    ]);
    expect(summary.falseAlarms).toEqual({ trials: 2, executions: 1050, alarms: 1 });
    expect(summary.internalErrors).toBe(2);
  });

  it('of no rows is empty', () => {
    const { figures, comparisons, grouping } = summarise(PLAN, []);
    expect([figures, comparisons, grouping]).toEqual([[], [], { homogeneity: 1, completeness: 1 }]);
  });
});
