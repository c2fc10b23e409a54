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
  MAX_MAPPINGS,
  PAGE,
  TABLES,
  TLB_ENTRIES,
} from '../../input/layout.ts';
import { addToPair, setPair } from '../pair.ts';
import { insertRecord, type RecordList, recordAt, removeRecord, swapRecords } from '../records.ts';
import { leafFlags } from '../values.ts';
import type { Mutator } from './mutator.ts';

const LIST: RecordList = {
  count: MAPPING_COUNT,
  base: MAPPINGS,
  stride: MAPPING_STRIDE,
  limit: MAX_MAPPINGS,
};
const FLAG_BITS = 10;
const LEVELS = 3;

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
    const level = (input[at + MAPPING_LEVEL] + 1 + rng.below(LEVELS - 1)) % LEVELS;
    input[at + MAPPING_LEVEL] = level;
    if (level > 0 && !rng.oneIn(3)) {
      input[at + MAPPING_PA] &= -1 << (12 + 9 * level);
      input[at + MAPPING_VA] &= -1 << (12 + 9 * level);
    }
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
];
