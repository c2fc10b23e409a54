import { costOf } from '../fuzzer/cost.ts';
import { EVEN_ODDS } from '../fuzzer/plan.ts';
import type { OperatorYield } from '../fuzzer/yields.ts';

/** How an operator does, as the statistics show it: figures of late, older ones count less. */
export interface OperatorStats extends OperatorYield {
  /** New features per thousand executions. */
  readonly perThousandExecs: number;
  /** New features per million steps, what an execution costs before its first one included. */
  readonly perMillionSteps: number;
  /**
   * How often it is chosen relative to its own weight; the stage: how many executions of a chunk it gets. Of 'generated'
   * it is told only.
   */
  readonly odds: number;
}

/** The statistics of the operators; `odds` in their order, in parts of EVEN_ODDS. */
export function operatorStats(
  operators: Readonly<Record<string, OperatorYield>>,
  odds: readonly number[],
): Record<string, OperatorStats> {
  return Object.fromEntries(
    Object.entries(operators).map(([name, figures], i) => {
      const { execs, steps, fresh } = figures;
      const perThousandExecs = perUnit(fresh, execs / 1000);
      const perMillionSteps = perUnit(fresh, costOf(execs, steps) / 1_000_000);
      return [name, { ...figures, perThousandExecs, perMillionSteps, odds: odds[i] / EVEN_ODDS }];
    }),
  );
}

/** Rounded to hundredths; 0 of nothing. */
function perUnit(count: number, units: number): number {
  return units === 0 ? 0 : Math.round((100 * count) / units) / 100;
}
