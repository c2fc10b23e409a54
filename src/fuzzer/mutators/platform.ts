import type { Rng } from '../../bits/rng.ts';
import {
  CHECKER_DRAM,
  CHECKER_UART,
  DRAM_SLOTS,
  GRANULE,
  HAS_STOP,
  HW_BYPASS,
  type Input,
  LOW_RAM_PAGES,
  MAX_SLOTS,
  MWID,
  MWIDLIST,
  NWORLDS,
  PAGE,
  RAM_PAGES,
  SLOT_STRIDE,
  STEPS,
  TABLES,
  TLB_ENTRIES,
  TLB_WINDOW,
  TRUSTED_WID,
} from '../../input/layout.ts';
import { addToPair } from '../pair.ts';
import { slotAt } from '../slot-bounds.ts';
import type { Mutator } from './mutator.ts';

const SIZES_OF_RAM = [64, 256, 256, 512, 1024];
const SIZES_OF_TLB = [64, 64, 64, 128, 256, 1024];
const WINDOWS = [100_000, 8, 16, 64];
const NUMBERS_OF_WORLDS = [4, 4, 2, 8, 32];
const NUMBERS_OF_SLOTS = [16, 16, 1, 2, 3, 4, 8, 31];

/** Takes another value for a word; false if it is the present one. */
function choose(input: Input, word: number, value: number): boolean {
  const differs = input[word] !== value;
  input[word] = value;
  return differs;
}

/** All worlds as a set; shifts count modulo 32. */
function allWorlds(worlds: number): number {
  return worlds === 32 ? -1 : (1 << worlds) - 1;
}

/** Makes M-mode's, the trusted and the listed WIDs legal again after a change of the number of worlds. */
function fitWorlds(input: Input): void {
  const worlds = input[NWORLDS];
  if (input[TRUSTED_WID] >= worlds) input[TRUSTED_WID] = worlds - 1;
  if (input[MWID] >= worlds) input[MWID] = worlds - 1;
  input[MWIDLIST] &= allWorlds(worlds);
  if (input[MWIDLIST] === 0) input[MWIDLIST] = allWorlds(worlds);
}

const changeTlb: Mutator = {
  name: 'change-tlb',
  weight: 2,
  mutate(input, rng) {
    return rng.oneIn(2)
      ? choose(input, TLB_ENTRIES, SIZES_OF_TLB[rng.below(SIZES_OF_TLB.length)])
      : choose(input, TLB_WINDOW, WINDOWS[rng.below(WINDOWS.length)]);
  },
};

const changeMemory: Mutator = {
  name: 'change-memory',
  weight: 1,
  mutate(input, rng) {
    const choice = rng.below(3);
    if (choice === 0) return choose(input, LOW_RAM_PAGES, input[LOW_RAM_PAGES] ^ 1);
    if (choice === 1) return choose(input, RAM_PAGES, SIZES_OF_RAM[rng.below(SIZES_OF_RAM.length)]);
    addToPair(input, TABLES, PAGE * (rng.oneIn(2) ? 1 : -1));
    return true;
  },
};

const changeWorlds: Mutator = {
  name: 'change-worlds',
  weight: 3,
  mutate(input, rng) {
    const worlds = input[NWORLDS];
    switch (rng.below(6)) {
      case 0:
        return choose(input, MWID, rng.below(Math.min(worlds, 4)));
      case 1:
        return choose(input, TRUSTED_WID, rng.below(Math.min(worlds, 4) + 1) - 1);
      case 2:
        return choose(input, HW_BYPASS, input[HW_BYPASS] ^ 1);
      case 3: {
        const differs = choose(input, NWORLDS, NUMBERS_OF_WORLDS[rng.below(NUMBERS_OF_WORLDS.length)]);
        fitWorlds(input);
        return differs;
      }
      default: {
        const list = rng.oneIn(3) ? -1 : input[MWIDLIST] ^ (1 << rng.below(worlds));
        return choose(input, MWIDLIST, list & allWorlds(worlds) || allWorlds(worlds));
      }
    }
  },
};

const changeSlotCount: Mutator = {
  name: 'change-slot-count',
  weight: 1,
  mutate(input, rng) {
    const checker = rng.oneIn(3) ? CHECKER_UART : CHECKER_DRAM;
    const last = NUMBERS_OF_SLOTS[rng.below(NUMBERS_OF_SLOTS.length)];
    const before = input[DRAM_SLOTS + checker];
    input.fill(0, slotAt(checker, last + 1), slotAt(checker, 0) + MAX_SLOTS * SLOT_STRIDE);
    input[DRAM_SLOTS + checker] = last;
    return last !== before;
  },
};

const changeGranule: Mutator = {
  name: 'change-granule',
  weight: 1,
  mutate(input, rng) {
    if (!rng.oneIn(3)) return false;
    return choose(input, GRANULE, input[GRANULE] === PAGE ? 4 : PAGE);
  },
};

const changeEnd: Mutator = {
  name: 'change-end',
  weight: 1,
  mutate(input, rng: Rng) {
    if (input[HAS_STOP] === 1 && rng.oneIn(8)) return choose(input, STEPS, 64 << rng.below(3));
    return false;
  },
};

/** What the board is made of: never its device or its number of harts. */
export const PLATFORM_MUTATORS: readonly Mutator[] = [
  changeTlb,
  changeMemory,
  changeWorlds,
  changeSlotCount,
  changeGranule,
  changeEnd,
];
