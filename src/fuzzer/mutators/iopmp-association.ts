import type { Rng } from '../../bits/rng.ts';
import { domainsOf, hasIopmp, rowsOf, rowWords } from '../../input/iopmp-rules.ts';
import {
  HART_RRID,
  type Input,
  IOPMP_ENTRY_NUM,
  IOPMP_MDCFG,
  IOPMP_ROWS,
  IOPMP_SRCMD_FMT,
  ROW_EN,
  ROW_ENH,
  ROW_R,
  ROW_STRIDE,
} from '../../input/layout.ts';
import { anyDomain, anyRrid, entryBoundary, highBit, lowBit, rridRights } from '../iopmp-values.ts';
import type { Mutator } from './mutator.ts';

/** Word of a row by chance, in format 0 mostly that of the hart or of DMA; -1 if there is no table. */
function anyRow(input: Input, rng: Rng): number {
  const rows = hasIopmp(input) ? rowsOf(input) : 0;
  if (rows === 0) return -1;
  const row = input[IOPMP_SRCMD_FMT] === 0 ? anyRrid(input, rng) : anyDomain(input, rng);
  return IOPMP_ROWS + Math.min(row, rows - 1) * ROW_STRIDE;
}

/** Gives a domain to an RRID or takes it, or a right in it, or rights of RRIDs in a domain. */
const changeRow: Mutator = {
  name: 'change-srcmd-row',
  weight: 6,
  mutate(input, rng) {
    const at = anyRow(input, rng);
    if (at < 0) return false;
    if (input[IOPMP_SRCMD_FMT] !== 0) {
      const word = at + rng.below(rng.oneIn(6) ? 2 : 1);
      input[word] = rng.oneIn(3) ? rridRights(input, rng) : input[word] ^ (1 << rng.below(32));
      return true;
    }
    const word = at + (rng.oneIn(2) ? ROW_EN : rng.below(rowWords(input)) & -2);
    const domain = anyDomain(input, rng);
    input[word] ^= lowBit(domain);
    input[word + 1] ^= highBit(domain);
    return true;
  },
};

const lockRow: Mutator = {
  name: 'lock-srcmd-row',
  weight: 1,
  mutate(input, rng) {
    const at = anyRow(input, rng);
    if (at < 0 || input[IOPMP_SRCMD_FMT] !== 0) return false;
    input[at + ROW_EN] ^= 1;
    return true;
  },
};

/** One requester sees what another one does. */
const shareRow: Mutator = {
  name: 'share-srcmd-row',
  weight: 2,
  mutate(input, rng) {
    const from = anyRow(input, rng);
    const to = anyRow(input, rng);
    if (from < 0 || from === to) return false;
    if (rng.oneIn(2)) {
      input.copyWithin(to, from, from + ROW_STRIDE);
      return true;
    }
    input[to + ROW_EN] |= input[from + ROW_EN];
    input[to + ROW_ENH] |= input[from + ROW_ENH];
    return true;
  },
};

/** The rights that SPS leaves one requester in all of its domains: everything or nothing of a kind. */
const changeSecondaryRights: Mutator = {
  name: 'change-secondary-rights',
  weight: 2,
  mutate(input, rng) {
    const at = anyRow(input, rng);
    if (at < 0 || rowWords(input) <= ROW_R) return false;
    const word = at + ROW_R + (rng.below(rowWords(input) - ROW_R) & -2);
    const all = rng.oneIn(2);
    input[word] = all ? -2 : 0;
    input[word + 1] = all ? -1 : 0;
    return true;
  },
};

/** Entries change their domain: a bound moves by some, or to any entry, or two bounds change places. */
const moveDomain: Mutator = {
  name: 'move-domain-bound',
  weight: 4,
  mutate(input, rng) {
    if (!hasIopmp(input) || domainsOf(input) === 0) return false;
    const at = IOPMP_MDCFG + anyDomain(input, rng);
    const choice = rng.below(4);
    if (choice < 2) {
      const near = input[at] + rng.below(5) - 2;
      if (near < 0 || near === input[at]) return false;
      input[at] = Math.min(near, input[IOPMP_ENTRY_NUM] + 1);
      return true;
    }
    if (choice === 2) {
      input[at] = entryBoundary(input, rng);
      return true;
    }
    const other = IOPMP_MDCFG + anyDomain(input, rng);
    const kept = input[at];
    input[at] = input[other];
    input[other] = kept;
    return at !== other;
  },
};

/** The hart becomes another requester, with the rights that it had. */
const moveHart: Mutator = {
  name: 'move-hart-to-other-row',
  weight: 1,
  mutate(input, rng) {
    const rows = hasIopmp(input) ? rowsOf(input) : 0;
    if (rows === 0 || input[IOPMP_SRCMD_FMT] !== 0) return false;
    const from = Math.min(input[HART_RRID], rows - 1);
    const to = rng.below(rows);
    if (to === from) return false;
    const at = IOPMP_ROWS + from * ROW_STRIDE;
    input.copyWithin(IOPMP_ROWS + to * ROW_STRIDE, at, at + ROW_STRIDE);
    input[HART_RRID] = to;
    return true;
  },
};

/** Which requester has which domains, and which domain which entries. */
export const IOPMP_ASSOCIATION: readonly Mutator[] = [
  changeRow,
  lockRow,
  shareRow,
  changeSecondaryRights,
  moveDomain,
  moveHart,
];
