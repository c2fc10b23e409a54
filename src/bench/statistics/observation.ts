/** How long one trial took to its event, or for how long it was watched in vain. */
export interface Observation {
  readonly time: number;
  /** False: the time is censored. */
  readonly happened: boolean;
}

/** A point estimate with the bounds of its 95 % confidence interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Quantile of the normal distribution for two-sided 95 %. */
export const Z_95 = 1.959963984540054;

/** Events and number at risk at each time at which something happened, ascending. */
export interface RiskRow {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
}

/** The table that survival estimates are made from: a time is at risk up to and including its own moment. */
export function riskTable(sample: readonly Observation[]): RiskRow[] {
  const times = [...new Set(sample.filter(({ happened }) => happened).map(({ time }) => time))];
  return times
    .sort((a, b) => a - b)
    .map((time) => ({
      time,
      atRisk: sample.filter((each) => each.time >= time).length,
      events: sample.filter((each) => each.happened && each.time === time).length,
    }));
}
