import type { Rng } from '../../bits/rng.ts';
import {
  CSR_PRESENT,
  CSRS,
  INITIAL_CSRS,
  type Input,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_LEVEL,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPING_VA,
  MAPPINGS,
  MAX_MAPPINGS,
  PAGE,
  TABLE_LEVELS,
  TABLES,
  TLB_ENTRIES,
} from '../../input/layout.ts';
import { addToPair, setPair } from '../pair.ts';
import { insertRecord, type RecordList, recordAt, removeRecord, swapRecords } from '../records.ts';
import { leafFlags, satpMode } from '../values.ts';
import type { Mutator } from './mutator.ts';

const LIST: RecordList = {
  count: MAPPING_COUNT,
  base: MAPPINGS,
  stride: MAPPING_STRIDE,
  limit: MAX_MAPPINGS,
};
const FLAG_BITS = 10;
const SATP_INDEX = INITIAL_CSRS.indexOf('satp');
const SATP_BIT = 1 << SATP_INDEX;
const SATP = CSRS + 2 * SATP_INDEX;

/** Word of a mapping by chance, or -1. */
function anyMapping(input: Input, rng: Rng): number {
  const count = input[MAPPING_COUNT];
  return count === 0 ? -1 : recordAt(LIST, rng.below(count));
}

/** A signed distance in bytes: a page or two, or to a page with the same TLB index. */
function pageDistance(input: Input, rng: Rng): number {
  const pages = rng.oneIn(4) ? input[TLB_ENTRIES] : 1 + rng.below(2);
  return PAGE * (rng.oneIn(2) ? pages : -pages);
}

const insertMapping: Mutator = {
  name: 'insert-mapping',
  weight: 4,
  mutate(input, rng, { aim }) {
    const count = input[MAPPING_COUNT];
    const like = anyMapping(input, rng);
    const at = insertRecord(input, LIST, count);
    if (at < 0) return false;
    if (like >= 0) {
      setPair(input, at + MAPPING_VA, input[like], input[like + 1]);
      addToPair(input, at + MAPPING_VA, pageDistance(input, rng));
    } else {
      aim.pickEdge(input, rng);
      aim.toPage();
      setPair(input, at + MAPPING_VA, aim.lo, aim.hi);
    }
    aim.pickEdge(input, rng);
    aim.toPage();
    setPair(input, at + MAPPING_PA, aim.lo, aim.hi);
    input[at + MAPPING_FLAGS] = leafFlags(rng);
    return true;
  },
};

const aliasMapping: Mutator = {
  name: 'alias-mapping',
  weight: 3,
  mutate(input, rng) {
    const from = anyMapping(input, rng);
    if (from < 0) return false;
    const at = insertRecord(input, LIST, input[MAPPING_COUNT]);
    if (at < 0) return false;
    for (let i = 0; i < MAPPING_STRIDE; i++) input[at + i] = input[from + i];
    addToPair(input, at + MAPPING_VA, pageDistance(input, rng));
    if (rng.oneIn(3)) input[at + MAPPING_FLAGS] = leafFlags(rng);
    return true;
  },
};

const removeMapping: Mutator = {
  name: 'remove-mapping',
  weight: 2,
  mutate(input, rng) {
    const count = input[MAPPING_COUNT];
    if (count === 0) return false;
    removeRecord(input, LIST, rng.below(count));
    return true;
  },
};

const swapMappings: Mutator = {
  name: 'swap-mappings',
  weight: 1,
  mutate(input, rng) {
    const count = input[MAPPING_COUNT];
    if (count < 2) return false;
    const a = rng.below(count);
    swapRecords(input, LIST, a, (a + 1 + rng.below(count - 1)) % count);
    return true;
  },
};

const retarget: Mutator = {
  name: 'retarget-mapping',
  weight: 5,
  mutate(input, rng, { aim }) {
    const at = anyMapping(input, rng);
    if (at < 0) return false;
    if (rng.oneIn(3)) {
      addToPair(input, at + MAPPING_PA, pageDistance(input, rng));
    } else if (rng.oneIn(6)) {
      setPair(input, at + MAPPING_PA, input[TABLES] + PAGE * rng.below(4), input[TABLES + 1]);
    } else {
      aim.pickEdge(input, rng);
      aim.toPage();
      setPair(input, at + MAPPING_PA, aim.lo, aim.hi);
    }
    return true;
  },
};

const changeFlags: Mutator = {
  name: 'change-mapping-flags',
  weight: 6,
  mutate(input, rng) {
    const at = anyMapping(input, rng);
    if (at < 0) return false;
    if (rng.oneIn(3)) input[at + MAPPING_FLAGS] = leafFlags(rng);
    else input[at + MAPPING_FLAGS] ^= 1 << rng.below(FLAG_BITS);
    return true;
  },
};

const changeLevel: Mutator = {
  name: 'change-mapping-level',
  weight: 2,
  mutate(input, rng) {
    const at = anyMapping(input, rng);
    if (at < 0) return false;
    const levels = input[TABLE_LEVELS];
    const level = (input[at + MAPPING_LEVEL] + 1 + rng.below(levels - 1)) % levels;
    input[at + MAPPING_LEVEL] = level;
    if (level > 0 && !rng.oneIn(3)) {
      alignTo(input, at + MAPPING_PA, 12 + 9 * level);
      alignTo(input, at + MAPPING_VA, 12 + 9 * level);
    }
    return true;
  },
};

/** Clears the low `bits` of a 64-bit value. */
function alignTo(input: Input, at: number, bits: number): void {
  input[at] = bits >= 32 ? 0 : input[at] & (-1 << bits);
  if (bits > 32) input[at + 1] &= -1 << (bits - 32);
}

const changeFormat: Mutator = {
  name: 'change-table-format',
  weight: 1,
  mutate(input, rng) {
    const levels = input[TABLE_LEVELS] === 3 ? 4 : 3;
    input[TABLE_LEVELS] = levels;
    for (let i = 0; i < input[MAPPING_COUNT]; i++) {
      const level = recordAt(LIST, i) + MAPPING_LEVEL;
      input[level] = Math.min(input[level], levels - 1);
    }
    // Mostly together with the mode in satp.
    if ((input[CSR_PRESENT] & SATP_BIT) !== 0 && !rng.oneIn(4)) input[SATP + 1] = satpMode(input);
    return true;
  },
};

/** The page tables that the input begins with. */
export const MAPPING_MUTATORS: readonly Mutator[] = [
  insertMapping,
  aliasMapping,
  removeMapping,
  swapMappings,
  retarget,
  changeFlags,
  changeLevel,
  changeFormat,
];
