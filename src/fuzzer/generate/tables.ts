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
  TABLES,
  TLB_ENTRIES,
} from '../../input/layout.ts';
import { leafFlags } from '../values.ts';
import { setCsr } from './board.ts';
import { contestedPage, LOWER_CODE, MAIN_CODE, VIRTUAL } from './places.ts';

const VIRTUAL_PAGES = 4;
/** Readable and executable leaves with A: for S, for U. */
const CODE_FLAGS = [0x4b, 0x5b];
const SATP_SV39 = -0x8000_0000;

function map(input: Input, va: number, pa: number, flags: number): void {
  const at = MAPPINGS + input[MAPPING_COUNT]++ * MAPPING_STRIDE;
  input[at + MAPPING_VA] = va;
  input[at + MAPPING_PA] = pa;
  input[at + MAPPING_FLAGS] = flags;
}

/** A virtual page: one of a few, or one with the same TLB index. */
export function virtualPage(input: Input, rng: Rng): number {
  const page = rng.below(VIRTUAL_PAGES) + (rng.oneIn(4) ? input[TLB_ENTRIES] : 0);
  return VIRTUAL + page * PAGE;
}

/** Sv39 tables for a few virtual pages and the code of the lower modes; switched on most of the time. */
export function writeTables(input: Input, rng: Rng): void {
  for (let left = 3 + rng.below(5); left > 0; left--) {
    const target = rng.oneIn(12) ? input[TABLES] + PAGE * rng.below(3) : contestedPage(rng);
    map(input, virtualPage(input, rng), target, leafFlags(rng));
  }
  for (let i = 0; i < LOWER_CODE.length; i++) map(input, LOWER_CODE[i], LOWER_CODE[i], CODE_FLAGS[i]);
  if (rng.oneIn(6)) {
    map(input, VIRTUAL + (1 << 21), MAIN_CODE, leafFlags(rng));
    input[MAPPINGS + (input[MAPPING_COUNT] - 1) * MAPPING_STRIDE + MAPPING_LEVEL] = 1;
  }
  if (!rng.oneIn(4)) setCsr(input, 'satp', input[TABLES] >>> 12, SATP_SV39);
}
