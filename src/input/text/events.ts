import { hex } from '../../bits/word.ts';
import {
  EVENT_COPY_ANNOUNCED,
  EVENT_COPY_BYTES,
  EVENT_COPY_SOURCE,
  EVENT_COPY_TARGET,
  EVENT_COUNT,
  EVENT_DMA_BYTES,
  EVENT_DMA_DATA,
  EVENT_DMA_PA,
  EVENT_KIND,
  EVENT_KINDS,
  EVENT_SOURCE,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENT_TRANSACTION_FIRST,
  EVENT_TRANSACTION_LAST,
  EVENT_TRANSACTION_RRID,
  EVENT_WATCH_BYTES,
  EVENT_WATCH_TYPES,
  EVENT_WATCH_VA,
  EVENTS,
  type Input,
  MAX_DMA_BYTES,
  MAX_EVENTS,
  MAX_RRID,
  MAX_SOURCE,
  MAX_STEPS,
  MAX_WATCH_BYTES,
} from '../layout.ts';
import { type Line, list } from './line.ts';
import { getPair, integer, setPair, u64 } from './number.ts';
import type { Section } from './section.ts';

const KINDS: readonly string[] = EVENT_KINDS;
/** What a watchpoint stops, by the value of its WATCH_ bits. */
const WATCH_TYPES: readonly string[] = ['', 'r', 'w', 'rw'];
/** Last word of a copy whose halves are announced to the IOPMP; without it they are not. */
const ANNOUNCED = 'announced';

/** One argument of an event, as a word behind its kind. */
interface Argument {
  /** Its first word in the event. */
  readonly at: number;
  /** Empty if nothing need be said. */
  print(input: Input, at: number): string;
  read(line: Line, input: Input, at: number): void;
}

const WATCH: readonly Argument[] = [
  pair(EVENT_WATCH_VA, 'a virtual address'),
  count(EVENT_WATCH_BYTES, [1, MAX_WATCH_BYTES], 'a number of bytes'),
  {
    at: EVENT_WATCH_TYPES,
    print: (input, at) => WATCH_TYPES[input[at]],
    read(line, input, at) {
      const types = WATCH_TYPES.indexOf(line.word('r, w or rw'));
      if (types < 1) line.fail('r, w or rw');
      input[at] = types;
    },
  },
];
const DMA: readonly Argument[] = [
  pair(EVENT_DMA_PA, 'a physical address'),
  count(EVENT_DMA_BYTES, [1, MAX_DMA_BYTES], 'a number of bytes'),
];
const COPY: readonly Argument[] = [
  count(EVENT_COPY_BYTES, [1, MAX_DMA_BYTES], 'a number of bytes'),
  pair(EVENT_COPY_SOURCE, 'the physical address that is read'),
  pair(EVENT_COPY_TARGET, 'the physical address that is written'),
  {
    at: EVENT_COPY_ANNOUNCED,
    print: (input, at) => (input[at] === 0 ? '' : ANNOUNCED),
    read(line, input, at) {
      const word = line.optionalWord();
      if (word !== undefined && word !== ANNOUNCED) line.fail(`${ANNOUNCED} or the end of the line`);
      input[at] = word === undefined ? 0 : 1;
    },
  },
];
const TRANSACTION: readonly Argument[] = [
  count(EVENT_TRANSACTION_RRID, [0, MAX_RRID], 'an RRID'),
  pair(EVENT_TRANSACTION_FIRST, 'the physical address of the first byte'),
  pair(EVENT_TRANSACTION_LAST, 'the physical address of the last byte'),
];

/** The arguments of a kind, in order. */
const ARGUMENTS: Readonly<Record<(typeof EVENT_KINDS)[number], readonly Argument[]>> = {
  'dirty-log-start': [],
  'dirty-log-sync': [],
  'dirty-log-stop': [],
  watch: WATCH,
  unwatch: WATCH,
  'dma-write': [...DMA, pair(EVENT_DMA_DATA, 'the eight bytes that are written again and again')],
  'dma-read': DMA,
  interrupt: [count(EVENT_SOURCE, [1, MAX_SOURCE], 'a source of the PLIC')],
  'dma-copy': COPY,
  'transaction-start': TRANSACTION,
  'transaction-end': TRANSACTION,
};

/**
 * `events`: what happens from outside the guest before a step, in ascending order, as `at 12 dirty-log-sync`,
 * `at 3 watch 0x80040000 8 rw`, `at 2 dma-write 0x80040000 64 0x1122334455667788`, `at 4 interrupt 15`,
 * `at 4 dma-copy 64 0x80040000 0x80050000 announced`, `at 5 transaction-start 3 0x80040000 0x8004003f`.
 */
export const EVENT_LIST: Section = {
  name: 'events',
  repeats: false,
  print(input, out) {
    out.open('events', 'events', false);
    for (let i = 0; i < input[EVENT_COUNT]; i++) {
      const at = EVENTS + i * EVENT_STRIDE;
      out.item(`${i}`, ['at', `${input[at + EVENT_STEP]}`, ...eventWords(input, at)].join(' '));
    }
  },
  open() {
    return 'events';
  },
  item(line, input) {
    const index = input[EVENT_COUNT];
    const at = EVENTS + index * EVENT_STRIDE;
    if (line.word('at') !== 'at') line.fail('at');
    const earliest = index === 0 ? 0 : input[at - EVENT_STRIDE + EVENT_STEP];
    const step = integer(
      line,
      line.word('a step'),
      earliest,
      MAX_STEPS,
      'a step, not before the previous event',
    );
    if (index === MAX_EVENTS) line.fail(`at most ${MAX_EVENTS} events`, 'one more');
    const kind = KINDS.indexOf(line.word(list(KINDS)));
    if (kind < 0) line.fail(list(KINDS));
    input[at + EVENT_STEP] = step;
    input[at + EVENT_KIND] = kind;
    for (const argument of ARGUMENTS[EVENT_KINDS[kind]]) argument.read(line, input, at + argument.at);
    input[EVENT_COUNT] = index + 1;
    return `${index}`;
  },
};

/** Kind and arguments of the event whose record begins at word `at`, as words. */
export function eventWords(input: Input, at: number): readonly string[] {
  const kind = EVENT_KINDS[input[at + EVENT_KIND]];
  const words = ARGUMENTS[kind].map((argument) => argument.print(input, at + argument.at));
  return [kind, ...words.filter((word) => word !== '')];
}

/** A 64-bit argument. */
function pair(at: number, what: string): Argument {
  return {
    at,
    print: (input, word) => hex(getPair(input, word)),
    read: (line, input, word) => setPair(input, word, u64(line, line.word(what), what)),
  };
}

/** An argument from `low` to `high`. */
function count(at: number, [low, high]: readonly [number, number], what: string): Argument {
  return {
    at,
    print: (input, word) => `${input[word]}`,
    read(line, input, word) {
      input[word] = integer(line, line.word(what), low, high, what);
    },
  };
}
