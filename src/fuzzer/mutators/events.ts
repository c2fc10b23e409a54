import type { Rng } from '../../bits/rng.ts';
import {
  EVENT_COUNT,
  EVENT_KIND,
  EVENT_KINDS,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENTS,
  type Input,
  MAX_EVENTS,
  STEPS,
} from '../../input/layout.ts';
import { insertRecord, type RecordList, recordAt, removeRecord } from '../records.ts';
import type { Mutator } from './mutator.ts';

const LIST: RecordList = { count: EVENT_COUNT, base: EVENTS, stride: EVENT_STRIDE, limit: MAX_EVENTS };
/** Most programs are over by then. */
const LIKELY_STEPS = 80;

/** Inserts an event where its step belongs, behind others of the same step. */
export function insertEvent(input: Input, step: number, kind: number): boolean {
  let index = input[EVENT_COUNT];
  while (index > 0 && input[recordAt(LIST, index - 1) + EVENT_STEP] > step) index--;
  const at = insertRecord(input, LIST, index);
  if (at < 0) return false;
  input[at + EVENT_STEP] = step;
  input[at + EVENT_KIND] = kind;
  return true;
}

/** A step at which something may happen: early most of the time. */
export function anyStep(input: Input, rng: Rng): number {
  return rng.below(rng.oneIn(8) ? input[STEPS] : Math.min(input[STEPS], LIKELY_STEPS));
}

/** Index of an event, or -1. */
function anyEvent(input: Input, rng: Rng): number {
  const count = input[EVENT_COUNT];
  return count === 0 ? -1 : rng.below(count);
}

const addEvent: Mutator = {
  name: 'insert-event',
  weight: 3,
  mutate(input, rng) {
    return insertEvent(input, anyStep(input, rng), rng.below(EVENT_KINDS.length));
  },
};

const removeEvent: Mutator = {
  name: 'remove-event',
  weight: 2,
  mutate(input, rng) {
    const index = anyEvent(input, rng);
    if (index < 0) return false;
    removeRecord(input, LIST, index);
    return true;
  },
};

const moveEvent: Mutator = {
  name: 'move-event',
  weight: 3,
  mutate(input, rng) {
    const index = anyEvent(input, rng);
    if (index < 0) return false;
    const at = recordAt(LIST, index);
    const kind = input[at + EVENT_KIND];
    const near = Math.min(input[STEPS], Math.max(0, input[at + EVENT_STEP] + rng.below(17) - 8));
    removeRecord(input, LIST, index);
    return insertEvent(input, rng.oneIn(3) ? anyStep(input, rng) : near, kind);
  },
};

const swapEvents: Mutator = {
  name: 'swap-events',
  weight: 1,
  mutate(input, rng) {
    const count = input[EVENT_COUNT];
    if (count < 2) return false;
    const first = rng.below(count);
    const a = recordAt(LIST, first) + EVENT_KIND;
    const b = recordAt(LIST, (first + 1 + rng.below(count - 1)) % count) + EVENT_KIND;
    const kind = input[a];
    input[a] = input[b];
    input[b] = kind;
    return input[a] !== kind;
  },
};

/** What happens from outside the guest, and when. */
export const EVENT_MUTATORS: readonly Mutator[] = [addEvent, removeEvent, moveEvent, swapEvents];
