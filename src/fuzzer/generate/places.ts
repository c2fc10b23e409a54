/**
 * Where generated inputs put things, as int32 low halves of physical addresses: code and tables within the first
 * 128 KiB of DRAM, which one rule covers; the contested pages behind them.
 */

import type { Rng } from '../../bits/rng.ts';
import { DRAM_BASE, PAGE } from '../../input/layout.ts';

export const MAIN_CODE = DRAM_BASE | 0;
export const TRAP_CODE = (DRAM_BASE + 0x800) | 0;
export const DELEGATED_TRAP_CODE = (DRAM_BASE + 0xc00) | 0;
/** Code for S, then for U, a page each. */
export const LOWER_CODE = [(DRAM_BASE + 0x2000) | 0, (DRAM_BASE + 0x3000) | 0];
/** End of the range that code and tables share. */
export const COMMON_BYTES = 0x2_0000;
/** First of the virtual pages. */
export const VIRTUAL = 0x4000_0000;
const CONTESTED = DRAM_BASE + COMMON_BYTES;
const CONTESTED_PAGES = 6;

/** Start of a contested page. */
export function contestedPage(rng: Rng): number {
  return (CONTESTED + rng.below(CONTESTED_PAGES) * PAGE) | 0;
}
