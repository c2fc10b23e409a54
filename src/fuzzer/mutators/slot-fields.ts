import type { Rng } from '../../bits/rng.ts';
import { type Input, NWORLDS, PAGE, SLOT_ADDR, SLOT_CFG, SLOT_PERM } from '../../input/layout.ts';
import { addToPair, flipBit, setPair } from '../pair.ts';
import { anyPresentSlot, isOwnRange, napotOrder } from '../slot-bounds.ts';
import { permissions, reactions, turn, wid } from '../values.ts';
import type { Mutator } from './mutator.ts';

/** Distances of a bound, in the units of ADDR (4 bytes): a word, part of a page, pages. */
const STEPS_OF_BOUND = [
  1,
  -1,
  2,
  -2,
  0x100,
  -0x100,
  0x200,
  PAGE / 4,
  -PAGE / 4,
  PAGE / 2,
  2 * PAGE,
  -2 * PAGE,
];
const LOCK = 31;
/** First reaction bit of CFG: ER; EW, IR, IW follow. */
const REACTION = 8;
/** log2 of the size in bytes of the smallest and the largest NAPOT range that is likely to matter. */
const SMALLEST_ORDER = 3;
const LARGEST_ORDER = 31;

function fieldMutator(
  name: string,
  weight: number,
  change: (input: Input, at: number, rng: Rng) => boolean,
): Mutator {
  return {
    name,
    weight,
    mutate(input, rng) {
      const at = anyPresentSlot(input, rng);
      return at >= 0 && change(input, at, rng);
    },
  };
}

const moveBound = fieldMutator('move-slot-bound', 6, (input, at, rng) => {
  addToPair(input, at + SLOT_ADDR, STEPS_OF_BOUND[rng.below(STEPS_OF_BOUND.length)]);
  return true;
});

const aimBound: Mutator = {
  name: 'aim-slot-bound',
  weight: 5,
  mutate(input, rng, { aim }) {
    const at = anyPresentSlot(input, rng);
    if (at < 0) return false;
    const napot = isOwnRange(input, at);
    aim.pick(input, rng);
    if (!rng.oneIn(4)) aim.toPage();
    const ones = napot ? (1 << (9 + rng.below(4))) - 1 : 0;
    setPair(input, at + SLOT_ADDR, (aim.lo >>> 2) | (aim.hi << 30) | ones, aim.hi >>> 2);
    return true;
  },
};

const changeMode = fieldMutator('change-slot-mode', 5, (input, at, rng) => {
  input[at + SLOT_CFG] ^= 1 + rng.below(3);
  return true;
});

const resize = fieldMutator('resize-napot', 5, (input, at, rng) => {
  const now = napotOrder(input, at);
  const order = rng.oneIn(2)
    ? now + (rng.oneIn(2) ? 1 : -1)
    : SMALLEST_ORDER + rng.below(LARGEST_ORDER + 1 - SMALLEST_ORDER);
  if (order < SMALLEST_ORDER || order > LARGEST_ORDER || order === now) return false;
  const ones = (1 << (order - SMALLEST_ORDER)) - 1;
  input[at + SLOT_ADDR] = (input[at + SLOT_ADDR] & ~(2 * ones + 1)) | ones;
  return true;
});

const changePermission = fieldMutator('change-slot-permission', 8, (input, at, rng) => {
  if (rng.oneIn(4)) {
    setPair(input, at + SLOT_PERM, permissions(input, rng), rng.oneIn(8) ? rng.next() : 0);
  } else {
    const world = rng.oneIn(8) ? rng.below(input[NWORLDS]) : wid(input, rng) & 31;
    flipBit(input, at + SLOT_PERM, 2 * world + rng.below(2));
  }
  return true;
});

const changeReaction = fieldMutator('change-slot-reaction', 6, (input, at, rng) => {
  if (rng.oneIn(3)) input[at + SLOT_CFG] = (input[at + SLOT_CFG] & ~0xf00) | reactions(rng);
  else input[at + SLOT_CFG] ^= 1 << (REACTION + rng.below(4));
  return true;
});

const toggleLock = fieldMutator('toggle-slot-lock', 2, (input, at) => {
  flipBit(input, at + SLOT_CFG, LOCK);
  return true;
});

const havocSlot = fieldMutator('havoc-slot', 2, (input, at, rng) => {
  const choice = rng.below(4);
  if (choice === 0) input[at + SLOT_CFG] ^= 1 << rng.below(32);
  else if (choice === 1) flipBit(input, at + SLOT_ADDR, rng.below(64));
  else if (choice === 2) flipBit(input, at + SLOT_PERM, rng.below(64));
  else setPair(input, at + SLOT_ADDR, rng.oneIn(2) ? -1 : turn(rng), rng.oneIn(2) ? -1 >>> rng.below(32) : 0);
  return true;
});

/** The registers of slots that firmware has written. */
export const SLOT_FIELDS: readonly Mutator[] = [
  moveBound,
  aimBound,
  changeMode,
  resize,
  changePermission,
  changeReaction,
  toggleLock,
  havocSlot,
];
