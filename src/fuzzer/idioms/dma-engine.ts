import type { Rng } from '../../bits/rng.ts';
import { ENGINE, ENGINE_BASE, type Input, MAX_DMA_BYTES } from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { baseOf, emitInt, emitReach, offsetOf } from '../constants.ts';
import { iType, SW, sType } from '../encoding.ts';
import { anyLoad } from '../instructions.ts';
import {
  ENGINE_CTRL,
  ENGINE_DST,
  ENGINE_LENGTH,
  ENGINE_SRC,
  ENGINE_START,
  ENGINE_STATUS,
} from '../iopmp-registers.ts';
import type { Draft } from '../program.ts';
import { scratch } from '../registers.ts';
import { byteCount } from '../values.ts';
import { BLOCK, emitBlock, VALUE } from './block.ts';
import { LW, storeWord } from './iopmp-store.ts';

/** Announce, interrupt. */
const CONTROLS = 4;
const DONE_AND_ERROR = 3;
/** A transfer that says nothing of these begins where the last one did. */
const SAME_ONE_IN = 4;

/** A transfer between two places that matter, or from a place into itself a little further. */
function storePlaces(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  aim.pick(input, rng);
  emitInt(draft, VALUE, aim.lo);
  draft.push(sType(SW, BLOCK, VALUE, ENGINE_SRC));
  if (rng.oneIn(4)) aim.add(8 * (1 + rng.below(8)));
  else aim.pick(input, rng);
  emitInt(draft, VALUE, aim.lo);
  draft.push(sType(SW, BLOCK, VALUE, ENGINE_DST));
}

/**
 * Programs the DMA engine and starts it, and mostly looks at what came of it: at its status, at the bytes that it wrote.
 * Nothing if there is no engine.
 */
export function runEngine(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  if (input[ENGINE] === 0) return;
  emitBlock(draft, ENGINE_BASE);
  const same = rng.oneIn(SAME_ONE_IN);
  if (same) aim.pick(input, rng);
  else storePlaces(draft, input, rng, aim);
  if (!rng.oneIn(SAME_ONE_IN)) storeWord(draft, ENGINE_LENGTH, byteCount(rng, MAX_DMA_BYTES));
  if (rng.oneIn(2)) storeWord(draft, ENGINE_CTRL, rng.below(CONTROLS));
  storeWord(draft, ENGINE_START, 1);
  if (rng.oneIn(2)) draft.push(iType(LW, scratch(rng), BLOCK, ENGINE_STATUS));
  if (rng.oneIn(4)) storeWord(draft, ENGINE_STATUS, DONE_AND_ERROR);
  if (!rng.oneIn(2)) return;
  const reach = emitReach(draft, input, rng, aim);
  draft.push(anyLoad(rng, baseOf(reach), offsetOf(reach)));
}
