import { type Observation, riskTable, Z_95 } from './observation.ts';

/** A step of the survival curve: from this time on, the share of trials that are still without the event. */
export interface SurvivalStep {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
  readonly survival: number;
  /** Greenwood's standard error. */
  readonly error: number;
  /** Pointwise 95 % band. */
  readonly low: number;
  readonly high: number;
}

/**
 * The product-limit estimate, one step for each time of an event. The band is that of log(-log S), so it stays between 0
 * and 1; where S is 0 it has no width of its own and reaches up to that of the step before.
 * @source Kaplan and Meier (1958); Kalbfleisch and Prentice, "The Statistical Analysis of Failure Time Data", 1.4
 */
export function kaplanMeier(sample: readonly Observation[]): SurvivalStep[] {
  let survival = 1;
  let variance = 0;
  let top = 1;
  return riskTable(sample).map(({ time, atRisk, events }) => {
    survival *= 1 - events / atRisk;
    if (atRisk > events) variance += events / (atRisk * (atRisk - events));
    const [low, high] = survival > 0 ? band(survival, Math.sqrt(variance)) : [0, top];
    top = high;
    const error = survival * Math.sqrt(variance);
    return { time, atRisk, events, survival, error, low, high };
  });
}

/** The first time at which half of the trials have had the event; undefined: fewer have. */
export function medianTime(steps: readonly SurvivalStep[]): number | undefined {
  return steps.find(({ survival }) => survival <= 0.5)?.time;
}

/** `relative`: standard error of log S. */
function band(survival: number, relative: number): [number, number] {
  const spread = Math.exp((Z_95 * relative) / Math.log(survival));
  return [survival ** (1 / spread), survival ** spread];
}
