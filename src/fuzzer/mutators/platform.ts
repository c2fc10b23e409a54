import type { Rng } from '../../bits/rng.ts';
import {
  CHECKER_OUTER,
  CHECKERS,
  DMA_WID,
  DRAM_SLOTS,
  EXT_SMEPMP,
  EXT_SVADE,
  EXTENSIONS,
  FLASH_PAGES,
  GRANULE,
  HAS_STOP,
  HW_BYPASS,
  type Input,
  LOW_RAM_PAGES,
  MWID,
  MWIDLIST,
  NWORLDS,
  PAGE,
  RAM_PAGES,
  RAM_TAIL,
  ROM_PAGES,
  STEPS,
  TABLES,
  TLB_ENTRIES,
  TLB_WINDOW,
  TRUSTED_WID,
} from '../../input/layout.ts';
import { addToPair } from '../pair.ts';
import { dropLostSlots } from '../slot-bounds.ts';
import type { Mutator } from './mutator.ts';

const SIZES_OF_RAM = [64, 256, 256, 512, 1024];
/** Bytes of DRAM behind its last whole page. */
const TAILS = [0, 0, 8, 256, 2048, 4088];
const NUMBERS_OF_PAGES = [0, 0, 1, 2, 15];
const SIZES_OF_TLB = [64, 64, 64, 128, 256, 1024];
const WINDOWS = [100_000, 1, 2, 4, 8, 16, 64];
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

/** Makes every WID of the platform legal again after a change of the number of worlds. */
function fitWorlds(input: Input): void {
  const worlds = input[NWORLDS];
  if (input[TRUSTED_WID] >= worlds) input[TRUSTED_WID] = worlds - 1;
  if (input[MWID] >= worlds) input[MWID] = worlds - 1;
  if (input[DMA_WID] >= worlds) input[DMA_WID] = worlds - 1;
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
    const choice = rng.below(4);
    if (choice === 0) return choose(input, LOW_RAM_PAGES, input[LOW_RAM_PAGES] ^ 1);
    if (choice === 2) return choose(input, RAM_TAIL, TAILS[rng.below(TAILS.length)]);
    if (choice === 1) return choose(input, RAM_PAGES, SIZES_OF_RAM[rng.below(SIZES_OF_RAM.length)]);
    addToPair(input, TABLES, PAGE * (rng.oneIn(2) ? 1 : -1));
    return true;
  },
};

const changeParts: Mutator = {
  name: 'change-parts-of-board',
  weight: 2,
  mutate(input, rng) {
    switch (rng.below(4)) {
      case 0:
        return choose(input, FLASH_PAGES, NUMBERS_OF_PAGES[rng.below(NUMBERS_OF_PAGES.length)]);
      case 1:
        return choose(input, ROM_PAGES, NUMBERS_OF_PAGES[rng.below(NUMBERS_OF_PAGES.length)]);
      case 2:
        return choose(input, EXTENSIONS, input[EXTENSIONS] ^ (rng.oneIn(2) ? EXT_SVADE : EXT_SMEPMP));
      default:
        return choose(input, DMA_WID, rng.below(Math.min(input[NWORLDS], 4)));
    }
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
  weight: 2,
  mutate(input, rng) {
    const checker = rng.below(CHECKERS);
    const last =
      checker === CHECKER_OUTER && rng.oneIn(4) ? 0 : NUMBERS_OF_SLOTS[rng.below(NUMBERS_OF_SLOTS.length)];
    const before = input[DRAM_SLOTS + checker];
    input[DRAM_SLOTS + checker] = last;
    dropLostSlots(input, checker);
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
    if (input[HAS_STOP] === 1 && rng.oneIn(8)) return choose(input, STEPS, 64 << rng.below(4));
    return false;
  },
};

/** What the board is made of: never its device or its number of harts. */
export const PLATFORM_MUTATORS: readonly Mutator[] = [
  changeTlb,
  changeMemory,
  changeParts,
  changeWorlds,
  changeSlotCount,
  changeGranule,
  changeEnd,
];
