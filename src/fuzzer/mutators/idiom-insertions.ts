import type { Idiom } from '../idioms/idiom.ts';
import { anyAccess, anyChange, anyIdiom, sandwich } from '../idioms/index.ts';
import type { Mutator } from './mutator.ts';
import { insertAnywhere } from './program-shape.ts';

function inserter(name: string, weight: number, idiom: Idiom): Mutator {
  return {
    name,
    weight,
    mutate(input, rng, context) {
      context.draft.clear();
      idiom(context.draft, input, rng, context.aim);
      return insertAnywhere(input, rng, context);
    },
  };
}

/** Whole idioms put into the program. */
export const IDIOM_INSERTIONS: readonly Mutator[] = [
  inserter('insert-idiom', 8, anyIdiom),
  inserter('insert-access', 8, anyAccess),
  inserter('insert-change', 8, anyChange),
  inserter('insert-sandwich', 8, sandwich),
];
