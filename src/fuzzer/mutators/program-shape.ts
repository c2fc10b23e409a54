import type { Rng } from '../../bits/rng.ts';
import { INSTRUCTION_COUNT, INSTRUCTIONS, type Input } from '../../input/layout.ts';
import { anyInstruction } from '../instructions.ts';
import { insertDraft, removeInstructions, replaceInstruction, sectionEnd, sectionOf } from '../program.ts';
import type { MutationContext, Mutator } from './mutator.ts';

const LONGEST_RUN = 16;

/** Length of a run of instructions from `at` that stays in its section: mostly 1 or 2. */
function runLength(input: Input, rng: Rng, at: number): number {
  const longest = Math.min(LONGEST_RUN, sectionEnd(input, sectionOf(input, at)) - at);
  return rng.oneIn(3) ? 1 + rng.below(longest) : Math.min(longest, 1 + rng.below(2));
}

/** Puts the draft before or behind an instruction by chance. */
export function insertAnywhere(input: Input, rng: Rng, context: MutationContext): boolean {
  const index = context.executed.pick(input, rng);
  if (index < 0) return false;
  return insertDraft(input, sectionOf(input, index), index + rng.below(2), context.draft);
}

const insertInstruction: Mutator = {
  name: 'insert-instruction',
  weight: 8,
  mutate(input, rng, context) {
    context.draft.clear();
    for (let left = 1 + rng.below(2); left > 0; left--) context.draft.push(anyInstruction(input, rng));
    return insertAnywhere(input, rng, context);
  },
};

const deleteInstructions: Mutator = {
  name: 'delete-instructions',
  weight: 16,
  mutate(input, rng, { executed }) {
    const count = input[INSTRUCTION_COUNT];
    if (count < 2) return false;
    const at = executed.pick(input, rng);
    removeInstructions(input, sectionOf(input, at), at, Math.min(runLength(input, rng, at), count - 1));
    return true;
  },
};

const replaceOne: Mutator = {
  name: 'replace-instruction',
  weight: 8,
  mutate(input, rng, { executed }) {
    const index = executed.pick(input, rng);
    if (index < 0) return false;
    replaceInstruction(input, index, anyInstruction(input, rng));
    return true;
  },
};

const duplicateInstructions: Mutator = {
  name: 'duplicate-instructions',
  weight: 6,
  mutate(input, rng, context) {
    const from = context.executed.pick(input, rng);
    if (from < 0) return false;
    const length = runLength(input, rng, from);
    context.draft.clear();
    for (let i = 0; i < length; i++) context.draft.push(input[INSTRUCTIONS + from + i]);
    return insertAnywhere(input, rng, context);
  },
};

const swapInstructions: Mutator = {
  name: 'swap-instructions',
  weight: 4,
  mutate(input, rng, { executed }) {
    const count = input[INSTRUCTION_COUNT];
    if (count < 2) return false;
    const a = executed.pick(input, rng);
    const b = rng.oneIn(2) ? rng.below(count) : (a + 1) % count;
    const first = input[INSTRUCTIONS + a];
    const second = input[INSTRUCTIONS + b];
    if (first === second) return false;
    replaceInstruction(input, a, second);
    replaceInstruction(input, b, first);
    return true;
  },
};

/** The program as a list of instructions. */
export const PROGRAM_SHAPE: readonly Mutator[] = [
  insertInstruction,
  deleteInstructions,
  replaceOne,
  duplicateInstructions,
  swapInstructions,
];
