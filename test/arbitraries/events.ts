import fc from 'fast-check';
import { bigHigh, bigLow } from '../../src/bits/word.ts';
import {
  EVENT_COUNT,
  EVENT_KIND,
  EVENT_KINDS,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENTS,
  MAX_DMA_BYTES,
  MAX_RRID,
  MAX_SOURCE,
  MAX_STEPS,
  MAX_WATCH_BYTES,
} from '../../src/input/layout.ts';
import { values } from './value.ts';
import type { Write } from './write.ts';

/** Up to six events of any kind, in order. */
export function events(): fc.Arbitrary<Write> {
  const step = fc.oneof(fc.nat(60), fc.nat(MAX_STEPS));
  const event = fc.tuple(step, fc.oneof(...EVENT_KINDS.map((kind, i) => eventWords(kind, i))));
  return fc.array(event, { maxLength: 6 }).map((all) => (input) => {
    input[EVENT_COUNT] = all.length;
    all
      .toSorted(([a], [b]) => a - b)
      .forEach(([at, words], i) => {
        input[EVENTS + i * EVENT_STRIDE + EVENT_STEP] = at;
        input.set(words, EVENTS + i * EVENT_STRIDE + EVENT_KIND);
      });
  });
}

/** The kind of an event and its arguments, as many as it takes. */
function eventWords(kind: (typeof EVENT_KINDS)[number], index: number): fc.Arbitrary<number[]> {
  const halves = (value: bigint): number[] => [bigLow(value), bigHigh(value)];
  const bytes = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: most });
  switch (kind) {
    case 'watch':
    case 'unwatch':
      return fc
        .tuple(values(), bytes(MAX_WATCH_BYTES), fc.integer({ min: 1, max: 3 }))
        .map(([va, size, types]) => [index, ...halves(va), size, types]);
    case 'dma-write':
      return fc
        .tuple(values(), bytes(MAX_DMA_BYTES), values())
        .map(([pa, size, pattern]) => [index, ...halves(pa), size, ...halves(pattern)]);
    case 'dma-read':
      return fc.tuple(values(), bytes(MAX_DMA_BYTES)).map(([pa, size]) => [index, ...halves(pa), size]);
    case 'interrupt':
      return fc.integer({ min: 1, max: MAX_SOURCE }).map((source) => [index, source]);
    case 'dma-copy':
      return fc
        .tuple(bytes(MAX_DMA_BYTES), values(), values(), fc.nat(1))
        .map(([size, from, to, announced]) => [index, size, ...halves(from), ...halves(to), announced]);
    case 'transaction-start':
    case 'transaction-end':
      return fc
        .tuple(fc.oneof(fc.nat(9), fc.nat(MAX_RRID)), values(), values())
        .map(([rrid, first, last]) => [index, rrid, ...halves(first), ...halves(last)]);
    default:
      return fc.constant([index]);
  }
}
