import type { Rng } from '../../bits/rng.ts';
import { hasIopmp } from '../../input/iopmp-rules.ts';
import { ENTRY_ADDR, ENTRY_CFG, ENTRY_STRIDE, type Input, IOPMP_ENTRY_NUM } from '../../input/layout.ts';
import {
  anyEntry,
  entryAt,
  entryOf,
  MODE_SHIFT,
  modeOf,
  napotAddress,
  orderOf,
  SMALLEST_ORDER,
  setMode,
} from '../iopmp-entries.ts';
import { entryRights, suppression } from '../iopmp-values.ts';
import { addToPair } from '../pair.ts';
import { A_NAPOT, A_OFF, A_TOR } from '../slot-bounds.ts';
import { setAddress } from './iopmp-bounds.ts';
import type { Mutator } from './mutator.ts';

/** A region up to this order is cut and joined: larger ones are backgrounds. */
const LARGEST_CUT = 30;
const FEW = 8;

/** Word of any entry: mostly one of the first. */
function someEntry(input: Input, rng: Rng): number {
  const entries = input[IOPMP_ENTRY_NUM];
  return entryAt(rng.oneIn(3) ? rng.below(entries) : rng.below(Math.min(entries, FEW)));
}

function swapWords(input: Input, a: number, b: number): void {
  for (let i = 0; i < ENTRY_STRIDE; i++) {
    const kept = input[a + i];
    input[a + i] = input[b + i];
    input[b + i] = kept;
  }
}

const insertEntry: Mutator = {
  name: 'insert-entry',
  weight: 5,
  mutate(input, rng, { aim }) {
    if (!hasIopmp(input)) return false;
    const at = someEntry(input, rng);
    const mode = rng.oneIn(3) ? rng.below(4) : rng.oneIn(2) ? A_TOR : A_NAPOT;
    aim.pick(input, rng);
    if (!rng.oneIn(4)) aim.toPage();
    input[at + ENTRY_CFG] = entryRights(rng) | suppression(rng) | (mode << MODE_SHIFT);
    setAddress(input, at, rng, aim);
    return true;
  },
};

const removeEntry: Mutator = {
  name: 'remove-entry',
  weight: 3,
  mutate(input, rng) {
    const at = anyEntry(input, rng);
    if (at < 0) return false;
    if (rng.oneIn(2)) input.fill(0, at, at + ENTRY_STRIDE);
    else setMode(input, at, A_OFF);
    return true;
  },
};

const copyEntry: Mutator = {
  name: 'copy-entry',
  weight: 2,
  mutate(input, rng) {
    const from = anyEntry(input, rng);
    if (from < 0) return false;
    const to = someEntry(input, rng);
    input.copyWithin(to, from, from + ENTRY_STRIDE);
    return from !== to;
  },
};

/** Priority is order, and the domain is place. */
const swapEntries: Mutator = {
  name: 'swap-entries',
  weight: 5,
  mutate(input, rng) {
    const a = anyEntry(input, rng);
    if (a < 0) return false;
    const next = (entryOf(a) + 1) % input[IOPMP_ENTRY_NUM];
    const b = rng.oneIn(2) ? entryAt(next) : someEntry(input, rng);
    swapWords(input, a, b);
    return a !== b;
  },
};

/** The entry covers half of what it did; the other half is covered by a copy of it, with other rights now and then. */
const splitEntry: Mutator = {
  name: 'split-entry',
  weight: 4,
  mutate(input, rng) {
    const at = anyEntry(input, rng);
    if (at < 0 || modeOf(input, at) !== A_NAPOT) return false;
    const order = orderOf(input, at);
    const to = someEntry(input, rng);
    if (order === SMALLEST_ORDER || order > LARGEST_CUT || to === at) return false;
    input[at + ENTRY_ADDR] = napotAddress(input[at + ENTRY_ADDR], order - 1);
    input.copyWithin(to, at, at + ENTRY_STRIDE);
    addToPair(input, (rng.oneIn(2) ? to : at) + ENTRY_ADDR, 1 << (order - SMALLEST_ORDER));
    if (rng.oneIn(2)) input[to + ENTRY_CFG] = (input[to + ENTRY_CFG] & -8) | entryRights(rng);
    return true;
  },
};

/** The entry covers its sibling half too, and whoever began where that does is switched off. */
const mergeEntry: Mutator = {
  name: 'merge-entry',
  weight: 3,
  mutate(input, rng) {
    const at = anyEntry(input, rng);
    if (at < 0 || modeOf(input, at) !== A_NAPOT) return false;
    const order = orderOf(input, at);
    if (order > LARGEST_CUT) return false;
    const sibling = input[at + ENTRY_ADDR] ^ (2 << (order - SMALLEST_ORDER));
    for (let i = 0; i < input[IOPMP_ENTRY_NUM]; i++) {
      const other = entryAt(i);
      const same = input[other + ENTRY_ADDR] === sibling && modeOf(input, other) === A_NAPOT;
      if (same && input[other + ENTRY_ADDR + 1] === input[at + ENTRY_ADDR + 1]) setMode(input, other, A_OFF);
    }
    input[at + ENTRY_ADDR] = napotAddress(input[at + ENTRY_ADDR], order + 1);
    return true;
  },
};

/** The entries of the IOPMP as a list, in which place is priority and domain. */
export const IOPMP_ENTRY_LIST: readonly Mutator[] = [
  insertEntry,
  removeEntry,
  copyEntry,
  swapEntries,
  splitEntry,
  mergeEntry,
];
