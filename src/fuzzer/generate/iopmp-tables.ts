import type { Rng } from '../../bits/rng.ts';
import { domainsOf, rowsOf, rowWords } from '../../input/iopmp-rules.ts';
import {
  DMA_RRID,
  HART_RRID,
  type Input,
  IOPMP_ENTRY_NUM,
  IOPMP_MD_NUM,
  IOPMP_MDCFG,
  IOPMP_ROWS,
  IOPMP_SRCMD_FMT,
  ROW_EN,
  ROW_ENH,
  ROW_R,
  ROW_STRIDE,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { endEntryOf, firstEntryOf } from '../iopmp-entries.ts';
import { domainSet, entryBoundary, highBit, lowBit, rridRights } from '../iopmp-values.ts';

/** A bound of a domain is any in one of so many, so that domains are empty or in the wrong order now and then. */
const ODD_BOUND_ONE_IN = 24;
const TRIES = 8;
/** From this number of domains on there are high words. */
const HIGH_DOMAINS = 32;
/** One in so many rows is locked from the start; one in so many lacks a right that its entries give. */
const LOCKED_ROW_ONE_IN = 24;
const FEWER_RIGHTS_ONE_IN = 3;

/** MDCFG: as many entries for each domain as there are, and now and then an odd bound. */
function writeDomains(input: Input, rng: Rng): void {
  const domains = domainsOf(input);
  for (let m = 0; m < domains; m++) {
    const even = Math.ceil(((m + 1) * input[IOPMP_ENTRY_NUM]) / domains);
    input[IOPMP_MDCFG + m] = rng.oneIn(ODD_BOUND_ONE_IN) ? entryBoundary(input, rng) : even;
  }
}

/** A domain with entries for the hart's own rules. */
function chooseHome(input: Input, rng: Rng): number {
  const domains = input[IOPMP_MD_NUM];
  if (input[IOPMP_SRCMD_FMT] === 1) return Math.min(input[HART_RRID], domains - 1);
  for (let i = 0; i < TRIES; i++) {
    const domain = rng.oneIn(4) ? rng.below(domains) : rng.below(Math.min(domains, 3));
    if (firstEntryOf(input, domain) < endEntryOf(input, domain)) return domain;
  }
  return 0;
}

/** SRCMD of format 0: a few domains for each RRID; the hart's home among its own, and now and then among those of DMA. */
function writeRow(input: Input, rng: Rng, [row, home]: readonly [number, number], aim: Aim): void {
  const at = IOPMP_ROWS + row * ROW_STRIDE;
  const isHart = row === input[HART_RRID];
  const isAtHome = isHart || (row === input[DMA_RRID] && rng.oneIn(2));
  domainSet(input, rng, aim);
  input[at + ROW_EN] = aim.lo | (isAtHome ? lowBit(home) : 0) | (rng.oneIn(LOCKED_ROW_ONE_IN) ? 1 : 0);
  input[at + ROW_ENH] = aim.hi | (isAtHome ? highBit(home) : 0);
  if (isHart) {
    domainSet(input, rng, aim);
    input[at + ROW_EN] |= aim.lo;
    input[at + ROW_ENH] |= aim.hi;
  }
  const words = rowWords(input);
  for (let word = ROW_R; word < words; word += 2)
    writeRights(input, rng, [at + word, isHart && !rng.oneIn(16) ? home : -1], aim);
}

/** R, W or X with SPS: all domains, or all but a few; a domain to keep is not among these. */
function writeRights(input: Input, rng: Rng, [at, kept]: readonly [number, number], aim: Aim): void {
  aim.set(0, 0);
  if (rng.oneIn(FEWER_RIGHTS_ONE_IN)) domainSet(input, rng, aim);
  input[at] = (~aim.lo | (kept < 0 ? 0 : lowBit(kept))) & -2;
  if (input[IOPMP_MD_NUM] >= HIGH_DOMAINS) input[at + 1] = ~aim.hi | (kept < 0 ? 0 : highBit(kept));
}

/** Who has which entries: returns the domain in which the hart's own rules belong. */
export function writeAssociation(input: Input, rng: Rng, aim: Aim): number {
  writeDomains(input, rng);
  const home = chooseHome(input, rng);
  const rows = rowsOf(input);
  for (let row = 0; row < rows; row++) {
    if (input[IOPMP_SRCMD_FMT] === 0) {
      writeRow(input, rng, [row, home], aim);
      continue;
    }
    const at = IOPMP_ROWS + row * ROW_STRIDE;
    if (rng.oneIn(2)) input[at + ROW_EN] = rridRights(input, rng);
    if (rng.oneIn(8)) input[at + ROW_ENH] = rridRights(input, rng);
  }
  return home;
}
