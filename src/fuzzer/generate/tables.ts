import type { Rng } from '../../bits/rng.ts';
import {
  type Input,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_LEVEL,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPING_VA,
  MAPPINGS,
  PAGE,
  TABLE_LEVELS,
  TABLES,
  TLB_ENTRIES,
} from '../../input/layout.ts';
import { leafFlags, satpMode } from '../values.ts';
import { setCsr } from './board.ts';
import { contestedPage, LOWER_MODES, lowerCode, MAIN_CODE, VIRTUAL } from './places.ts';

const VIRTUAL_PAGES = 4;
/** Readable and executable leaves with A: for S, for U. */
const CODE_FLAGS = [0x4b, 0x5b];
/** Of inputs with tables, one in so many has Sv48. */
const SV48_ONE_IN = 6;
/** High half of the virtual address at which all of memory is mapped once more. */
export const SECOND_VIEW = 0x80;

function map(input: Input, va: number, pa: number, flags: number): void {
  const at = MAPPINGS + input[MAPPING_COUNT]++ * MAPPING_STRIDE;
  input[at + MAPPING_VA] = va;
  input[at + MAPPING_PA] = pa;
  input[at + MAPPING_FLAGS] = flags;
}

/** Word of the mapping that was made last. */
function lastMapping(input: Input): number {
  return MAPPINGS + (input[MAPPING_COUNT] - 1) * MAPPING_STRIDE;
}

/** A virtual page: one of a few, or one with the same TLB index. */
export function virtualPage(input: Input, rng: Rng): number {
  const page = rng.below(VIRTUAL_PAGES) + (rng.oneIn(4) ? input[TLB_ENTRIES] : 0);
  return VIRTUAL + page * PAGE;
}

/** Makes the tables Sv48, often with all of memory once more in a leaf of 512 GiB behind the lower half. */
function deepen(input: Input, rng: Rng): void {
  input[TABLE_LEVELS] = 4;
  if (rng.oneIn(3)) return;
  map(input, 0, 0, leafFlags(rng));
  const at = lastMapping(input);
  input[at + MAPPING_VA + 1] = SECOND_VIEW;
  input[at + MAPPING_LEVEL] = 3;
}

/** Tables for a few virtual pages and the code of the lower modes; switched on most of the time. */
export function writeTables(input: Input, rng: Rng): void {
  for (let left = 3 + rng.below(5); left > 0; left--) {
    const target = rng.oneIn(12) ? input[TABLES] + PAGE * rng.below(3) : contestedPage(input, rng);
    map(input, virtualPage(input, rng), target, leafFlags(rng));
  }
  for (let i = 0; i < LOWER_MODES; i++) map(input, lowerCode(input, i), lowerCode(input, i), CODE_FLAGS[i]);
  if (rng.oneIn(6)) {
    map(input, VIRTUAL + (1 << 21), MAIN_CODE, leafFlags(rng));
    input[lastMapping(input) + MAPPING_LEVEL] = 1;
  }
  if (rng.oneIn(SV48_ONE_IN)) deepen(input, rng);
  if (!rng.oneIn(4)) setCsr(input, 'satp', input[TABLES] >>> 12, satpMode(input));
}
