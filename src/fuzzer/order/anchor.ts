import type { Rng } from '../../bits/rng.ts';
import {
  EVENT_COUNT,
  INSTRUCTION_COUNT,
  type Input,
  SECTION_FIRST,
  SECTION_STRIDE,
  SECTIONS,
} from '../../input/layout.ts';
import { sectionOf } from '../program.ts';
import { NOTHING } from './happening.ts';
import { eventHappening, instructionHappening, stepOfEvent } from './sequence.ts';

/** Instructions that prepare one whose place matters: at most so many before it belong to it. */
const LONGEST_LEAD = 8;

/** A happening of an input: instruction `index` from 0 up, event ~`index` below 0; NOWHERE for none. */
export type Anchor = number;
export const NOWHERE: Anchor = 0x4000_0000;

/** Whether an anchor is an event. */
export function isEvent(anchor: Anchor): boolean {
  return anchor < 0;
}

/** What kind of happening an anchor is. */
export function kindAt(input: Input, anchor: Anchor): number {
  return isEvent(anchor) ? eventHappening(input, ~anchor) : instructionHappening(input, anchor);
}

/** The step right behind an anchor if the program runs straight through; an event has no width. */
export function stepBehind(input: Input, anchor: Anchor): number {
  return isEvent(anchor) ? stepOfEvent(input, ~anchor) : anchor + 1;
}

/** The instruction that comes next behind an anchor, on the same condition; one behind the last may be meant. */
export function instructionBehind(input: Input, anchor: Anchor): number {
  return Math.min(stepBehind(input, anchor), input[INSTRUCTION_COUNT]);
}

/** A happening by chance that passes, or NOWHERE. */
export function anyAnchor(input: Input, rng: Rng, passes: (anchor: Anchor) => boolean): Anchor {
  const instructions = input[INSTRUCTION_COUNT];
  const all = instructions + input[EVENT_COUNT];
  const start = all === 0 ? 0 : rng.below(all);
  for (let i = 0; i < all; i++) {
    const place = (start + i) % all;
    const anchor = place < instructions ? place : ~(place - instructions);
    if (kindAt(input, anchor) !== NOTHING && passes(anchor)) return anchor;
  }
  return NOWHERE;
}

/** The next instruction of the section behind `index` whose place matters, or -1. */
export function nextInstruction(input: Input, index: number, end: number): number {
  for (let i = index + 1; i < end; i++) if (instructionHappening(input, i) !== NOTHING) return i;
  return -1;
}

/** The first of the instructions that belong to `index`: those right before it that only prepare. */
export function leadOf(input: Input, index: number): number {
  const section = sectionOf(input, index);
  const least = Math.max(input[SECTIONS + section * SECTION_STRIDE + SECTION_FIRST], index - LONGEST_LEAD);
  let lead = index;
  while (lead > least && instructionHappening(input, lead - 1) === NOTHING) lead--;
  return lead;
}
