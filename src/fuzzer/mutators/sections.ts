import type { Rng } from '../../bits/rng.ts';
import {
  type Input,
  PAGE,
  PC,
  SECTION_COUNT,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
} from '../../input/layout.ts';
import { addToPair, setPair } from '../pair.ts';
import { offsetInSection, sectionEnd } from '../program.ts';
import type { Mutator } from './mutator.ts';

/** Word of a section, the first one (where programs begin) less often than the others; -1 if there is none. */
function anySection(input: Input, rng: Rng): number {
  const count = input[SECTION_COUNT];
  if (count === 0) return -1;
  const section = count > 1 && !rng.oneIn(6) ? 1 + rng.below(count - 1) : rng.below(count);
  return SECTIONS + section * SECTION_STRIDE;
}

function startsHere(input: Input, at: number): boolean {
  return input[PC] === input[at] && input[PC + 1] === input[at + 1];
}

const moveSection: Mutator = {
  name: 'move-section',
  weight: 2,
  mutate(input, rng, { aim }) {
    const at = anySection(input, rng);
    if (at < 0) return false;
    const follow = startsHere(input, at);
    if (rng.oneIn(3)) {
      addToPair(input, at + SECTION_PA, PAGE * (rng.oneIn(2) ? 1 : -1));
    } else {
      aim.pick(input, rng);
      setPair(input, at + SECTION_PA, aim.lo & -2, aim.hi);
    }
    if (follow) setPair(input, PC, input[at], input[at + 1]);
    return true;
  },
};

const straddleSection: Mutator = {
  name: 'section-over-page-end',
  weight: 2,
  mutate(input, rng) {
    const at = anySection(input, rng);
    if (at < 0) return false;
    const follow = startsHere(input, at);
    const section = (at - SECTIONS) / SECTION_STRIDE;
    const bytes = offsetInSection(input, section, sectionEnd(input, section));
    const before = 2 * rng.below(bytes / 2 + 1);
    input[at + SECTION_PA] = (input[at + SECTION_PA] & -PAGE) + PAGE - Math.min(before, PAGE);
    if (follow) setPair(input, PC, input[at], input[at + 1]);
    return true;
  },
};

/** Where code lies. */
export const SECTION_MUTATORS: readonly Mutator[] = [moveSection, straddleSection];
