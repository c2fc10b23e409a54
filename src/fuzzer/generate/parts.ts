import type { Rng } from '../../bits/rng.ts';
import {
  DMA_WID,
  EXT_SMEPMP,
  EXT_SVADE,
  EXTENSIONS,
  FLASH_BASES,
  FLASH_PAGES,
  type Input,
  OUTER_SLOTS,
  RAM_TAIL,
  REMAP,
  REMAP_ENABLED,
  REMAP_PAGES,
  REMAP_READ,
  REMAP_STRIDE,
  REMAP_WRITE,
  ROM_PAGES,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { setPair } from '../pair.ts';
import { remapTarget, wid } from '../values.ts';
import { contestedDram } from './places.ts';

/** Each part of the board that not every board has is there in one of so many inputs. */
const PART_ONE_IN = 8;
const TAILS = [8, 256, 2048, 4088];
const OUTER_SIZES = [4, 8, 16];

/** Memories beside DRAM, the outer checker, the remapping region, extensions of the hart: each rare by itself. */
export function chooseParts(input: Input, rng: Rng, aim: Aim): void {
  if (rng.oneIn(PART_ONE_IN)) input[FLASH_PAGES] = 1 + rng.below(2);
  if (rng.oneIn(PART_ONE_IN)) input[ROM_PAGES] = 1 + rng.below(2);
  if (rng.oneIn(PART_ONE_IN)) input[RAM_TAIL] = TAILS[rng.below(TAILS.length)];
  if (rng.oneIn(PART_ONE_IN)) input[OUTER_SLOTS] = OUTER_SIZES[rng.below(OUTER_SIZES.length)];
  if (rng.oneIn(PART_ONE_IN)) chooseRemap(input, rng, aim);
  if (rng.oneIn(PART_ONE_IN)) input[EXTENSIONS] |= EXT_SVADE;
  if (rng.oneIn(PART_ONE_IN)) input[EXTENSIONS] |= EXT_SMEPMP;
  if (rng.oneIn(2)) input[DMA_WID] = Math.min(wid(input, rng), 3);
}

/** A few pages that lead to contested ones, both ways to the same, to different ones, or one way only. */
function chooseRemap(input: Input, rng: Rng, aim: Aim): void {
  const pages = 1 + rng.below(2);
  input[REMAP_PAGES] = pages;
  for (let page = 0; page < pages; page++) {
    const at = REMAP + page * REMAP_STRIDE;
    chooseTarget(input, rng, aim);
    if (!rng.oneIn(8)) setPair(input, at + REMAP_READ, aim.lo, aim.hi);
    if (rng.oneIn(3)) chooseTarget(input, rng, aim);
    if (!rng.oneIn(8)) setPair(input, at + REMAP_WRITE, aim.lo, aim.hi);
  }
}

function chooseTarget(input: Input, rng: Rng, aim: Aim): void {
  if (rng.oneIn(6)) remapTarget(input, rng, aim);
  else if (input[FLASH_PAGES] > 0 && rng.oneIn(4)) aim.set(FLASH_BASES[0] | REMAP_ENABLED, 0);
  else aim.set(contestedDram(rng) | REMAP_ENABLED, 0);
}
