import type { Rng } from '../../bits/rng.ts';
import type { Input } from '../../input/layout.ts';
import type { Comparisons } from '../../machine/comparisons.ts';
import { applyWriting, CARRIERS, writingsBy } from '../compared/writings.ts';
import type { Mutator } from './mutator.ts';

/** Kinds of fields that are tried: some are not in the input, some cannot hold what was compared. */
const TRIES = 6;

function writeOne(input: Input, rng: Rng, comparisons: Comparisons): boolean {
  for (let i = 0; i < TRIES; i++) {
    const writings = writingsBy(CARRIERS[rng.below(CARRIERS.length)], input, comparisons);
    if (writings.length > 0 && applyWriting(input, writings[rng.below(writings.length)])) return true;
  }
  return false;
}

const writeCompared: Mutator = {
  name: 'write-compared',
  weight: 32,
  mutate(input, rng, context) {
    let isWritten = false;
    context.listen(input, (comparisons) => {
      isWritten = writeOne(input, rng, comparisons);
    });
    return isWritten;
  },
};

/** Numbers that a run compared, written to where they come from. */
export const COMPARISON_MUTATORS: readonly Mutator[] = [writeCompared];
