/** The property that the fuzzer looks for, left to fast-check. */
import { FeatureMap } from '../coverage/feature-map.ts';
import type { Input } from '../input/layout.ts';
import { Executor } from '../judge/executor.ts';
import type { Design } from '../machine/design.ts';
import { type FastCheck, structuredInputs } from './arbitrary.ts';
import type { Arm } from './rounds.ts';

/** First seed of the runs; every round has the next one. */
const FIRST_SEED = 1;

/** fast-check, or `undefined` where it is not installed: it is needed for development only. */
export async function importFastCheck(): Promise<FastCheck | undefined> {
  try {
    return (await import('fast-check')).default;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Runs of the property with oracle and auditor; a round has `runs` of them. What is found does not end a round. */
export function propertyRuns(name: string, fc: FastCheck, design: Design, runs: number): Arm {
  const features = new FeatureMap();
  const executor = new Executor(design, features, { oracle: true, auditor: true, paranoid: false });
  let seed = FIRST_SEED;
  let steps = 0;
  const property = fc.property(structuredInputs(fc), (input) => {
    features.reset();
    executor.run(input);
    steps += executor.steps;
  });
  return {
    name,
    run() {
      steps = 0;
      const { numRuns } = fc.check(property, { numRuns: runs, seed: seed++, endOnFailure: true });
      return { execs: numRuns, steps };
    },
  };
}

/** Inputs of the kind that {@link propertyRuns} runs, to tell how much they do. */
export function sampleProperty(fc: FastCheck, count: number): Input[] {
  return fc.sample(structuredInputs(fc), { numRuns: count, seed: FIRST_SEED });
}
