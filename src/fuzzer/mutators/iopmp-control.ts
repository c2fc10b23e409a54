import { hasIopmp } from '../../input/iopmp-rules.ts';
import {
  type Input,
  IOPMP_ENABLE,
  IOPMP_ENTRYLCK,
  IOPMP_ERR_CFG,
  IOPMP_ERR_DATA,
  IOPMP_MD_NUM,
  IOPMP_MDCFGLCK,
  IOPMP_MDLCK,
  IOPMP_MDLCKH,
  IOPMP_MSIADDR,
} from '../../input/layout.ts';
import {
  entryBoundary,
  errorConfiguration,
  lockedDomains,
  lockedPrefix,
  messageAddress,
} from '../iopmp-values.ts';
import { setPair } from '../pair.ts';
import type { Mutator } from './mutator.ts';

const LOCK_WORDS = [IOPMP_MDLCK, IOPMP_MDLCKH, IOPMP_MDCFGLCK, IOPMP_ENTRYLCK];
/** Bits of ERR_CFG that are chosen one by one: l, ie, rs, msi_sel, stall_violation_en. */
const ERROR_FLAGS = 5;

/** Takes another value for a word; false if it is the present one. */
function choose(input: Input, word: number, value: number): boolean {
  const before = input[word];
  input[word] = value;
  return input[word] !== before;
}

const changeLock: Mutator = {
  name: 'change-iopmp-lock',
  weight: 3,
  mutate(input, rng, { aim }) {
    if (!hasIopmp(input)) return false;
    const choice = rng.below(8);
    if (choice < 2) return choose(input, LOCK_WORDS[rng.below(LOCK_WORDS.length)], 0);
    if (choice < 4) return choose(input, IOPMP_ENTRYLCK, lockedPrefix(entryBoundary(input, rng), rng));
    if (choice < 6)
      return choose(input, IOPMP_MDCFGLCK, lockedPrefix(rng.below(input[IOPMP_MD_NUM] + 2), rng));
    lockedDomains(input, rng, aim);
    input[IOPMP_MDLCKH] = aim.hi;
    input[IOPMP_MDLCK] = aim.lo;
    return true;
  },
};

const changeReaction: Mutator = {
  name: 'change-iopmp-reaction',
  weight: 4,
  mutate(input, rng, { aim }) {
    if (!hasIopmp(input)) return false;
    const choice = rng.below(8);
    if (choice < 4) {
      input[IOPMP_ERR_CFG] ^= 1 << rng.below(ERROR_FLAGS);
      return true;
    }
    if (choice < 6) return choose(input, IOPMP_ERR_CFG, errorConfiguration(rng));
    if (choice === 6) return choose(input, IOPMP_ERR_DATA, rng.oneIn(3) ? 0 : rng.next());
    aim.pick(input, rng);
    setPair(input, IOPMP_MSIADDR, messageAddress(input, aim), aim.hi);
    return true;
  },
};

const toggleEnable: Mutator = {
  name: 'toggle-iopmp-enable',
  weight: 1,
  mutate(input) {
    if (!hasIopmp(input)) return false;
    input[IOPMP_ENABLE] ^= 1;
    return true;
  },
};

/** Locks, reactions and enable of the IOPMP. */
export const IOPMP_CONTROL: readonly Mutator[] = [changeLock, changeReaction, toggleEnable];
