import type { Trial } from './trial.ts';

/**
 * One way of making an input smaller or plainer: makes its attempts, the most promising first. Must come to an end when
 * nothing helps.
 */
export type Pass = (trial: Trial) => void;
