import type { Rng } from '../../bits/rng.ts';
import {
  DATA,
  DATA_COUNT,
  DATA_PA,
  DATA_STRIDE,
  DATA_VALUE,
  EVENT_DIRTY_LOG_START,
  EVENT_DIRTY_LOG_STOP,
  EVENT_DIRTY_LOG_SYNC,
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
    setPair(input, at + DATA_PA, contestedPage(rng) + offset, 0);
    if (rng.oneIn(2)) pteLike(input, rng, aim);
    else aim.set(anyInstruction(input, rng), anyInstruction(input, rng));
    setPair(input, at + DATA_VALUE, aim.lo, aim.hi);
  }
}

/** Dirty logging now and then: switched on, synchronised once or twice, perhaps switched off. */
export function writeEvents(input: Input, rng: Rng): void {
  if (!rng.oneIn(4)) return;
  insertEvent(input, rng.oneIn(2) ? 0 : anyStep(input, rng), EVENT_DIRTY_LOG_START);
  for (let left = 1 + rng.below(2); left > 0; left--)
    insertEvent(input, anyStep(input, rng), EVENT_DIRTY_LOG_SYNC);
  if (rng.oneIn(4)) insertEvent(input, anyStep(input, rng), EVENT_DIRTY_LOG_STOP);
}
