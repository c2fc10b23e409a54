/** Where an input has the entries of its IOPMP, and what they cover. */

import type { Rng } from '../bits/rng.ts';
import { hasIopmp } from '../input/iopmp-rules.ts';
import {
  ENTRY_ADDR,
  ENTRY_CFG,
  ENTRY_STRIDE,
  type Input,
  IOPMP_ENTRIES,
  IOPMP_ENTRY_NUM,
  IOPMP_MD_ENTRY_NUM,
  IOPMP_MDCFG,
  IOPMP_MDCFG_FMT,
} from '../input/layout.ts';

/** Shift of field a in CFG; its values are those of a checker's slots. @source iopmp.md 3.2 */
export const MODE_SHIFT = 3;
const MODE_MASK = 3 << MODE_SHIFT;
/** log2 of the bytes of the smallest NAPOT region. */
export const SMALLEST_ORDER = 3;

/** Word of an entry's record. */
export function entryAt(index: number): number {
  return IOPMP_ENTRIES + index * ENTRY_STRIDE;
}

/** Number of the entry at word `at`. */
export function entryOf(at: number): number {
  return (at - IOPMP_ENTRIES) / ENTRY_STRIDE;
}

/** Word of an entry by chance, of those that firmware has given a value most of the time; -1 if no entry has one. */
export function anyEntry(input: Input, rng: Rng): number {
  if (!hasIopmp(input)) return -1;
  const entries = input[IOPMP_ENTRY_NUM];
  const start = rng.below(entries);
  for (let i = 0; i < entries; i++) {
    const at = entryAt((start + i) % entries);
    if ((input[at] | input[at + 1] | input[at + 2]) !== 0) return at;
  }
  return -1;
}

/** Field a of the entry at word `at`: one of the A_ modes. */
export function modeOf(input: Input, at: number): number {
  return (input[at + ENTRY_CFG] & MODE_MASK) >>> MODE_SHIFT;
}

/** Gives the entry at word `at` another mode. */
export function setMode(input: Input, at: number, mode: number): void {
  input[at + ENTRY_CFG] = (input[at + ENTRY_CFG] & ~MODE_MASK) | (mode << MODE_SHIFT);
}

/** log2 of the bytes that a NAPOT entry covers, 3..34: larger regions count as 2^34. */
export function orderOf(input: Input, at: number): number {
  const addr = input[at + ENTRY_ADDR];
  const ones = Math.min(31, 31 - Math.clz32(~addr & (addr + 1)));
  return SMALLEST_ORDER + (addr === -1 ? 31 : ones);
}

/** The low word of ADDR for a NAPOT region of 2^order bytes around a word address. */
export function napotAddress(word: number, order: number): number {
  const ones = (1 << (order - SMALLEST_ORDER)) - 1;
  return (word & ~(2 * ones + 1)) | ones;
}

/** Entries of each domain where they have the same number. */
function entriesPerDomain(input: Input): number {
  return input[IOPMP_MD_ENTRY_NUM] + 1;
}

/** The first entry of a domain, as the tables stand before the first instruction. */
export function firstEntryOf(input: Input, domain: number): number {
  if (domain === 0) return 0;
  if (input[IOPMP_MDCFG_FMT] !== 0) return domain * entriesPerDomain(input);
  return input[IOPMP_MDCFG + domain - 1];
}

/** One behind the last entry of a domain; not above the first one if the domain has none. */
export function endEntryOf(input: Input, domain: number): number {
  return Math.min(firstEntryOf(input, domain + 1), input[IOPMP_ENTRY_NUM]);
}
