import type { Rng } from '../../bits/rng.ts';
import {
  type Input,
  MAX_REMAP_PAGES,
  PAGE,
  REMAP,
  REMAP_ENABLED,
  REMAP_PAGES,
  REMAP_READ,
  REMAP_STRIDE,
  REMAP_WRITE,
} from '../../input/layout.ts';
import { addToPair, setPair } from '../pair.ts';
import { remapTarget } from '../values.ts';
import type { Mutator } from './mutator.ts';

const NUMBERS_OF_PAGES = [0, 1, 2, 2, 3, MAX_REMAP_PAGES];
/** Bits of a target's high half that a register keeps. */
const HIGH_BITS = 0xff_ffff;

/** Word of a page's registers by chance, or -1 if there is no remapping region. */
function anyPage(input: Input, rng: Rng): number {
  const pages = input[REMAP_PAGES];
  return pages === 0 ? -1 : REMAP + rng.below(pages) * REMAP_STRIDE;
}

/** READ or WRITE. */
function anyRegister(rng: Rng): number {
  return rng.oneIn(2) ? REMAP_READ : REMAP_WRITE;
}

const changeSize: Mutator = {
  name: 'change-remap-size',
  weight: 1,
  mutate(input, rng, { aim }) {
    const before = input[REMAP_PAGES];
    const pages = NUMBERS_OF_PAGES[rng.below(NUMBERS_OF_PAGES.length)];
    if (pages === before) return false;
    input[REMAP_PAGES] = pages;
    for (let page = before; page < pages; page++) {
      remapTarget(input, rng, aim);
      setPair(input, REMAP + page * REMAP_STRIDE + REMAP_READ, aim.lo, aim.hi);
      setPair(input, REMAP + page * REMAP_STRIDE + REMAP_WRITE, aim.lo, aim.hi);
    }
    if (pages < before) input.fill(0, REMAP + pages * REMAP_STRIDE, REMAP + before * REMAP_STRIDE);
    return true;
  },
};

const retarget: Mutator = {
  name: 'retarget-remap-page',
  weight: 2,
  mutate(input, rng, { aim }) {
    const page = anyPage(input, rng);
    if (page < 0) return false;
    const at = page + anyRegister(rng);
    if (rng.oneIn(3)) {
      addToPair(input, at, PAGE * (rng.oneIn(2) ? 1 : -1));
      input[at + 1] &= HIGH_BITS;
      return true;
    }
    remapTarget(input, rng, aim);
    setPair(input, at, aim.lo, aim.hi);
    return true;
  },
};

const changeDirections: Mutator = {
  name: 'change-remap-directions',
  weight: 1,
  mutate(input, rng) {
    const page = anyPage(input, rng);
    if (page < 0) return false;
    const at = page + anyRegister(rng);
    if (rng.oneIn(2)) {
      input[at] ^= REMAP_ENABLED;
      return true;
    }
    const other = page + REMAP_READ + REMAP_WRITE - (at - page);
    setPair(input, other, input[at], input[at + 1]);
    return true;
  },
};

/** Where the remapping region leads. */
export const REMAP_MUTATORS: readonly Mutator[] = [changeSize, retarget, changeDirections];
