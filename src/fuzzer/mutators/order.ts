import type { Rng } from '../../bits/rng.ts';
import { hasIopmp } from '../../input/iopmp-rules.ts';
import {
  ENGINE,
  EVENT_COUNT,
  EVENT_DMA_COPY,
  EVENT_KIND,
  EVENT_STEP,
  EVENT_STRIDE,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  STEPS,
} from '../../input/layout.ts';
import {
  type Anchor,
  anyAnchor,
  instructionBehind,
  isEvent,
  kindAt,
  leadOf,
  NOWHERE,
  nextInstruction,
  stepBehind,
} from '../order/anchor.ts';
import { emitHappening } from '../order/emit.ts';
import { FIRST_EVENT } from '../order/happening.ts';
import { type Draft, exchangeRuns, insertDraft, sectionEnd, sectionOf } from '../program.ts';
import { insertRecord, recordAt } from '../records.ts';
import { EVENT_LIST, insertEvent, settleEvent } from './events.ts';
import type { Mutator } from './mutator.ts';

/** Steps by which events are delayed. */
const LONGEST_DELAY = 8;

const any = (): boolean => true;

/** Whether events of this kind mean anything on the board. */
function fitsBoard(input: Input, kind: number): boolean {
  return kind < FIRST_EVENT + EVENT_DMA_COPY || hasIopmp(input) || input[ENGINE] === 1;
}

/** Puts the draft behind an anchor. */
function insertBehind(input: Input, anchor: Anchor, draft: Draft): boolean {
  const count = input[INSTRUCTION_COUNT];
  if (count === 0) return false;
  const index = instructionBehind(input, anchor);
  return insertDraft(
    input,
    sectionOf(input, isEvent(anchor) ? Math.min(index, count - 1) : anchor),
    index,
    draft,
  );
}

/** Something new comes right behind something: what seldom comes there in the corpus. */
const insertFollower: Mutator = {
  name: 'insert-follower',
  weight: 8,
  mutate(input, rng, { draft, aim, follows }) {
    const anchor = anyAnchor(input, rng, any);
    if (anchor === NOWHERE) return false;
    const kind = follows.drawRare(kindAt(input, anchor), rng);
    if (kind >= FIRST_EVENT) {
      const step = Math.min(stepBehind(input, anchor), input[STEPS]);
      return fitsBoard(input, kind) && insertEvent(input, rng, aim, [step, kind - FIRST_EVENT]);
    }
    draft.clear();
    emitHappening(kind, draft, input, rng, aim);
    return insertBehind(input, anchor, draft);
  },
};

/** Moves an event to another step, behind others of that step; false if that is where it is. */
function moveEvent(input: Input, index: number, step: number): boolean {
  const at = recordAt(EVENT_LIST, index) + EVENT_STEP;
  if (input[at] === step) return false;
  input[at] = step;
  settleEvent(input, index);
  return true;
}

/** Moves an instruction and what prepares it behind an anchor in the same section. */
function moveInstruction(input: Input, index: number, anchor: Anchor, draft: Draft): boolean {
  const lead = leadOf(input, index);
  const target = instructionBehind(input, anchor);
  const section = sectionOf(input, index);
  const isInside =
    target <= sectionEnd(input, section) && (target === 0 || sectionOf(input, target - 1) === section);
  if (!isInside || (target >= lead && target <= index + 1)) return false;
  return target > index
    ? exchangeRuns(input, [lead, index + 1, target], draft)
    : exchangeRuns(input, [target, lead, index + 1], draft);
}

/** Something that is there comes right behind something else: what tends to come there in the corpus. */
const moveFollower: Mutator = {
  name: 'move-follower',
  weight: 4,
  mutate(input, rng, { draft, follows }) {
    const anchor = anyAnchor(input, rng, any);
    if (anchor === NOWHERE) return false;
    const kind = follows.draw(kindAt(input, anchor), rng);
    const moved = anyAnchor(input, rng, (each) => each !== anchor && kindAt(input, each) === kind);
    if (moved === NOWHERE) return false;
    if (isEvent(moved)) return moveEvent(input, ~moved, Math.min(stepBehind(input, anchor), input[STEPS]));
    return moveInstruction(input, moved, anchor, draft);
  },
};

/** An event passes the next instruction whose place matters, or the one before. */
function passInstruction(input: Input, index: number, rng: Rng): boolean {
  const count = input[INSTRUCTION_COUNT];
  const step = input[recordAt(EVENT_LIST, index) + EVENT_STEP];
  if (rng.oneIn(2)) {
    const next = nextInstruction(input, step - 1, count);
    return next >= 0 && moveEvent(input, index, Math.min(next + 1, input[STEPS]));
  }
  for (let i = Math.min(step, count) - 1; i >= 0; i--) {
    if (nextInstruction(input, i - 1, i + 1) === i) return moveEvent(input, index, i);
  }
  return false;
}

/** Two things that happen one behind the other change places, with what prepares them. */
const swapNeighbours: Mutator = {
  name: 'swap-neighbours',
  weight: 4,
  mutate(input, rng, { draft }) {
    const anchor = anyAnchor(input, rng, any);
    if (anchor === NOWHERE) return false;
    if (isEvent(anchor)) return passInstruction(input, ~anchor, rng);
    const next = nextInstruction(input, anchor, sectionEnd(input, sectionOf(input, anchor)));
    return next >= 0 && exchangeRuns(input, [leadOf(input, anchor), anchor + 1, next + 1], draft);
  },
};

/** The same event once more, at another step. */
function repeatEvent(input: Input, index: number, step: number): boolean {
  const count = input[EVENT_COUNT];
  const at = insertRecord(input, EVENT_LIST, count);
  if (at < 0) return false;
  const from = recordAt(EVENT_LIST, index);
  input.copyWithin(at + EVENT_KIND, from + EVENT_KIND, from + EVENT_STRIDE);
  input[at + EVENT_STEP] = step;
  settleEvent(input, count);
  return true;
}

/** What happened once happens again behind something else. */
const repeatBehind: Mutator = {
  name: 'repeat-behind',
  weight: 4,
  mutate(input, rng, { draft }) {
    const what = anyAnchor(input, rng, any);
    if (what === NOWHERE) return false;
    const where = anyAnchor(input, rng, any);
    if (isEvent(what)) return repeatEvent(input, ~what, Math.min(stepBehind(input, where), input[STEPS]));
    draft.clear();
    for (let i = leadOf(input, what); i <= what; i++) draft.push(input[INSTRUCTIONS + i]);
    return insertBehind(input, where, draft);
  },
};

/** An event and all behind it come some steps later: their distances stay. */
const delayEvents: Mutator = {
  name: 'delay-events',
  weight: 2,
  mutate(input, rng) {
    const count = input[EVENT_COUNT];
    if (count < 2) return false;
    const first = rng.below(count);
    const delay = 1 + rng.below(LONGEST_DELAY);
    let differs = false;
    for (let i = first; i < count; i++) {
      const at = recordAt(EVENT_LIST, i) + EVENT_STEP;
      const step = Math.max(input[at], Math.min(input[at] + delay, input[STEPS]));
      if (step !== input[at]) differs = true;
      input[at] = step;
    }
    return differs;
  },
};

/** What comes before what: things that happen, from inside and from outside, and how they follow each other. */
export const ORDER: readonly Mutator[] = [
  insertFollower,
  moveFollower,
  swapNeighbours,
  repeatBehind,
  delayEvents,
];
