import { type Interval, type Observation, riskTable, Z_95 } from './observation.ts';

/** The mean time to the event up to a cap, that is the area under the survival curve, and its standard error. */
export interface RestrictedMean extends Interval {
  readonly error: number;
}

/**
 * Restricted mean up to `cap`, with the variance that follows from Greenwood's.
 * @source Irwin (1949); Royston and Parmar, "Restricted mean survival time" (2013), equation 4
 */
export function restrictedMean(sample: readonly Observation[], cap: number): RestrictedMean {
  const rows = riskTable(sample).filter(({ time }) => time < cap);
  let survival = 1;
  let mean = 0;
  let from = 0;
  const levels: number[] = [];
  for (const { time, atRisk, events } of rows) {
    mean += survival * (time - from);
    survival *= 1 - events / atRisk;
    levels.push(survival);
    from = time;
  }
  mean += survival * (cap - from);
  let area = 0;
  let variance = 0;
  for (let i = rows.length - 1; i >= 0; i--) {
    const { time, atRisk, events } = rows[i];
    area += levels[i] * ((rows[i + 1]?.time ?? cap) - time);
    if (atRisk > events) variance += (area * area * events) / (atRisk * (atRisk - events));
  }
  const error = Math.sqrt(variance);
  return {
    value: mean,
    error,
    low: Math.max(0, mean - Z_95 * error),
    high: Math.min(cap, mean + Z_95 * error),
  };
}

/** first / second with the interval of the logarithm (delta method). */
export function ratioOf(first: RestrictedMean, second: RestrictedMean): Interval {
  const value = first.value / second.value;
  const error = Math.hypot(first.error / first.value, second.error / second.value);
  const spread = Math.exp(Z_95 * error);
  return { value, low: value / spread, high: value * spread };
}
