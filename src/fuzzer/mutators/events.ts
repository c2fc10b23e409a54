import type { Rng } from '../../bits/rng.ts';
import { hasIopmp } from '../../input/iopmp-rules.ts';
import {
  ENGINE,
  EVENT_COUNT,
  EVENT_DIRTY_LOG_START,
  EVENT_DIRTY_LOG_STOP,
  EVENT_DIRTY_LOG_SYNC,
  EVENT_DMA_COPY,
  EVENT_DMA_READ,
  EVENT_DMA_WRITE,
  EVENT_INTERRUPT,
  EVENT_KIND,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENT_TRANSACTION_END,
  EVENT_TRANSACTION_START,
  EVENT_UNWATCH,
  EVENT_WATCH,
  EVENTS,
  type Input,
  MAX_EVENTS,
  STEPS,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { nudgeArguments, takesArguments, writeArguments } from '../event-arguments.ts';
import { insertRecord, type RecordList, recordAt, removeRecord, swapRecords } from '../records.ts';
import type { Mutator } from './mutator.ts';

/** The events of an input. */
export const EVENT_LIST: RecordList = {
  count: EVENT_COUNT,
  base: EVENTS,
  stride: EVENT_STRIDE,
  limit: MAX_EVENTS,
};
/** Kinds as often as they should be chosen. */
const KINDS = [
  EVENT_DIRTY_LOG_START,
  EVENT_DIRTY_LOG_START,
  EVENT_DIRTY_LOG_SYNC,
  EVENT_DIRTY_LOG_SYNC,
  EVENT_DIRTY_LOG_STOP,
  EVENT_WATCH,
  EVENT_WATCH,
  EVENT_UNWATCH,
  EVENT_DMA_WRITE,
  EVENT_DMA_WRITE,
  EVENT_DMA_READ,
  EVENT_INTERRUPT,
];
/** The same on a board with an IOPMP or a DMA engine. */
const KINDS_WITH_TRANSACTIONS = [
  ...KINDS,
  EVENT_DMA_COPY,
  EVENT_DMA_COPY,
  EVENT_TRANSACTION_START,
  EVENT_TRANSACTION_END,
];
/** Most programs are over by then. */
const LIKELY_STEPS = 80;

/**
 * Inserts an event where its step belongs, behind others of the same step, with arguments of its kind; false if there
 * is no room.
 */
export function insertEvent(
  input: Input,
  rng: Rng,
  aim: Aim,
  [step, kind]: readonly [step: number, kind: number],
): boolean {
  const count = input[EVENT_COUNT];
  const at = insertRecord(input, EVENT_LIST, count);
  if (at < 0) return false;
  input[at + EVENT_STEP] = step;
  input[at + EVENT_KIND] = kind;
  writeArguments(input, at, rng, aim);
  settleEvent(input, count);
  return true;
}

/** Moves an event whose step has changed to where it belongs. */
export function settleEvent(input: Input, index: number): void {
  const step = input[recordAt(EVENT_LIST, index) + EVENT_STEP];
  let now = index;
  for (; now > 0 && input[recordAt(EVENT_LIST, now - 1) + EVENT_STEP] > step; now--)
    swapRecords(input, EVENT_LIST, now, now - 1);
  const last = input[EVENT_COUNT] - 1;
  for (; now < last && input[recordAt(EVENT_LIST, now + 1) + EVENT_STEP] <= step; now++)
    swapRecords(input, EVENT_LIST, now, now + 1);
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
  weight: 4,
  mutate(input, rng, { aim }) {
    const kinds = hasIopmp(input) || input[ENGINE] === 1 ? KINDS_WITH_TRANSACTIONS : KINDS;
    return insertEvent(input, rng, aim, [anyStep(input, rng), kinds[rng.below(kinds.length)]]);
  },
};

const removeEvent: Mutator = {
  name: 'remove-event',
  weight: 2,
  mutate(input, rng) {
    const index = anyEvent(input, rng);
    if (index < 0) return false;
    removeRecord(input, EVENT_LIST, index);
    return true;
  },
};

const moveEvent: Mutator = {
  name: 'move-event',
  weight: 3,
  mutate(input, rng) {
    const index = anyEvent(input, rng);
    if (index < 0) return false;
    const at = recordAt(EVENT_LIST, index) + EVENT_STEP;
    const near = Math.min(input[STEPS], Math.max(0, input[at] + rng.below(17) - 8));
    input[at] = rng.oneIn(3) ? anyStep(input, rng) : near;
    settleEvent(input, index);
    return true;
  },
};

/** Whether two events are of different kinds or have different arguments. */
function sayDifferent(input: Input, a: number, b: number): boolean {
  for (let i = EVENT_KIND; i < EVENT_STRIDE; i++)
    if (input[recordAt(EVENT_LIST, a) + i] !== input[recordAt(EVENT_LIST, b) + i]) return true;
  return false;
}

const swapEvents: Mutator = {
  name: 'swap-events',
  weight: 1,
  mutate(input, rng) {
    const count = input[EVENT_COUNT];
    if (count < 2) return false;
    const first = rng.below(count);
    const second = (first + 1 + rng.below(count - 1)) % count;
    const a = recordAt(EVENT_LIST, first) + EVENT_STEP;
    const b = recordAt(EVENT_LIST, second) + EVENT_STEP;
    const differ = sayDifferent(input, first, second);
    swapRecords(input, EVENT_LIST, first, second);
    const step = input[a];
    input[a] = input[b];
    input[b] = step;
    return differ;
  },
};

const changeArguments: Mutator = {
  name: 'change-event-arguments',
  weight: 3,
  mutate(input, rng, { aim }) {
    const index = anyEvent(input, rng);
    if (index < 0) return false;
    const at = recordAt(EVENT_LIST, index);
    if (!takesArguments(input[at + EVENT_KIND])) return false;
    if (rng.oneIn(2)) nudgeArguments(input, at, rng);
    else writeArguments(input, at, rng, aim);
    return true;
  },
};

/** What happens from outside the guest, and when. */
export const EVENT_MUTATORS: readonly Mutator[] = [
  addEvent,
  removeEvent,
  moveEvent,
  swapEvents,
  changeArguments,
];
