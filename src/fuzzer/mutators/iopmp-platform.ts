import type { Rng } from '../../bits/rng.ts';
import { hasIopmp, legaliseIopmp } from '../../input/iopmp-rules.ts';
import {
  DEVICE,
  DEVICE_BOTH,
  DMA_RRID,
  ENGINE,
  FEATURE_NO_W,
  FEATURE_NO_X,
  HART_RRID,
  type Input,
  IOPMP_ENTRY_NUM,
  IOPMP_FEATURES,
  IOPMP_GRANULE,
  IOPMP_MD_ENTRY_NUM,
  IOPMP_MD_NUM,
  IOPMP_MDCFG_FMT,
  IOPMP_MSI_RRID,
  IOPMP_PRIO_ENTRY,
  IOPMP_RRID_NUM,
  IOPMP_RRID_TRANSL,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  STACK,
} from '../../input/layout.ts';
import { anyRrid } from '../iopmp-values.ts';
import type { Mutator } from './mutator.ts';

const FORMATS = 3;
const NUMBERS_OF_DOMAINS = [1, 2, 3, 4, 4, 8, 31, 32, 33, 40, 63];
const NUMBERS_OF_RRIDS = [1, 2, 3, 4, 4, 8, 16, 17, 33, 64];
const NUMBERS_OF_ENTRIES = [1, 4, 8, 12, 16, 16, 24, 32, 64, 128];
const GRANULES = [4, 4, 8, 16, 64, 512, 4096];
const FEATURE_BITS = 16;
/** Those with which programs get nowhere. */
const STIFLING = FEATURE_NO_X | FEATURE_NO_W;
const STIFLING_ONE_IN = 8;

/** Writes a property and makes the rest agree with it; false if it was so already or cannot be. */
function setProperty(input: Input, word: number, value: number): boolean {
  const before = input[word];
  if (value === before) return false;
  input[word] = value;
  legaliseIopmp(input);
  return input[word] !== before;
}

const changeFormat: Mutator = {
  name: 'change-iopmp-format',
  weight: 3,
  mutate(input, rng) {
    if (!hasIopmp(input)) return false;
    const choice = rng.below(6);
    if (choice === 0) return setProperty(input, IOPMP_SPEC, input[IOPMP_SPEC] ^ 1);
    return setProperty(input, choice < 3 ? IOPMP_SRCMD_FMT : IOPMP_MDCFG_FMT, rng.below(FORMATS));
  },
};

const changeCounts: Mutator = {
  name: 'change-iopmp-counts',
  weight: 3,
  mutate(input, rng) {
    if (!hasIopmp(input)) return false;
    switch (rng.below(4)) {
      case 0:
        return setProperty(input, IOPMP_MD_NUM, NUMBERS_OF_DOMAINS[rng.below(NUMBERS_OF_DOMAINS.length)]);
      case 1:
        return setProperty(input, IOPMP_RRID_NUM, NUMBERS_OF_RRIDS[rng.below(NUMBERS_OF_RRIDS.length)]);
      case 2:
        return setProperty(input, IOPMP_ENTRY_NUM, NUMBERS_OF_ENTRIES[rng.below(NUMBERS_OF_ENTRIES.length)]);
      default:
        return setProperty(input, IOPMP_MD_ENTRY_NUM, rng.below(8));
    }
  },
};

const changeFeatures: Mutator = {
  name: 'change-iopmp-features',
  weight: 4,
  mutate(input, rng) {
    if (!hasIopmp(input)) return false;
    const feature = 1 << rng.below(FEATURE_BITS);
    const takes = (input[IOPMP_FEATURES] & feature) === 0;
    if (takes && (feature & STIFLING) !== 0 && !rng.oneIn(STIFLING_ONE_IN)) return false;
    return setProperty(input, IOPMP_FEATURES, input[IOPMP_FEATURES] ^ feature);
  },
};

const changeGranule: Mutator = {
  name: 'change-iopmp-granule',
  weight: 1,
  mutate(input, rng) {
    return hasIopmp(input) && setProperty(input, IOPMP_GRANULE, GRANULES[rng.below(GRANULES.length)]);
  },
};

const movePriority: Mutator = {
  name: 'move-priority-bound',
  weight: 3,
  mutate(input, rng) {
    if (!hasIopmp(input)) return false;
    const prio = rng.oneIn(4) ? 0xffff : rng.below(input[IOPMP_ENTRY_NUM] + 1);
    return setProperty(input, IOPMP_PRIO_ENTRY, prio);
  },
};

/** An RRID: mostly one that the IOPMP knows, now and then the first that it does not. */
function otherRrid(input: Input, rng: Rng): number {
  const rrids = input[IOPMP_RRID_NUM];
  return rng.oneIn(12) ? rrids : rng.oneIn(4) ? anyRrid(input, rng) : rng.below(Math.min(rrids, 4));
}

const changeRrid: Mutator = {
  name: 'change-rrid',
  weight: 3,
  mutate(input, rng) {
    if (!hasIopmp(input)) return false;
    const choice = rng.below(8);
    const word =
      choice < 2 ? HART_RRID : choice < 6 ? DMA_RRID : choice < 7 ? IOPMP_MSI_RRID : IOPMP_RRID_TRANSL;
    return setProperty(input, word, otherRrid(input, rng));
  },
};

const swapStack: Mutator = {
  name: 'swap-order-of-devices',
  weight: 1,
  mutate(input) {
    if (input[DEVICE] !== DEVICE_BOTH) return false;
    input[STACK] ^= 1;
    return true;
  },
};

const toggleEngine: Mutator = {
  name: 'toggle-dma-engine',
  weight: 1,
  mutate(input) {
    input[ENGINE] ^= 1;
    return true;
  },
};

/** What kind of IOPMP there is, for whom, and what stands beside it. */
export const IOPMP_PLATFORM: readonly Mutator[] = [
  changeFormat,
  changeCounts,
  changeFeatures,
  changeGranule,
  movePriority,
  changeRrid,
  swapStack,
  toggleEngine,
];
