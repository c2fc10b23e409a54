import type { Rng } from '../../bits/rng.ts';
import {
  ENTRY_ADDR,
  ENTRY_CFG,
  type Input,
  IOPMP_ENTRY_NUM,
  MAPPING_COUNT,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPINGS,
  PAGE,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { anyEntry, entryAt, modeOf, napotAddress, orderOf, SMALLEST_ORDER } from '../iopmp-entries.ts';
import { addToPair, flipBit, setPair } from '../pair.ts';
import { A_NAPOT } from '../slot-bounds.ts';
import { turn } from '../values.ts';
import type { Mutator } from './mutator.ts';

/** Distances of a bound, in the units of ADDR (4 bytes): a word, part of a page, pages. */
const STEPS_OF_BOUND = [1, -1, 2, -2, 0x100, -0x100, 0x200, PAGE / 4, -PAGE / 4, PAGE / 2, PAGE, -PAGE];
const LARGEST_ORDER = 33;
/** log2 of the bytes of an aimed region. */
const AIMED_ORDERS = [3, 9, 11, 12, 12, 12, 13];

/** Puts the aim into ADDR and ADDRH; a NAPOT entry gets a region about it. */
export function setAddress(input: Input, at: number, rng: Rng, aim: Aim): void {
  const word = (aim.lo >>> 2) | (aim.hi << 30);
  const napot = modeOf(input, at) === A_NAPOT;
  const order = napot ? AIMED_ORDERS[rng.below(AIMED_ORDERS.length)] : 0;
  setPair(input, at + ENTRY_ADDR, napot ? napotAddress(word, order) : word, aim.hi >>> 2);
}

const moveBound: Mutator = {
  name: 'move-entry-bound',
  weight: 6,
  mutate(input, rng) {
    const at = anyEntry(input, rng);
    if (at < 0) return false;
    addToPair(input, at + ENTRY_ADDR, STEPS_OF_BOUND[rng.below(STEPS_OF_BOUND.length)]);
    return true;
  },
};

const aimBound: Mutator = {
  name: 'aim-entry-bound',
  weight: 5,
  mutate(input, rng, { aim }) {
    const at = anyEntry(input, rng);
    if (at < 0) return false;
    aim.pick(input, rng);
    if (!rng.oneIn(4)) aim.toPage();
    setAddress(input, at, rng, aim);
    return true;
  },
};

const resize: Mutator = {
  name: 'resize-entry',
  weight: 5,
  mutate(input, rng) {
    const at = anyEntry(input, rng);
    if (at < 0 || modeOf(input, at) !== A_NAPOT) return false;
    const now = orderOf(input, at);
    const order = rng.oneIn(2)
      ? now + (rng.oneIn(2) ? 1 : -1)
      : SMALLEST_ORDER + rng.below(LARGEST_ORDER + 1 - SMALLEST_ORDER);
    if (order < SMALLEST_ORDER || order > LARGEST_ORDER || order === now) return false;
    input[at + ENTRY_ADDR] = napotAddress(input[at + ENTRY_ADDR], order);
    return true;
  },
};

const moveToMapping: Mutator = {
  name: 'entry-at-mapped-page',
  weight: 3,
  mutate(input, rng, { aim }) {
    const count = input[MAPPING_COUNT];
    const at = anyEntry(input, rng);
    if (count === 0 || at < 0) return false;
    const mapping = MAPPINGS + rng.below(count) * MAPPING_STRIDE + MAPPING_PA;
    aim.set(input[mapping], input[mapping + 1]);
    if (rng.oneIn(3)) aim.add(rng.oneIn(2) ? PAGE : PAGE / 2);
    setAddress(input, at, rng, aim);
    return true;
  },
};

const meetNeighbour: Mutator = {
  name: 'entry-meets-neighbour',
  weight: 3,
  mutate(input, rng) {
    const from = anyEntry(input, rng);
    if (from < 0) return false;
    const to = entryAt(rng.below(input[IOPMP_ENTRY_NUM]));
    if (to === from) return false;
    setPair(input, to + ENTRY_ADDR, input[from + ENTRY_ADDR], input[from + ENTRY_ADDR + 1]);
    return true;
  },
};

const havoc: Mutator = {
  name: 'havoc-entry',
  weight: 2,
  mutate(input, rng) {
    const at = anyEntry(input, rng);
    if (at < 0) return false;
    if (rng.oneIn(3)) input[at + ENTRY_CFG] ^= 1 << rng.below(32);
    else if (rng.oneIn(2)) flipBit(input, at + ENTRY_ADDR, rng.below(64));
    else
      setPair(input, at + ENTRY_ADDR, rng.oneIn(2) ? -1 : turn(rng), rng.oneIn(2) ? -1 >>> rng.below(32) : 0);
    return true;
  },
};

/** Which bytes the entries of the IOPMP are about. */
export const IOPMP_BOUNDS: readonly Mutator[] = [
  moveBound,
  aimBound,
  resize,
  moveToMapping,
  meetNeighbour,
  havoc,
];
