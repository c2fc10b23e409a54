import type { Rng } from '../../bits/rng.ts';
import { hasIopmp } from '../../input/iopmp-rules.ts';
import {
  DATA,
  DATA_COUNT,
  DATA_PA,
  DATA_STRIDE,
  DATA_VALUE,
  EVENT_DIRTY_LOG_START,
  EVENT_DIRTY_LOG_STOP,
  EVENT_DIRTY_LOG_SYNC,
  EVENT_DMA_COPY,
  EVENT_DMA_READ,
  EVENT_DMA_WRITE,
  EVENT_INTERRUPT,
  EVENT_TRANSACTION_END,
  EVENT_TRANSACTION_START,
  EVENT_UNWATCH,
  EVENT_WATCH,
  type Input,
  PAGE,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { anyInstruction } from '../instructions.ts';
import { anyStep, insertEvent } from '../mutators/events.ts';
import { setPair } from '../pair.ts';
import { pteLike } from '../values.ts';
import { contestedPage } from './places.ts';

const MOST_VALUES = 4;

/** A few values in contested pages, at their starts and ends: PTEs, code, numbers. */
export function writeData(input: Input, rng: Rng, aim: Aim): void {
  for (let left = rng.below(MOST_VALUES + 1); left > 0; left--) {
    const at = DATA + input[DATA_COUNT]++ * DATA_STRIDE;
    const offset = rng.oneIn(4) ? PAGE - 8 : 8 * rng.below(4);
    setPair(input, at + DATA_PA, contestedPage(input, rng) + offset, 0);
    if (rng.oneIn(2)) pteLike(input, rng, aim);
    else aim.set(anyInstruction(input, rng), anyInstruction(input, rng));
    setPair(input, at + DATA_VALUE, aim.lo, aim.hi);
  }
}

/** What happens from outside, now and then: dirty logging, watchpoints, DMA, interrupts. */
export function writeEvents(input: Input, rng: Rng, aim: Aim): void {
  if (rng.oneIn(4)) writeLogging(input, rng, aim);
  if (rng.oneIn(8)) {
    insertEvent(input, rng, aim, [anyStep(input, rng), EVENT_WATCH]);
    if (rng.oneIn(2)) insertEvent(input, rng, aim, [anyStep(input, rng), EVENT_UNWATCH]);
  }
  if (rng.oneIn(8)) {
    for (let left = 1 + rng.below(3); left > 0; left--)
      insertEvent(input, rng, aim, [anyStep(input, rng), rng.oneIn(3) ? EVENT_DMA_READ : EVENT_DMA_WRITE]);
  }
  if (rng.oneIn(10)) insertEvent(input, rng, aim, [anyStep(input, rng), EVENT_INTERRUPT]);
  if (hasIopmp(input)) writeTransactions(input, rng, aim);
}

/** Transfers beside an IOPMP: copies, and messages that begin a transaction, with or without one that ends it. */
function writeTransactions(input: Input, rng: Rng, aim: Aim): void {
  for (let left = rng.below(3); left > 0; left--) {
    const kind = rng.oneIn(3) ? EVENT_DMA_WRITE : EVENT_DMA_COPY;
    insertEvent(input, rng, aim, [anyStep(input, rng), kind]);
  }
  if (!rng.oneIn(5)) return;
  insertEvent(input, rng, aim, [anyStep(input, rng), EVENT_TRANSACTION_START]);
  if (!rng.oneIn(4)) insertEvent(input, rng, aim, [anyStep(input, rng), EVENT_TRANSACTION_END]);
}

/** Dirty logging: switched on, synchronised once or twice, perhaps switched off. */
function writeLogging(input: Input, rng: Rng, aim: Aim): void {
  insertEvent(input, rng, aim, [rng.oneIn(2) ? 0 : anyStep(input, rng), EVENT_DIRTY_LOG_START]);
  for (let left = 1 + rng.below(2); left > 0; left--)
    insertEvent(input, rng, aim, [anyStep(input, rng), EVENT_DIRTY_LOG_SYNC]);
  if (rng.oneIn(4)) insertEvent(input, rng, aim, [anyStep(input, rng), EVENT_DIRTY_LOG_STOP]);
}
