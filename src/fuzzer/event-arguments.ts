import type { Rng } from '../bits/rng.ts';
import {
  EVENT_ARGS,
  EVENT_COPY_ANNOUNCED,
  EVENT_COPY_BYTES,
  EVENT_COPY_SOURCE,
  EVENT_COPY_TARGET,
  EVENT_COUNT,
  EVENT_DMA_BYTES,
  EVENT_DMA_COPY,
  EVENT_DMA_DATA,
  EVENT_DMA_PA,
  EVENT_DMA_READ,
  EVENT_DMA_WRITE,
  EVENT_INTERRUPT,
  EVENT_KIND,
  EVENT_SOURCE,
  EVENT_STRIDE,
  EVENT_TRANSACTION_END,
  EVENT_TRANSACTION_FIRST,
  EVENT_TRANSACTION_LAST,
  EVENT_TRANSACTION_RRID,
  EVENT_TRANSACTION_START,
  EVENT_UNWATCH,
  EVENT_WATCH,
  EVENT_WATCH_BYTES,
  EVENT_WATCH_TYPES,
  EVENT_WATCH_VA,
  EVENTS,
  type Input,
  MAX_DMA_BYTES,
  MAX_WATCH_BYTES,
  PAGE,
} from '../input/layout.ts';
import type { Aim } from './aim.ts';
import { anySource } from './board-places.ts';
import { anyInstruction } from './instructions.ts';
import { anyRrid } from './iopmp-values.ts';
import { addToPair, flipBit, setPair } from './pair.ts';
import { byteCount, permissions, pteLike, turn } from './values.ts';

/** Non-empty sets of read and write. */
const WATCH_TYPES = 3;

/** Whether events of a kind have arguments. */
export function takesArguments(kind: number): boolean {
  return kind >= EVENT_WATCH;
}

/** Writes arguments for the kind of the event at word `at` over what is there; the aim is used up. */
export function writeArguments(input: Input, at: number, rng: Rng, aim: Aim): void {
  input.fill(0, at + EVENT_ARGS, at + EVENT_STRIDE);
  switch (input[at + EVENT_KIND]) {
    case EVENT_UNWATCH:
      if (!rng.oneIn(8) && copyEvent(input, at, rng, EVENT_WATCH)) return;
      writeWatch(input, at, rng, aim);
      return;
    case EVENT_WATCH:
      writeWatch(input, at, rng, aim);
      return;
    case EVENT_DMA_WRITE:
      writeTransfer(input, at, rng, aim);
      writePattern(input, at, rng, aim);
      return;
    case EVENT_DMA_READ:
      writeTransfer(input, at, rng, aim);
      return;
    case EVENT_INTERRUPT:
      input[at + EVENT_SOURCE] = anySource(input, rng);
      return;
    case EVENT_DMA_COPY:
      writeCopy(input, at, rng, aim);
      return;
    case EVENT_TRANSACTION_END:
      if (!rng.oneIn(8) && copyEvent(input, at, rng, EVENT_TRANSACTION_START)) return;
      writeMessage(input, at, rng, aim);
      return;
    case EVENT_TRANSACTION_START:
      writeMessage(input, at, rng, aim);
  }
}

/** Changes one argument a little: an address by some bytes or a page, a length, types, data, an RRID. */
export function nudgeArguments(input: Input, at: number, rng: Rng): void {
  const kind = input[at + EVENT_KIND];
  if (kind === EVENT_INTERRUPT) input[at + EVENT_SOURCE] = anySource(input, rng);
  else if (kind > EVENT_INTERRUPT) nudgeCopyOrMessage(input, at, rng);
  else nudgeWatchOrTransfer(input, at, rng);
}

function nudgeWatchOrTransfer(input: Input, at: number, rng: Rng): void {
  const kind = input[at + EVENT_KIND];
  const choice = rng.below(4);
  const watches = kind < EVENT_DMA_WRITE;
  // Watchpoints and transfers have their address and their length in the same places.
  if (choice < 2) addToPair(input, at + EVENT_WATCH_VA, aLittle(rng));
  else if (choice < 3)
    input[at + EVENT_WATCH_BYTES] = byteCount(rng, watches ? MAX_WATCH_BYTES : MAX_DMA_BYTES);
  else if (watches) input[at + EVENT_WATCH_TYPES] = 1 + rng.below(WATCH_TYPES);
  else if (kind === EVENT_DMA_WRITE) input[at + EVENT_DMA_DATA + rng.below(2)] ^= 1 << rng.below(32);
}

function nudgeCopyOrMessage(input: Input, at: number, rng: Rng): void {
  const choice = rng.below(4);
  const isCopy = input[at + EVENT_KIND] === EVENT_DMA_COPY;
  // Copies and messages have their two addresses in the same places.
  if (choice < 2) addToPair(input, at + (choice === 0 ? EVENT_COPY_SOURCE : EVENT_COPY_TARGET), aLittle(rng));
  else if (!isCopy) input[at + EVENT_TRANSACTION_RRID] = anyRrid(input, rng);
  else if (choice < 3) input[at + EVENT_COPY_BYTES] = byteCount(rng, MAX_DMA_BYTES);
  else flipBit(input, at + EVENT_COPY_ANNOUNCED, 0);
}

/** Some bytes or a page, up or down. */
function aLittle(rng: Rng): number {
  return rng.oneIn(2) ? rng.below(17) - 8 : PAGE * (rng.below(3) - 1);
}

function writeWatch(input: Input, at: number, rng: Rng, aim: Aim): void {
  aim.pick(input, rng);
  setPair(input, at + EVENT_WATCH_VA, aim.lo, aim.hi);
  input[at + EVENT_WATCH_BYTES] = byteCount(rng, MAX_WATCH_BYTES);
  input[at + EVENT_WATCH_TYPES] = 1 + rng.below(WATCH_TYPES);
}

/** The arguments of an event of some kind that the input has somewhere; false if there is none. */
function copyEvent(input: Input, at: number, rng: Rng, kind: number): boolean {
  const count = input[EVENT_COUNT];
  const start = rng.below(count);
  for (let i = 0; i < count; i++) {
    const from = EVENTS + ((start + i) % count) * EVENT_STRIDE;
    if (input[from + EVENT_KIND] !== kind) continue;
    input.copyWithin(at + EVENT_ARGS, from + EVENT_ARGS, from + EVENT_STRIDE);
    return true;
  }
  return false;
}

function writeTransfer(input: Input, at: number, rng: Rng, aim: Aim): void {
  aim.pick(input, rng);
  setPair(input, at + EVENT_DMA_PA, aim.lo, aim.hi);
  input[at + EVENT_DMA_BYTES] = byteCount(rng, MAX_DMA_BYTES);
}

/** What is written: a PTE, two instructions, permissions, a number. */
function writePattern(input: Input, at: number, rng: Rng, aim: Aim): void {
  const choice = rng.below(4);
  if (choice === 0) pteLike(input, rng, aim);
  else if (choice === 1) aim.set(anyInstruction(input, rng), anyInstruction(input, rng));
  else aim.set(choice === 2 ? permissions(input, rng) : turn(rng), rng.oneIn(2) ? 0 : rng.next());
  setPair(input, at + EVENT_DMA_DATA, aim.lo, aim.hi);
}

function writeCopy(input: Input, at: number, rng: Rng, aim: Aim): void {
  aim.pick(input, rng);
  setPair(input, at + EVENT_COPY_SOURCE, aim.lo, aim.hi);
  aim.pick(input, rng);
  setPair(input, at + EVENT_COPY_TARGET, aim.lo, aim.hi);
  input[at + EVENT_COPY_BYTES] = byteCount(rng, MAX_DMA_BYTES);
  input[at + EVENT_COPY_ANNOUNCED] = rng.oneIn(2) ? 1 : 0;
}

/** A message about some bytes, now and then about none: the last lies before the first. */
function writeMessage(input: Input, at: number, rng: Rng, aim: Aim): void {
  aim.pick(input, rng);
  setPair(input, at + EVENT_TRANSACTION_FIRST, aim.lo, aim.hi);
  aim.add(rng.oneIn(16) ? -1 : byteCount(rng, MAX_DMA_BYTES) - 1);
  setPair(input, at + EVENT_TRANSACTION_LAST, aim.lo, aim.hi);
  input[at + EVENT_TRANSACTION_RRID] = anyRrid(input, rng);
}
