import type { Rng } from '../../bits/rng.ts';
import { HAS_PMP, type Input, PMP, PMP_ADDR, PMP_CFG, PMP_ENTRIES, PMP_STRIDE } from '../../input/layout.ts';
import { addToPair, setPair } from '../pair.ts';
import type { Mutator } from './mutator.ts';

/** R, W, X at bits 2:0, A at 4:3, L at 7. @source Privileged ISA 20240411, section 3.7.1 */
const RWX = 7;
const A_SHIFT = 3;
const LOCK = 0x80;
const EVERYTHING = 0x1f;
const FEW = 4;

/** Word of an entry: one of the first few, now and then any. */
function anyEntry(rng: Rng): number {
  return PMP + (rng.oneIn(8) ? rng.below(PMP_ENTRIES) : rng.below(FEW)) * PMP_STRIDE;
}

/** A configuration: mostly all rights. */
function anyConfiguration(rng: Rng): number {
  const rights = rng.oneIn(2) ? RWX : rng.below(RWX + 1);
  return rights | (rng.below(4) << A_SHIFT) | (rng.oneIn(16) ? LOCK : 0);
}

/** Makes the last entry allow everything, so that lower modes are not shut out by the others. */
export function openPmp(input: Input): void {
  const at = PMP + (PMP_ENTRIES - 1) * PMP_STRIDE;
  input[HAS_PMP] = 1;
  input[at + PMP_CFG] = EVERYTHING;
  setPair(input, at + PMP_ADDR, -1, -1);
}

const aimEntry: Mutator = {
  name: 'aim-pmp-entry',
  weight: 3,
  mutate(input, rng, { aim }) {
    if (input[HAS_PMP] === 0) openPmp(input);
    const at = anyEntry(rng);
    aim.pick(input, rng);
    const ones = rng.oneIn(3) ? (1 << rng.below(12)) - 1 : 0;
    setPair(input, at + PMP_ADDR, (aim.lo >>> 2) | (aim.hi << 30) | ones, aim.hi >>> 2);
    input[at + PMP_CFG] = anyConfiguration(rng);
    return true;
  },
};

const changeEntry: Mutator = {
  name: 'change-pmp-entry',
  weight: 2,
  mutate(input, rng) {
    if (input[HAS_PMP] === 0) return false;
    const at = anyEntry(rng);
    if (rng.oneIn(2)) input[at + PMP_CFG] ^= 1 << rng.below(8);
    else addToPair(input, at + PMP_ADDR, rng.oneIn(2) ? rng.below(9) - 4 : 1024 * (rng.below(5) - 2));
    return true;
  },
};

const clearEntry: Mutator = {
  name: 'clear-pmp-entry',
  weight: 1,
  mutate(input, rng) {
    const at = anyEntry(rng);
    if (input[HAS_PMP] === 0 || input[at + PMP_CFG] === 0) return false;
    input.fill(0, at, at + PMP_STRIDE);
    return true;
  },
};

/** PMP entries as firmware writes them. */
export const PMP_MUTATORS: readonly Mutator[] = [aimEntry, changeEntry, clearEntry];
