import type { Rng } from '../../bits/rng.ts';
import {
  DRAM_SLOTS,
  type Input,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PERM,
  SLOT_PRESENT,
  SLOT_STRIDE,
} from '../../input/layout.ts';
import { setPair } from '../pair.ts';
import { anyChecker, anyPresentSlot, checkerOf, slotAt } from '../slot-bounds.ts';
import { permissions, reactions } from '../values.ts';
import type { Mutator } from './mutator.ts';

/** Word of any slot that a checker has. */
function anySlot(input: Input, rng: Rng, checker: number): number {
  const last = input[DRAM_SLOTS + checker];
  const slot = rng.oneIn(4) ? last - rng.below(Math.min(2, last + 1)) : rng.below(Math.min(last + 1, 8));
  return slotAt(checker, slot);
}

const insertSlot: Mutator = {
  name: 'insert-slot',
  weight: 5,
  mutate(input, rng, { aim }) {
    const at = anySlot(input, rng, anyChecker(input, rng));
    const mode = rng.oneIn(3) ? rng.below(4) : 1 + 2 * rng.below(2);
    aim.pick(input, rng);
    if (!rng.oneIn(4)) aim.toPage();
    const ones = mode >= 2 ? (1 << (9 + rng.below(3))) - 1 : 0;
    input[at + SLOT_PRESENT] = 1;
    setPair(input, at + SLOT_ADDR, (aim.lo >>> 2) | (aim.hi << 30) | ones, aim.hi >>> 2);
    setPair(input, at + SLOT_PERM, permissions(input, rng), 0);
    input[at + SLOT_CFG] = mode | reactions(rng);
    return true;
  },
};

const removeSlot: Mutator = {
  name: 'remove-slot',
  weight: 3,
  mutate(input, rng) {
    const at = anyPresentSlot(input, rng);
    if (at < 0) return false;
    input.fill(0, at, at + SLOT_STRIDE);
    return true;
  },
};

const copySlot: Mutator = {
  name: 'copy-slot',
  weight: 3,
  mutate(input, rng) {
    const from = anyPresentSlot(input, rng);
    if (from < 0) return false;
    const to = anySlot(input, rng, anyChecker(input, rng));
    input.copyWithin(to, from, from + SLOT_STRIDE);
    return from !== to;
  },
};

const swapSlots: Mutator = {
  name: 'swap-slots',
  weight: 3,
  mutate(input, rng) {
    const a = anyPresentSlot(input, rng);
    if (a < 0) return false;
    const b = anySlot(input, rng, checkerOf(a));
    for (let i = 0; i < SLOT_STRIDE; i++) {
      const kept = input[a + i];
      input[a + i] = input[b + i];
      input[b + i] = kept;
    }
    return a !== b;
  },
};

/** The slots that firmware writes, as a list. */
export const SLOT_LIST: readonly Mutator[] = [insertSlot, removeSlot, copySlot, swapSlots];
