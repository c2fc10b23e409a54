import type { Rng } from '../../bits/rng.ts';
import { ENTRY_CFG, type Input } from '../../input/layout.ts';
import { anyEntry, modeOf, setMode } from '../iopmp-entries.ts';
import { anySuppression, entryRights, SUPPRESSIONS, suppression } from '../iopmp-values.ts';
import type { Mutator } from './mutator.ts';

/** Bits of r, w, x. */
const RIGHTS = 3;
const RIGHTS_MASK = 7;

function cfgMutator(
  name: string,
  weight: number,
  change: (input: Input, at: number, rng: Rng) => void,
): Mutator {
  return {
    name,
    weight,
    mutate(input, rng) {
      const at = anyEntry(input, rng);
      if (at < 0) return false;
      change(input, at, rng);
      return true;
    },
  };
}

const changeRights = cfgMutator('change-entry-rights', 8, (input, at, rng) => {
  const cfg = at + ENTRY_CFG;
  if (rng.oneIn(3)) input[cfg] = (input[cfg] & ~RIGHTS_MASK) | entryRights(rng);
  else input[cfg] ^= 1 << rng.below(RIGHTS);
});

const changeSuppression = cfgMutator('change-entry-suppression', 5, (input, at, rng) => {
  const cfg = at + ENTRY_CFG;
  if (rng.oneIn(3)) input[cfg] = (input[cfg] & ~SUPPRESSIONS) | suppression(rng);
  else input[cfg] ^= anySuppression(rng);
});

const changeMode = cfgMutator('change-entry-mode', 4, (input, at, rng) =>
  setMode(input, at, modeOf(input, at) ^ (1 + rng.below(3))),
);

/** What the entries of the IOPMP allow, and how they answer what they do not. */
export const IOPMP_RIGHTS: readonly Mutator[] = [changeRights, changeSuppression, changeMode];
