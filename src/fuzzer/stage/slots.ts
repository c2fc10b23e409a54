import {
  CHECKERS,
  DMA_WID,
  GRANULE,
  type Input,
  MAX_SLOTS,
  MWID,
  NWORLDS,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PERM,
  SLOT_PRESENT,
  TRUSTED_WID,
} from '../../input/layout.ts';
import { addToPair, flipBit } from '../pair.ts';
import { A_NAPOT, napotOrder, slotAt } from '../slot-bounds.ts';
import { indices, setWord, type Walk } from './walk.ts';
import { presentCsrs, WID_CSRS } from './worlds.ts';

/** log2 of the bytes of the smallest and the largest NAPOT range that is tried. */
const SMALLEST_ORDER = 3;
const LARGEST_ORDER = 33;
/** Bits of PERM; a place of {@link permissions} is the slot's word times this, plus a bit. */
const PERM_BITS = 64;

/** Words of the slots that firmware writes, of all checkers. */
function presentSlots(input: Input): number[] {
  return indices(CHECKERS * MAX_SLOTS, (i) => input[slotAt(0, i) + SLOT_PRESENT] === 1).map((i) =>
    slotAt(0, i),
  );
}

/** The worlds that the input names as somebody's, ascending. */
function worldsInPlay(input: Input): number[] {
  const named = [
    input[MWID],
    input[DMA_WID],
    input[TRUSTED_WID],
    ...presentCsrs(input, WID_CSRS).map((at) => input[at]),
  ];
  return indices(input[NWORLDS], (world) => named.includes(world));
}

const bounds: Walk = {
  name: 'slot-bounds',
  ways: 2,
  places: presentSlots,
  change(input, at, way) {
    // ADDR counts in 4 bytes.
    addToPair(input, at + SLOT_ADDR, ((way === 0 ? 1 : -1) * input[GRANULE]) / 4);
    return true;
  },
};

const sizes: Walk = {
  name: 'slot-sizes',
  ways: 2,
  places: (input) => presentSlots(input).filter((at) => (input[at + SLOT_CFG] & 3) === A_NAPOT),
  change(input, at, way) {
    const order = napotOrder(input, at) + (way === 0 ? 1 : -1);
    if (order < SMALLEST_ORDER || order > LARGEST_ORDER) return false;
    const ones = 2 ** (order - SMALLEST_ORDER) - 1;
    return setWord(input, at + SLOT_ADDR, (input[at + SLOT_ADDR] & ~(2 * ones + 1)) | ones);
  },
};

const permissions: Walk = {
  name: 'slot-permissions',
  ways: 1,
  places(input) {
    const bits = worldsInPlay(input).flatMap((world) => [2 * world, 2 * world + 1]);
    return presentSlots(input).flatMap((at) => bits.map((bit) => at * PERM_BITS + bit));
  },
  change(input, place) {
    flipBit(input, Math.floor(place / PERM_BITS) + SLOT_PERM, place % PERM_BITS);
    return true;
  },
};

/** The slots of the checkers. */
export const SLOT_WALKS: readonly Walk[] = [bounds, sizes, permissions];
