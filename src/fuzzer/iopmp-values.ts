/** Values of the IOPMP's registers that mean something. */

import type { Rng } from '../bits/rng.ts';
import { hasFeature } from '../input/iopmp-relations.ts';
import {
  DMA_RRID,
  FEATURE_ADDRH,
  HART_RRID,
  type Input,
  IOPMP_ENTRY_NUM,
  IOPMP_MD_NUM,
  IOPMP_RRID_NUM,
} from '../input/layout.ts';
import type { Aim } from './aim.ts';

/** r, w, x of an entry, as often as they should be chosen. */
const RIGHTS = [7, 7, 3, 3, 1, 1, 5, 0, 0, 2, 4, 6];
/** First suppression bit of CFG (sire) and the six together. @source iopmp.md 3.2 */
const SUPPRESSION_SHIFT = 5;
export const SUPPRESSIONS = 0x3f << SUPPRESSION_SHIFT;
/** Interrupt and bus error of one access kind; all interrupts; all bus errors; everything. */
const SUPPRESSION_SETS = [0x09, 0x12, 0x24, 0x07, 0x38, 0x3f];
/** The last domain in the low word of a set. @source iopmp.md 3.2, rule of bits and MDs */
const LAST_LOW_DOMAIN = 30;
/** Few of the domains, RRIDs and entries are in play where there are many. */
const FEW = 4;
/** ERR_CFG. @source iopmp.md 3.1 */
const IE = 1 << 1;
const RS = 1 << 2;
const MSI_SEL = 1 << 3;
const STALL_VIOLATION = 1 << 4;
const MSIDATA_SHIFT = 8;
const MSIDATA_BITS = 11;

/** Permission bits of an entry. */
export function entryRights(rng: Rng): number {
  return RIGHTS[rng.below(RIGHTS.length)];
}

/** Suppression bits of an entry, mostly none. */
export function suppression(rng: Rng): number {
  const choice = rng.below(8);
  if (choice < 5) return 0;
  const set = choice < 7 ? SUPPRESSION_SETS[rng.below(SUPPRESSION_SETS.length)] : rng.below(64);
  return set << SUPPRESSION_SHIFT;
}

/** One suppression bit. */
export function anySuppression(rng: Rng): number {
  return 1 << (SUPPRESSION_SHIFT + rng.below(6));
}

/** A domain: mostly one of the first few; any that there is else, the last more often. */
export function anyDomain(input: Input, rng: Rng): number {
  const domains = input[IOPMP_MD_NUM];
  if (!rng.oneIn(4)) return rng.below(Math.min(domains, FEW));
  return rng.oneIn(2) ? domains - 1 : rng.below(domains);
}

/** Low word of the set of one domain: 0 if it is in the high one. */
export function lowBit(domain: number): number {
  return domain > LAST_LOW_DOMAIN ? 0 : 1 << (domain + 1);
}

/** High word of the set of one domain. */
export function highBit(domain: number): number {
  return domain > LAST_LOW_DOMAIN ? 1 << (domain - LAST_LOW_DOMAIN - 1) : 0;
}

/** Puts a set of one domain to three into `out`, as two words; bit 0 is clear. */
export function domainSet(input: Input, rng: Rng, out: Aim): void {
  out.set(0, 0);
  for (let left = 1 + rng.below(3); left > 0; left--) {
    const domain = anyDomain(input, rng);
    out.lo |= lowBit(domain);
    out.hi |= highBit(domain);
  }
}

/** The RRID of the hart or of DMA, else any up to the first that the IOPMP does not know. */
export function anyRrid(input: Input, rng: Rng): number {
  if (rng.oneIn(4)) return rng.below(input[IOPMP_RRID_NUM] + 1);
  return input[rng.oneIn(2) ? HART_RRID : DMA_RRID];
}

/** The low or high word of SRCMD_PERM: rights of some RRIDs, two bits each. */
export function rridRights(input: Input, rng: Rng): number {
  if (rng.oneIn(3)) return 0;
  let rights = 0;
  for (let left = 1 + rng.below(2); left > 0; left--)
    rights |= (1 + rng.below(3)) << (2 * (anyRrid(input, rng) & 15));
  return rights;
}

/** What t of MDCFG or f of a lock may say: mostly an entry that there is. */
export function entryBoundary(input: Input, rng: Rng): number {
  return rng.below(input[IOPMP_ENTRY_NUM] + (rng.oneIn(8) ? 4 : 1));
}

/** ERR_CFG without its lock: often with the interrupt, now and then without bus errors. */
export function errorConfiguration(rng: Rng): number {
  const flags =
    (rng.oneIn(2) ? IE : 0) |
    (rng.oneIn(3) ? RS : 0) |
    (rng.oneIn(3) ? MSI_SEL : 0) |
    (rng.oneIn(3) ? STALL_VIOLATION : 0);
  return flags | (rng.oneIn(2) ? 0 : rng.below(1 << MSIDATA_BITS) << MSIDATA_SHIFT);
}

/** What ERR_MSIADDR holds for the aim: a byte address, or one of words where there is no upper half. */
export function messageAddress(input: Input, aim: Aim): number {
  return hasFeature(input, FEATURE_ADDRH) ? aim.lo : (aim.lo >>> 2) | (aim.hi << 30);
}

/** A set of locked domains, few most of the time; low word with or without its own lock bit. */
export function lockedDomains(input: Input, rng: Rng, out: Aim): void {
  domainSet(input, rng, out);
  if (rng.oneIn(4)) out.lo |= 1;
}

/** A lock register of a prefix: f, and its own lock bit now and then. */
export function lockedPrefix(first: number, rng: Rng): number {
  return (first << 1) | (rng.oneIn(4) ? 1 : 0);
}
