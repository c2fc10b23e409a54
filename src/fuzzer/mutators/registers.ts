import { MODE, PC, REGS } from '../../input/layout.ts';
import { addToPair, flipBit, setPair } from '../pair.ts';
import { anyRegister } from '../registers.ts';
import { permissions, pteLike, turn } from '../values.ts';
import type { Mutator } from './mutator.ts';

const MODES = [3, 3, 1, 0];
/** Low ones that make a page-sized or larger NAPOT value of a shifted address. */
const NAPOT_ONES = [0x1ff, 0x3ff, 0x7ff];

const setRegister: Mutator = {
  name: 'set-register',
  weight: 5,
  mutate(input, rng, { aim }) {
    const at = REGS + 2 * Math.max(1, anyRegister(rng));
    const choice = rng.below(5);
    if (choice === 0) {
      const value = turn(rng);
      setPair(input, at, value, value >> 31);
      return true;
    }
    if (choice === 1) pteLike(input, rng, aim);
    else aim.pick(input, rng);
    if (choice === 2) {
      aim.set((aim.lo >>> 2) | (aim.hi << 30), aim.hi >>> 2);
      if (rng.oneIn(2)) aim.lo |= NAPOT_ONES[rng.below(NAPOT_ONES.length)];
    } else if (choice === 3) {
      aim.set(permissions(input, rng), 0);
    }
    setPair(input, at, aim.lo, aim.hi);
    return true;
  },
};

const nudgeRegister: Mutator = {
  name: 'nudge-register',
  weight: 4,
  mutate(input, rng) {
    const at = REGS + 2 * Math.max(1, anyRegister(rng));
    if (rng.oneIn(3)) flipBit(input, at, rng.oneIn(4) ? rng.below(64) : rng.below(20));
    else addToPair(input, at, rng.oneIn(2) ? rng.below(33) - 16 : 4096 * (rng.below(9) - 4));
    return true;
  },
};

const swapRegisters: Mutator = {
  name: 'swap-registers',
  weight: 1,
  mutate(input, rng) {
    const a = REGS + 2 * (1 + rng.below(31));
    const b = REGS + 2 * (1 + rng.below(31));
    const { [a]: lo, [a + 1]: hi } = input;
    setPair(input, a, input[b], input[b + 1]);
    setPair(input, b, lo, hi);
    return a !== b;
  },
};

const startElsewhere: Mutator = {
  name: 'start-elsewhere',
  weight: 1,
  mutate(input, rng, { aim }) {
    if (rng.oneIn(2)) {
      const mode = MODES[rng.below(MODES.length)];
      if (mode === input[MODE]) return false;
      input[MODE] = mode;
      return true;
    }
    if (!aim.pickCode(input, rng)) return false;
    aim.add(rng.oneIn(2) ? 0 : 4 * rng.below(8));
    setPair(input, PC, aim.lo & -2, aim.hi);
    return true;
  },
};

/** The hart's initial registers, mode and pc. */
export const REGISTERS: readonly Mutator[] = [setRegister, nudgeRegister, swapRegisters, startElsewhere];
