import type { Trial } from './trial.ts';

/** One way of making an input smaller or plainer. */
export interface Pass {
  readonly name: string;
  /** Makes its attempts, the most promising first. Must come to an end when nothing helps. */
  run(trial: Trial): void;
}
