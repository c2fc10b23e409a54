import { hasIopmp } from '../../input/iopmp-rules.ts';
import {
  CHECKERS,
  CSR_PRESENT,
  CSRS,
  DMA_RRID,
  DMA_WID,
  EVENT_COUNT,
  EVENT_KIND,
  EVENT_STRIDE,
  EVENT_TRANSACTION_END,
  EVENT_TRANSACTION_RRID,
  EVENT_TRANSACTION_START,
  EVENTS,
  HART_RRID,
  INITIAL_CSRS,
  type Input,
  IOPMP_MSI_RRID,
  IOPMP_ROWS,
  IOPMP_RRID_NUM,
  IOPMP_SRCMD_FMT,
  MAX_SLOTS,
  MWID,
  NWORLDS,
  ROW_STRIDE,
  SLOT_PERM,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
  TRUSTED_WID,
} from '../../input/layout.ts';
import type { Trial } from '../trial.ts';

/** RRIDs that a reader expects: of the hart, and of DMA. */
const HART = 0;
const DMA = 1;
/** WIDs that a reader expects. */
const PLAIN_WIDS = [0, 1];
const MLWID = INITIAL_CSRS.indexOf('mlwid');
const SLWID = INITIAL_CSRS.indexOf('slwid');
const MWIDDELEG = INITIAL_CSRS.indexOf('mwiddeleg');

/** Gives the hart RRID 0 and DMA RRID 1, with the rights that their present ones have. */
export function renumberRrids(trial: Trial): void {
  if (!hasIopmp(trial.best)) return;
  trial.attempt((copy) => exchangeRrids(copy, copy[HART_RRID], HART));
  if (trial.best[HART_RRID] === trial.best[DMA_RRID]) return;
  trial.attempt((copy) => exchangeRrids(copy, copy[DMA_RRID], DMA));
}

/** Worlds other than M-mode's and the trusted one become 0 and 1, if those are not in use. */
export function renumberWids(trial: Trial): void {
  for (let wid = 2; wid < trial.best[NWORLDS]; wid++) {
    for (const plain of PLAIN_WIDS) {
      const { best } = trial;
      if (!usesWid(best, wid) || isFixed(best, wid) || usesWid(best, plain) || isFixed(best, plain)) continue;
      trial.attempt((copy) => renameWid(copy, wid, plain));
    }
  }
}

/** Only where rows belong to RRIDs; elsewhere an RRID is more than a name. */
function exchangeRrids(copy: Input, a: number, b: number): boolean {
  const count = copy[IOPMP_RRID_NUM];
  if (a === b || a >= count || b >= count || copy[IOPMP_SRCMD_FMT] !== 0) return false;
  for (let word = 0; word < ROW_STRIDE; word++) {
    const atA = IOPMP_ROWS + a * ROW_STRIDE + word;
    const atB = IOPMP_ROWS + b * ROW_STRIDE + word;
    [copy[atA], copy[atB]] = [copy[atB], copy[atA]];
  }
  for (const word of [HART_RRID, DMA_RRID, IOPMP_MSI_RRID, ...messageRrids(copy)]) {
    if (copy[word] === a) copy[word] = b;
    else if (copy[word] === b) copy[word] = a;
  }
  return true;
}

/** Words with the RRIDs of transaction messages. */
function messageRrids(input: Input): readonly number[] {
  const events = Array.from({ length: input[EVENT_COUNT] }, (_, i) => EVENTS + i * EVENT_STRIDE);
  return events.filter((at) => isMessage(input[at + EVENT_KIND])).map((at) => at + EVENT_TRANSACTION_RRID);
}

function isMessage(kind: number): boolean {
  return kind === EVENT_TRANSACTION_START || kind === EVENT_TRANSACTION_END;
}

/** Renaming this WID would change what the platform gives M-mode and trusted software. */
function isFixed(input: Input, wid: number): boolean {
  return input[MWID] === wid || input[TRUSTED_WID] === wid;
}

function usesWid(input: Input, wid: number): boolean {
  if (input[DMA_WID] === wid) return true;
  for (const csr of [MLWID, SLWID]) if (hasCsr(input, csr) && input[CSRS + 2 * csr] === wid) return true;
  if (hasCsr(input, MWIDDELEG) && ((input[CSRS + 2 * MWIDDELEG] >>> wid) & 1) !== 0) return true;
  return slotsOf(input).some((at) => rightsOf(input, at, wid) !== 0);
}

/** `from` becomes `to`, which nothing uses. */
function renameWid(copy: Input, from: number, to: number): boolean {
  if (copy[DMA_WID] === from) copy[DMA_WID] = to;
  for (const csr of [MLWID, SLWID]) {
    const at = CSRS + 2 * csr;
    if (hasCsr(copy, csr) && copy[at] === from) copy[at] = to;
  }
  const deleg = CSRS + 2 * MWIDDELEG;
  const bit = (copy[deleg] >>> from) & 1;
  if (hasCsr(copy, MWIDDELEG)) copy[deleg] = (copy[deleg] & ~(1 << from)) | (bit << to);
  for (const at of slotsOf(copy)) {
    const rights = rightsOf(copy, at, from);
    copy[permWord(at, from)] &= ~(3 << (2 * (from & 15)));
    copy[permWord(at, to)] |= rights << (2 * (to & 15));
  }
  return true;
}

function hasCsr(input: Input, csr: number): boolean {
  return ((input[CSR_PRESENT] >>> csr) & 1) !== 0;
}

/** The slots that firmware has written. */
function slotsOf(input: Input): readonly number[] {
  const all = Array.from({ length: CHECKERS * MAX_SLOTS }, (_, i) => SLOTS + i * SLOT_STRIDE);
  return all.filter((at) => input[at + SLOT_PRESENT] === 1);
}

/** The word of PERM with the two bits of a WID. */
function permWord(slot: number, wid: number): number {
  return slot + SLOT_PERM + (wid >> 4);
}

function rightsOf(input: Input, slot: number, wid: number): number {
  return (input[permWord(slot, wid)] >>> (2 * (wid & 15))) & 3;
}
