import {
  EVENT_COPY_BYTES,
  EVENT_COPY_SOURCE,
  EVENT_COUNT,
  EVENT_DMA_BYTES,
  EVENT_DMA_COPY,
  EVENT_DMA_PA,
  EVENT_DMA_READ,
  EVENT_DMA_WRITE,
  EVENT_KIND,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENT_UNWATCH,
  EVENT_WATCH,
  EVENTS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  MAX_DMA_BYTES,
  MAX_WATCH_BYTES,
  PAGE,
  STEPS,
} from '../../input/layout.ts';
import { sectionOf, widthOf } from '../program.ts';
import { indices, setWord, type Walk } from './walk.ts';

/** Where an event has its first address and its number of bytes, and how many there can be. */
interface Extent {
  readonly address: number;
  readonly bytes: number;
  readonly most: number;
}

const WATCH: Extent = { address: EVENT_DMA_PA, bytes: EVENT_DMA_BYTES, most: MAX_WATCH_BYTES };
const TRANSFER: Extent = { address: EVENT_DMA_PA, bytes: EVENT_DMA_BYTES, most: MAX_DMA_BYTES };
const COPY: Extent = { address: EVENT_COPY_SOURCE, bytes: EVENT_COPY_BYTES, most: MAX_DMA_BYTES };
const EXTENTS: ReadonlyMap<number, Extent> = new Map([
  [EVENT_WATCH, WATCH],
  [EVENT_UNWATCH, WATCH],
  [EVENT_DMA_WRITE, TRANSFER],
  [EVENT_DMA_READ, TRANSFER],
  [EVENT_DMA_COPY, COPY],
]);

function eventAt(index: number): number {
  return EVENTS + index * EVENT_STRIDE;
}

function swap(input: Input, a: number, b: number): boolean {
  const kept = input[a];
  input[a] = input[b];
  input[b] = kept;
  return input[a] !== kept;
}

/** The second of two events comes first, at the step of the first. */
const eventOrder: Walk = {
  name: 'event-order',
  ways: 1,
  places: (input) => indices(input[EVENT_COUNT], (i) => i > 0).map(eventAt),
  change(input, at) {
    let differs = false;
    for (let i = EVENT_KIND; i < EVENT_STRIDE; i++)
      differs = swap(input, at + i, at - EVENT_STRIDE + i) || differs;
    return differs;
  },
};

/** An event comes a step later or earlier, but passes no other. */
const eventSteps: Walk = {
  name: 'event-steps',
  ways: 2,
  places: (input) => indices(input[EVENT_COUNT], () => true).map(eventAt),
  change(input, at, way) {
    const first = at === EVENTS;
    const last = at === eventAt(input[EVENT_COUNT] - 1);
    const least = first ? 0 : input[at - EVENT_STRIDE + EVENT_STEP];
    const most = last ? input[STEPS] : input[at + EVENT_STRIDE + EVENT_STEP];
    const step = input[at + EVENT_STEP] + (way === 0 ? 1 : -1);
    return step >= least && step <= most && setWord(input, at + EVENT_STEP, step);
  },
};

/** Twice, half, one more, one less. */
const eventSizes: Walk = {
  name: 'event-sizes',
  ways: 4,
  places: eventsWithExtent,
  change(input, at, way) {
    const extent = EXTENTS.get(input[at + EVENT_KIND]);
    if (extent === undefined) return false;
    const bytes = input[at + extent.bytes];
    const next = [2 * bytes, bytes >>> 1, bytes + 1, bytes - 1][way];
    return next >= 1 && next <= extent.most && setWord(input, at + extent.bytes, next);
  },
};

/** The bytes end with their page, end one byte behind it, or begin with it. */
const eventEdges: Walk = {
  name: 'event-page-edges',
  ways: 3,
  places: eventsWithExtent,
  change(input, at, way) {
    const extent = EXTENTS.get(input[at + EVENT_KIND]);
    if (extent === undefined) return false;
    const end = PAGE - input[at + extent.bytes];
    const offset = [end, Math.min(end + 1, PAGE - 1), 0][way];
    return setWord(input, at + extent.address, (input[at + extent.address] & -PAGE) | offset);
  },
};

function eventsWithExtent(input: Input): number[] {
  return indices(input[EVENT_COUNT], (i) => EXTENTS.has(input[eventAt(i) + EVENT_KIND])).map(eventAt);
}

/** Two neighbouring instructions of the same width change places. */
const instructionOrder: Walk = {
  name: 'instruction-order',
  ways: 1,
  places: (input) =>
    indices(
      input[INSTRUCTION_COUNT],
      (i) => i > 0 && sectionOf(input, i) === sectionOf(input, i - 1) && areAlike(input, i),
    ).map((i) => INSTRUCTIONS + i),
  change: (input, at) => swap(input, at, at - 1),
};

function areAlike(input: Input, index: number): boolean {
  return widthOf(input[INSTRUCTIONS + index]) === widthOf(input[INSTRUCTIONS + index - 1]);
}

/** What comes before what, and what happens from outside. */
export const ORDER_WALKS: readonly Walk[] = [
  eventOrder,
  eventSteps,
  eventSizes,
  eventEdges,
  instructionOrder,
];
