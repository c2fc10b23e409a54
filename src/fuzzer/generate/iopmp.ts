import type { Rng } from '../../bits/rng.ts';
import { legaliseIopmp } from '../../input/iopmp-rules.ts';
import {
  DMA_RRID,
  ENTRY_ADDR,
  ENTRY_CFG,
  type Input,
  IOPMP_ENABLE,
  IOPMP_ENTRY_NUM,
  IOPMP_ENTRYLCK,
  IOPMP_ERR_CFG,
  IOPMP_MD_NUM,
  IOPMP_MDCFGLCK,
  IOPMP_MDLCK,
  IOPMP_MDLCKH,
  IOPMP_MSIADDR,
  IOPMP_SRCMD_FMT,
  LOW_RAM_BASE,
  PAGE,
  RAM_PAGES,
  UART_BASE,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { endEntryOf, entryAt, firstEntryOf, MODE_SHIFT, napotAddress } from '../iopmp-entries.ts';
import {
  entryBoundary,
  entryRights,
  errorConfiguration,
  lockedDomains,
  lockedPrefix,
  messageAddress,
  suppression,
} from '../iopmp-values.ts';
import { A_NA4, A_NAPOT, A_OFF, A_TOR } from '../slot-bounds.ts';
import { chooseIopmp } from './iopmp-properties.ts';
import { writeAssociation } from './iopmp-tables.ts';
import { COMMON_BYTES, contestedPage, MAIN_CODE } from './places.ts';

const RWX = 7;
/** Rights of the rule behind all others. */
const BACKGROUND_RIGHTS = [RWX, RWX, RWX, 3, 3, 1, 5, 5];
/** Rules for contested pages lie among so many entries. */
const RULED_ENTRIES = 24;
/** Where a rule may begin in a page: at its start mostly, in its middle, near its end. */
const IN_PAGE = [0, 0, 0, 0, 0x800, 0x400, 0xff8, 0xffc, 8, 4, 0x7f8];
/** Words between addresses of which a rule may well cover all. */
const NEAR = 8 * PAGE;
/** log2 of the bytes of rules: pages, parts of one; of all that code and tables share; of everything below 2^33. */
const PAGE_ORDERS = [12, 12, 12, 13, 14];
const PART_ORDERS = [3, 3, 4, 6, 9, 11];
const COMMON_ORDER = 31 - Math.clz32(COMMON_BYTES);
const EVERYTHING = 33;
/** Each lock is preset in one of so many inputs. */
const LOCK_ONE_IN = 10;

function writeEntry(input: Input, entry: number, address: number, cfg: number): void {
  input[entryAt(entry) + ENTRY_ADDR] = address;
  input[entryAt(entry) + ENTRY_CFG] = cfg;
}

/** A page that rules are about: mostly a contested one. */
function ruledPage(input: Input, rng: Rng): number {
  const choice = rng.below(16);
  if (choice === 0) return UART_BASE;
  if (choice === 1) return LOW_RAM_BASE;
  return contestedPage(input, rng);
}

/** Whether a TOR rule up to somewhere behind the word would take in much of what lies before: code perhaps. */
function isFarFromLast(input: Input, entry: number, word: number): boolean {
  if (entry === 0) return true;
  const last = input[entryAt(entry - 1) + ENTRY_ADDR];
  return last !== 0 && Math.abs(word - last) > NEAR;
}

/** A rule for a page, a few, or a part of one; TOR from the entry before, which gets its lower bound if it has none. */
function writeRule(input: Input, rng: Rng, entry: number): void {
  const page = ruledPage(input, rng);
  const offset = IN_PAGE[rng.below(IN_PAGE.length)];
  const word = (page + offset) >>> 2;
  const cfg = entryRights(rng) | suppression(rng);
  const choice = rng.below(12);
  if (choice < 6 || (choice > 8 && isFarFromLast(input, entry, word) && !rng.oneIn(8))) {
    const orders = offset === 0 && !rng.oneIn(6) ? PAGE_ORDERS : PART_ORDERS;
    writeEntry(
      input,
      entry,
      napotAddress(word, orders[rng.below(orders.length)]),
      cfg | (A_NAPOT << MODE_SHIFT),
    );
    return;
  }
  if (choice < 8) writeEntry(input, entry, word, cfg | (A_NA4 << MODE_SHIFT));
  else if (choice === 8) writeEntry(input, entry, word, cfg | (A_OFF << MODE_SHIFT));
  else {
    const before = entryAt(entry - 1);
    if (entry > 0 && input[before + ENTRY_ADDR] === 0) input[before + ENTRY_ADDR] = word;
    writeEntry(input, entry, word + (PAGE / 4) * (1 + rng.below(2)), cfg | (A_TOR << MODE_SHIFT));
  }
}

/** Code and tables open among the first rules of a domain, and mostly all else behind its last. */
function openHome(input: Input, rng: Rng, home: number): void {
  const first = firstEntryOf(input, home);
  const end = endEntryOf(input, home);
  if (first >= end) return;
  const opened = first + rng.below(Math.min(3, end - first));
  const opening = napotAddress(MAIN_CODE >>> 2, COMMON_ORDER);
  writeEntry(input, opened, opening, RWX | (A_NAPOT << MODE_SHIFT));
  if (opened === end - 1 || rng.oneIn(4)) return;
  const rights = BACKGROUND_RIGHTS[rng.below(BACKGROUND_RIGHTS.length)];
  const isDram = rng.oneIn(4);
  const order = isDram ? 32 - Math.clz32(input[RAM_PAGES] * PAGE) : EVERYTHING;
  const base = isDram ? MAIN_CODE >>> 2 : 0;
  writeEntry(input, end - 1, napotAddress(base, order), rights | suppression(rng) | (A_NAPOT << MODE_SHIFT));
}

/** Locks, each rare by itself. */
function writeLocks(input: Input, rng: Rng, aim: Aim): void {
  if (rng.oneIn(LOCK_ONE_IN)) {
    lockedDomains(input, rng, aim);
    input[IOPMP_MDLCK] = aim.lo;
    input[IOPMP_MDLCKH] = aim.hi;
  }
  if (rng.oneIn(LOCK_ONE_IN)) input[IOPMP_MDCFGLCK] = lockedPrefix(rng.below(input[IOPMP_MD_NUM] + 2), rng);
  if (rng.oneIn(LOCK_ONE_IN)) input[IOPMP_ENTRYLCK] = lockedPrefix(entryBoundary(input, rng), rng);
}

/** The IOPMP: its properties, whose entries are whose, rules that leave the program running mostly, reactions. */
export function writeIopmp(input: Input, rng: Rng, aim: Aim): void {
  chooseIopmp(input, rng);
  const home = writeAssociation(input, rng, aim);
  const ruled = Math.min(input[IOPMP_ENTRY_NUM], RULED_ENTRIES);
  for (let entry = 0; entry < ruled; entry++) if (!rng.oneIn(3)) writeRule(input, rng, entry);
  if (input[IOPMP_SRCMD_FMT] === 1 && rng.oneIn(2))
    openHome(input, rng, Math.min(input[DMA_RRID], input[IOPMP_MD_NUM] - 1));
  openHome(input, rng, home);
  if (!rng.oneIn(4)) input[IOPMP_ERR_CFG] = errorConfiguration(rng) | (rng.oneIn(24) ? 1 : 0);
  aim.set(contestedPage(input, rng) + 4 * rng.below(4), 0);
  if (rng.oneIn(2)) input[IOPMP_MSIADDR] = messageAddress(input, aim);
  writeLocks(input, rng, aim);
  input[IOPMP_ENABLE] = rng.oneIn(8) ? 0 : 1;
  legaliseIopmp(input);
}
