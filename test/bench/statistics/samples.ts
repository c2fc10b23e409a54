import fc from 'fast-check';
import type { Observation } from '../../../src/bench/statistics/observation.ts';

/** Few different times, so that there are ties. */
const observation: fc.Arbitrary<Observation> = fc.record({
  time: fc.integer({ min: 1, max: 30 }),
  happened: fc.boolean(),
});

/** Samples of trials that are not empty. */
export const samples = fc.array(observation, { minLength: 1, maxLength: 25 });
