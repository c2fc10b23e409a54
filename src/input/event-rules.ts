import {
  EVENT_ARGS,
  EVENT_COUNT,
  EVENT_KIND,
  EVENT_KINDS,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENTS,
  type Input,
  MAX_DMA_BYTES,
  MAX_RRID,
  MAX_SOURCE,
  MAX_STEPS,
  MAX_WATCH_BYTES,
} from './layout.ts';

/** Least and greatest value of one word of an event's arguments. */
type ArgumentRange = readonly [low: number, high: number];

const ANY: ArgumentRange = [-0x8000_0000, 0x7fff_ffff];
const NONE: ArgumentRange = [0, 0];
const WATCH: readonly ArgumentRange[] = [ANY, ANY, [1, MAX_WATCH_BYTES], [1, 3]];
const DMA: readonly ArgumentRange[] = [ANY, ANY, [1, MAX_DMA_BYTES]];
const TRANSACTION: readonly ArgumentRange[] = [[0, MAX_RRID], ANY, ANY, ANY, ANY];

/** The argument words that a kind takes. */
const TAKEN: Readonly<Record<(typeof EVENT_KINDS)[number], readonly ArgumentRange[]>> = {
  'dirty-log-start': [],
  'dirty-log-sync': [],
  'dirty-log-stop': [],
  watch: WATCH,
  unwatch: WATCH,
  'dma-write': [...DMA, ANY, ANY],
  'dma-read': DMA,
  interrupt: [[1, MAX_SOURCE]],
  'dma-copy': [[1, MAX_DMA_BYTES], ANY, ANY, ANY, ANY, [0, 1]],
  'transaction-start': TRANSACTION,
  'transaction-end': TRANSACTION,
};

/** By kind: the range of every argument word. */
const ARGUMENTS: readonly (readonly ArgumentRange[])[] = EVENT_KINDS.map((kind) =>
  Array.from({ length: EVENT_STRIDE - EVENT_ARGS }, (_, i) => TAKEN[kind][i] ?? NONE),
);

/** What is wrong with the events, as one sentence; undefined if nothing is. */
export function eventFault(input: Input): string | undefined {
  let previous = 0;
  for (let i = 0; i < input[EVENT_COUNT]; i++) {
    const at = EVENTS + i * EVENT_STRIDE;
    const step = input[at + EVENT_STEP];
    if (step < previous || step > MAX_STEPS) return `step ${step} of event ${i} is out of order or range`;
    if (input[at + EVENT_KIND] >>> 0 >= EVENT_KINDS.length) return `kind of event ${i} is unknown`;
    const fault = argumentFault(input, at);
    if (fault !== undefined) return `event ${i} (${EVENT_KINDS[input[at + EVENT_KIND]]}) has ${fault}`;
    previous = step;
  }
  return undefined;
}

function argumentFault(input: Input, at: number): string | undefined {
  const ranges = ARGUMENTS[input[at + EVENT_KIND]];
  for (let k = 0; k < ranges.length; k++) {
    const word = input[at + EVENT_ARGS + k];
    const [low, high] = ranges[k];
    if (word < low || word > high) return `argument word ${k} ${word} outside ${low}..${high}`;
  }
  return undefined;
}
