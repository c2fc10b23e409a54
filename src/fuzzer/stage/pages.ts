import {
  HAS_PMP,
  type Input,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPING_VA,
  MAPPINGS,
  PAGE,
  PMP,
  PMP_ADDR,
  PMP_CFG,
  PMP_ENTRIES,
  PMP_STRIDE,
  REGS,
} from '../../input/layout.ts';
import { addToPair } from '../pair.ts';
import { indices, setWord, type Walk } from './walk.ts';

/** Leaf flags that decide: R, W, X, U, A, D. */
const FLAG_BITS = [1, 2, 3, 4, 6, 7];
/** Offsets in a page at which accesses begin to end beyond it. */
const EDGES = [0, PAGE - 8, PAGE - 4, PAGE - 1];
/** R, W, X of a PMP entry; then its address one granule (4 bytes) and one page up and down, in units of 4 bytes. */
const RIGHTS = 3;
const DISTANCES = [1, -1, PAGE / 4, -PAGE / 4];

function mappings(input: Input): number[] {
  return indices(input[MAPPING_COUNT], () => true).map((i) => MAPPINGS + i * MAPPING_STRIDE);
}

const flags: Walk = {
  name: 'mapping-flags',
  ways: FLAG_BITS.length,
  places: mappings,
  change(input, at, way) {
    input[at + MAPPING_FLAGS] ^= 1 << FLAG_BITS[way];
    return true;
  },
};

const neighbours: Walk = {
  name: 'mapping-pages',
  ways: 4,
  places: mappings,
  change(input, at, way) {
    addToPair(input, at + (way < 2 ? MAPPING_VA : MAPPING_PA), way % 2 === 0 ? PAGE : -PAGE);
    return true;
  },
};

/** Registers whose value is not below one page: addresses, most of them. */
const addresses: Walk = {
  name: 'register-page-edges',
  ways: EDGES.length,
  places: (input) =>
    indices(32, (r) => (input[REGS + 2 * r] & -PAGE) !== 0 || input[REGS + 2 * r + 1] !== 0).map(
      (r) => REGS + 2 * r,
    ),
  change: (input, at, way) => setWord(input, at, (input[at] & -PAGE) | EDGES[way]),
};

const pmp: Walk = {
  name: 'pmp',
  ways: RIGHTS + DISTANCES.length,
  places(input) {
    if (input[HAS_PMP] === 0) return [];
    return indices(PMP_ENTRIES, (i) => input[PMP + i * PMP_STRIDE + PMP_CFG] !== 0).map(
      (i) => PMP + i * PMP_STRIDE,
    );
  },
  change(input, at, way) {
    if (way < RIGHTS) input[at + PMP_CFG] ^= 1 << way;
    else addToPair(input, at + PMP_ADDR, DISTANCES[way - RIGHTS]);
    return true;
  },
};

/** Pages: what is mapped, what points to their edges, what PMP says of them. */
export const PAGE_WALKS: readonly Walk[] = [flags, neighbours, addresses, pmp];
