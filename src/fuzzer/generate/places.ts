/**
 * Where generated inputs put things, as int32 low halves of physical addresses: code and tables within the first
 * 128 KiB of DRAM, which one rule covers; the contested pages behind them.
 */

import type { Rng } from '../../bits/rng.ts';
import {
  DRAM_BASE,
  FLASH_BASES,
  FLASH_PAGES,
  type Input,
  PAGE,
  ROM_BASE,
  ROM_PAGES,
} from '../../input/layout.ts';
import { anyOtherPage } from '../board-places.ts';

export const MAIN_CODE = DRAM_BASE | 0;
export const TRAP_CODE = (DRAM_BASE + 0x800) | 0;
export const DELEGATED_TRAP_CODE = (DRAM_BASE + 0xc00) | 0;
/** Code for S, then for U, a page each. */
const LOWER_CODE = [(DRAM_BASE + 0x2000) | 0, (DRAM_BASE + 0x3000) | 0];
export const LOWER_MODES = LOWER_CODE.length;
/** End of the range that code and tables share. */
export const COMMON_BYTES = 0x2_0000;
/** First of the virtual pages. */
export const VIRTUAL = 0x4000_0000;
const CONTESTED = DRAM_BASE + COMMON_BYTES;
const CONTESTED_PAGES = 6;

/** Start of a contested page of DRAM. */
export function contestedDram(rng: Rng): number {
  return (CONTESTED + rng.below(CONTESTED_PAGES) * PAGE) | 0;
}

/** Start of a contested page, on a board with other memories now and then one of theirs. */
export function contestedPage(input: Input, rng: Rng): number {
  const other = rng.oneIn(3) ? anyOtherPage(input, rng) : 0;
  return other === 0 ? contestedDram(rng) : other;
}

/** Where the code of a lower mode (0 is S, 1 is U) lies: in ROM or flash if the board has them, S and U in this order. */
export function lowerCode(input: Input, mode: number): number {
  if (mode === 0 && input[ROM_PAGES] > 0) return ROM_BASE;
  if (mode === 1 && input[FLASH_PAGES] > 0) return FLASH_BASES[0];
  return LOWER_CODE[mode];
}
