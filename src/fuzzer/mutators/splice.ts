import type { Rng } from '../../bits/rng.ts';
import {
  CHECKERS,
  DATA_COUNT,
  EVENT_COUNT,
  EXTENSIONS,
  FLASH_PAGES,
  HAS_PMP,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  IOPMP,
  MAPPING_COUNT,
  MODE,
  RAM_TAIL,
  REGS,
  REMAP,
  REMAP_PAGES,
  ROM_PAGES,
  SECTION_COUNT,
  SLOTS,
  TABLE_LEVELS,
  TABLES,
} from '../../input/layout.ts';
import { type Draft, insertDraft, sectionEnd, sectionOf } from '../program.ts';
import { dropLostSlots } from '../slot-bounds.ts';
import type { MutationContext, Mutator } from './mutator.ts';

const LONGEST = 24;

/** Copies words [from, to) of the donor: whole parts of an input, in the order of its layout. */
function take(input: Input, donor: Input, from: number, to: number): void {
  for (let i = from; i < to; i++) input[i] = donor[i];
}

/** A run of the donor's instructions, within one of its sections. */
function draftFrom(donor: Input, rng: Rng, draft: Draft): boolean {
  const count = donor[INSTRUCTION_COUNT];
  if (count === 0) return false;
  const first = rng.below(count);
  const end = Math.min(sectionEnd(donor, sectionOf(donor, first)), first + 1 + rng.below(LONGEST));
  draft.clear();
  for (let i = first; i < end; i++) draft.push(donor[INSTRUCTIONS + i]);
  return true;
}

function splicer(name: string, weight: number, splice: (input: Input, donor: Input) => void): Mutator {
  return {
    name,
    weight,
    mutate(input, rng, context) {
      const donor = context.donor(rng);
      if (donor === undefined) return false;
      splice(input, donor);
      return true;
    },
  };
}

const spliceProgram: Mutator = {
  name: 'splice-program',
  weight: 4,
  mutate(input: Input, rng: Rng, context: MutationContext) {
    const donor = context.donor(rng);
    const at = context.executed.pick(input, rng);
    if (donor === undefined || at < 0 || !draftFrom(donor, rng, context.draft)) return false;
    return insertDraft(input, sectionOf(input, at), at, context.draft);
  },
};

const spliceWholeProgram = splicer('splice-whole-program', 1, (input, donor) => {
  take(input, donor, SECTION_COUNT, DATA_COUNT);
  take(input, donor, MODE, TABLES);
});

const spliceSlots = splicer('splice-slots', 3, (input, donor) => {
  take(input, donor, SLOTS, MAPPING_COUNT);
  for (let checker = 0; checker < CHECKERS; checker++) dropLostSlots(input, checker);
});

const spliceMappings = splicer('splice-mappings', 2, (input, donor) => {
  take(input, donor, MAPPING_COUNT, SECTION_COUNT);
  take(input, donor, TABLES, REGS);
  input[TABLE_LEVELS] = donor[TABLE_LEVELS];
});

const spliceData = splicer('splice-data', 1, (input, donor) => take(input, donor, DATA_COUNT, REMAP));
const spliceRemap = splicer('splice-remap', 1, (input, donor) => {
  take(input, donor, REMAP, EVENT_COUNT);
  input[REMAP_PAGES] = donor[REMAP_PAGES];
});
/** The memories beside DRAM and low RAM; what the hart can. */
const spliceBoard = splicer('splice-board', 1, (input, donor) => {
  for (const word of [FLASH_PAGES, ROM_PAGES, RAM_TAIL, EXTENSIONS]) input[word] = donor[word];
});
const spliceEvents = splicer('splice-events', 1, (input, donor) => take(input, donor, EVENT_COUNT, IOPMP));
const spliceState = splicer('splice-state', 1, (input, donor) => take(input, donor, REGS, HAS_PMP));
const splicePmp = splicer('splice-pmp', 1, (input, donor) => take(input, donor, HAS_PMP, SLOTS));

/** Parts of one input in another. */
export const SPLICES: readonly Mutator[] = [
  spliceProgram,
  spliceWholeProgram,
  spliceSlots,
  spliceMappings,
  spliceEvents,
  spliceData,
  spliceRemap,
  spliceBoard,
  spliceState,
  splicePmp,
];
