import type { Observation } from '../../../src/bench/statistics/observation.ts';

/**
 * Weeks of remission in acute leukaemia, 21 pairs of patients; negative: censored.
 * @source Freireich and others (1963), as in Gehan (1965) and in Cox and Oakes, "Analysis of Survival Data", table 1.1
 */
const MERCAPTOPURINE = [
  6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35,
];
const PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];

const observed = (weeks: number): Observation => ({ time: Math.abs(weeks), happened: weeks > 0 });

export const TREATED = MERCAPTOPURINE.map(observed);
export const CONTROL = PLACEBO.map(observed);
