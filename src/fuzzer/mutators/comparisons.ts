import { applyWriting } from '../compared/writings.ts';
import type { Mutator } from './mutator.ts';

/** Writings that are tried: some fields cannot hold what was compared. */
const TRIES = 4;

const writeCompared: Mutator = {
  name: 'write-compared',
  weight: 32,
  mutate(input, rng, context) {
    const writings = context.writings();
    if (writings.length === 0) return false;
    for (let i = 0; i < TRIES; i++)
      if (applyWriting(input, writings[rng.below(writings.length)])) return true;
    return false;
  },
};

/** Numbers that a run compared, written to where they come from. */
export const COMPARISON_MUTATORS: readonly Mutator[] = [writeCompared];
