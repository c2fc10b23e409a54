import type { Idiom } from '../idioms/idiom.ts';
import { anyAccess, anyChange, anyIdiom, sandwich, work } from '../idioms/index.ts';
import { insertDraft, removeInstructions, sectionEnd, sectionOf } from '../program.ts';
import type { Mutator } from './mutator.ts';
import { insertAnywhere } from './program-shape.ts';

/** Instructions that end a section: a call or a jump back, of two where it is far. */
const ENDING = 2;

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

/** Several idioms, one behind the other. */
const several: Idiom = (draft, input, rng, aim) => {
  for (let left = 2 + rng.below(4); left > 0; left--) work(draft, input, rng, aim);
};

/** The rest of a section, but for what it ends with, makes room for idioms. */
const regrow: Mutator = {
  name: 'regrow',
  weight: 16,
  mutate(input, rng, context) {
    const at = context.executed.pick(input, rng);
    if (at < 0) return false;
    const section = sectionOf(input, at);
    const rest = sectionEnd(input, section) - ENDING - at;
    if (rest < 1) return false;
    removeInstructions(input, section, at, rest);
    context.draft.clear();
    while (context.draft.count < rest) work(context.draft, input, rng, context.aim);
    // What does not fit leaves the section shorter.
    insertDraft(input, section, at, context.draft);
    return true;
  },
};

/** Whole idioms put into the program. */
export const IDIOM_INSERTIONS: readonly Mutator[] = [
  inserter('insert-idiom', 8, anyIdiom),
  inserter('insert-access', 8, anyAccess),
  inserter('insert-change', 8, anyChange),
  inserter('insert-sandwich', 16, sandwich),
  inserter('insert-several', 16, several),
  regrow,
];
