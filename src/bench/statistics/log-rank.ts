import { chiSquareTail } from './normal.ts';
import { type Observation, riskTable } from './observation.ts';

/** Whether two samples have the same survival curve. */
export interface LogRank {
  /** With one degree of freedom. */
  readonly chiSquare: number;
  readonly p: number;
  /** Events that the first sample had, and would have had on average if there were no difference. */
  readonly observed: number;
  readonly expected: number;
}

/**
 * The log-rank test with the hypergeometric variance. Without an event in either sample nothing speaks against their
 * being the same: p is 1.
 * @source Mantel (1966); Peto and Peto (1972)
 */
export function logRank(first: readonly Observation[], second: readonly Observation[]): LogRank {
  let observed = 0;
  let expected = 0;
  let variance = 0;
  for (const { time, atRisk, events } of riskTable([...first, ...second])) {
    const share = first.filter((each) => each.time >= time).length / atRisk;
    observed += first.filter((each) => each.happened && each.time === time).length;
    expected += events * share;
    if (atRisk > 1) variance += (events * share * (1 - share) * (atRisk - events)) / (atRisk - 1);
  }
  const chiSquare = variance === 0 ? 0 : (observed - expected) ** 2 / variance;
  return { chiSquare, p: chiSquareTail(chiSquare), observed, expected };
}

/**
 * P values adjusted for being several, in their order.
 * @source Holm, "A simple sequentially rejective multiple test procedure" (1979)
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => ps[a] - ps[b]);
  const adjusted = new Array<number>(ps.length).fill(1);
  let least = 0;
  order.forEach((i, rank) => {
    least = Math.max(least, Math.min(1, (ps.length - rank) * ps[i]));
    adjusted[i] = least;
  });
  return adjusted;
}
