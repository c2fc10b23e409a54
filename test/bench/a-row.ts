import type { TrialRow } from '../../src/bench/matrix/rows.ts';

/** A trial that has found its fault in execution 500 of at most 1,000, or what `some` makes of it. */
export function aRow(some: Partial<TrialRow> = {}): TrialRow {
  return {
    kind: 'fault',
    name: 'addend',
    arm: 'full',
    seed: 'main-1',
    cap: 1000,
    seeds: 'none',
    reached: 3,
    triggered: undefined,
    detected: 500,
    grouped: true,
    censored: false,
    executions: 500,
    group: 'assert/machine-x',
    internalErrors: 0,
    version: '0.1.0+ab',
    node: 'v20.20.2',
    cpu: 'a processor',
    ...some,
  };
}
