import type { Rng } from '../../bits/rng.ts';
import { IOPMP_BASE } from '../../input/layout.ts';
import { emitInt } from '../constants.ts';
import { iType, LOADS, SW, sType } from '../encoding.ts';
import { anyLoad, anyStore } from '../instructions.ts';
import type { Draft } from '../program.ts';
import { scratch } from '../registers.ts';
import { BLOCK, emitBlock, VALUE } from './block.ts';

export const LW = LOADS[2];
const READ_BACK_ONE_IN = 6;
/** One access in so many is not one of four bytes. */
const OTHER_SIZE_ONE_IN = 32;

/** Stores a word at an offset from the block's register. */
export function storeWord(draft: Draft, low: number, value: number): void {
  if (value !== 0) emitInt(draft, VALUE, value);
  draft.push(sType(SW, BLOCK, value === 0 ? 0 : VALUE, low));
}

/** Stores a value into a register of the IOPMP and, now and then, reads it back. */
export function storeIopmp(draft: Draft, rng: Rng, register: number, value: number): void {
  const low = emitBlock(draft, IOPMP_BASE + register);
  storeWord(draft, low, value);
  if (rng.oneIn(OTHER_SIZE_ONE_IN)) draft.push(anyStore(rng, BLOCK, low));
  if (rng.oneIn(READ_BACK_ONE_IN)) draft.push(iType(LW, scratch(rng), BLOCK, low));
}

/** Loads a register of the IOPMP. */
export function loadIopmp(draft: Draft, rng: Rng, register: number): void {
  const low = emitBlock(draft, IOPMP_BASE + register);
  draft.push(rng.oneIn(OTHER_SIZE_ONE_IN) ? anyLoad(rng, BLOCK, low) : iType(LW, scratch(rng), BLOCK, low));
}
