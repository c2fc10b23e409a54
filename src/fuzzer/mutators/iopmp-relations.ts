import type { Rng } from '../../bits/rng.ts';
import { hasIopmp } from '../../input/iopmp-rules.ts';
import { type Input, IOPMP_BASE, REGS } from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { MODE_SHIFT } from '../iopmp-entries.ts';
import { anyIopmpRegister } from '../iopmp-registers.ts';
import {
  domainSet,
  entryBoundary,
  entryRights,
  errorConfiguration,
  lockedPrefix,
  rridRights,
  suppression,
} from '../iopmp-values.ts';
import { setPair } from '../pair.ts';
import { scratch } from '../registers.ts';
import type { Mutator } from './mutator.ts';
import { baseInUse } from './relations.ts';

/** A value for some register of the IOPMP. */
function anyValue(input: Input, rng: Rng, aim: Aim): number {
  switch (rng.below(7)) {
    case 0:
      aim.pickEdge(input, rng);
      return (aim.lo >>> 2) | (aim.hi << 30);
    case 1:
      return entryRights(rng) | suppression(rng) | (rng.below(4) << MODE_SHIFT);
    case 2:
      domainSet(input, rng, aim);
      return rng.oneIn(2) ? aim.lo : aim.hi;
    case 3:
      return errorConfiguration(rng);
    case 4:
      return entryBoundary(input, rng);
    case 5:
      return rridRights(input, rng);
    default:
      return lockedPrefix(entryBoundary(input, rng), rng);
  }
}

const aimAtRegister: Mutator = {
  name: 'aim-register-at-iopmp',
  weight: 3,
  mutate(input, rng) {
    if (!hasIopmp(input)) return false;
    setPair(input, REGS + 2 * baseInUse(input, rng), IOPMP_BASE + anyIopmpRegister(input, rng), 0);
    return true;
  },
};

const setValue: Mutator = {
  name: 'set-register-for-iopmp',
  weight: 2,
  mutate(input, rng, { aim }) {
    if (!hasIopmp(input)) return false;
    const value = anyValue(input, rng, aim);
    setPair(input, REGS + 2 * scratch(rng), value, value >> 31);
    return true;
  },
};

/** What ties the program to the registers of the IOPMP. */
export const IOPMP_RELATIONS: readonly Mutator[] = [aimAtRegister, setValue];
