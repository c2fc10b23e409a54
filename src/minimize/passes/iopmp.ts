import { emptyInput } from '../../input/empty.ts';
import { hasIopmp, legaliseIopmp } from '../../input/iopmp-rules.ts';
import {
  DEVICE,
  DEVICE_IOPMP,
  DEVICE_NONE,
  DEVICE_WGCHECKER,
  ENTRY_ADDR,
  ENTRY_CFG,
  ENTRY_STRIDE,
  type Input,
  IOPMP,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_ENTRYLCK,
  IOPMP_ERR_CFG,
  IOPMP_FEATURES,
  IOPMP_MDCFG,
  IOPMP_MDLCK,
  IOPMP_MSIADDR,
  IOPMP_ROWS,
  IOPMP_SRCMD_FMT,
  MAX_ENTRIES,
  MAX_MDS,
  MAX_RRIDS,
  ROW_EN,
  ROW_ENH,
  ROW_STRIDE,
} from '../../input/layout.ts';
import { backwards } from '../chunks.ts';
import type { Change, Trial } from '../trial.ts';
import { clearBits, clearWords, setWord } from '../words.ts';

const DEFAULT = emptyInput();
/** What can be left when an IOPMP goes, or its companion; the plainest first. */
const BOARDS = [DEVICE_WGCHECKER, DEVICE_NONE, DEVICE_IOPMP];
/** Field a of ENTRY_CFG, its value for NAPOT, and the low bits of ADDR of such a region of 4 KiB. */
const A_FIELD = 3 << 3;
const NAPOT = 3 << 3;
const ONE_PAGE = 0x1ff;
/** Bits of SRCMD_EN: l, and that of domain 0. */
const EN_L = 1 << 0;
const EN_DOMAIN_0 = 1 << 1;

/** Of a board with an IOPMP: another board, without it or with it alone. */
export function dropDevices(trial: Trial): void {
  if (!hasIopmp(trial.best)) return;
  BOARDS.some((device) => trial.attempt(legally((copy) => setWord(copy, DEVICE, device))));
}

/** The IOPMP as it is usually built, or nearly, then with less programmed into it. */
export function resetIopmp(trial: Trial): void {
  if (!hasIopmp(trial.best)) return;
  resetProperties(trial);
  backwards(MAX_ENTRIES, (i) => resetEntry(trial, IOPMP_ENTRIES + i * ENTRY_STRIDE));
  backwards(MAX_RRIDS, (row) => resetRow(trial, IOPMP_ROWS + row * ROW_STRIDE));
  trial.attempt(joinDomains);
  backwards(MAX_MDS, (md) => emptyDomain(trial, md));
  for (let word = IOPMP_MDLCK; word <= IOPMP_ENTRYLCK; word++) clearBits(trial, word);
  clearBits(trial, IOPMP_ERR_CFG);
  trial.attempt((copy) => clearWords(copy, IOPMP_MSIADDR, 2));
  trial.attempt((copy) => clearWords(copy, IOPMP_ENABLE, 1));
}

/** Properties together, then alone; features bit by bit. */
function resetProperties(trial: Trial): void {
  trial.attempt(
    legally((copy) => {
      let changed = false;
      for (let word = IOPMP; word <= IOPMP_FEATURES; word++)
        changed = setWord(copy, word, DEFAULT[word]) || changed;
      return changed;
    }),
  );
  for (let word = IOPMP; word <= IOPMP_FEATURES; word++)
    trial.attempt(legally((copy) => setWord(copy, word, DEFAULT[word])));
  for (let other = trial.best[IOPMP_FEATURES] ^ DEFAULT[IOPMP_FEATURES]; other !== 0; other &= other - 1) {
    const bit = other & -other;
    trial.attempt(legally((copy) => setWord(copy, IOPMP_FEATURES, copy[IOPMP_FEATURES] ^ bit)));
  }
}

/** Back to its reset value, else with fewer bits, and a page long. */
function resetEntry(trial: Trial, at: number): void {
  if (!hasBits(trial.best, at, ENTRY_STRIDE)) return;
  if (trial.attempt((copy) => clearWords(copy, at, ENTRY_STRIDE))) return;
  trial.attempt((copy) => clearWords(copy, at + ENTRY_ADDR + 1, 1));
  clearBits(trial, at + ENTRY_CFG, A_FIELD);
  if ((trial.best[at + ENTRY_CFG] & A_FIELD) !== NAPOT) return;
  const addr = at + ENTRY_ADDR;
  trial.attempt((copy) => setWord(copy, addr, copy[addr] | ONE_PAGE));
}

/** Back to its reset value, else word by word. */
function resetRow(trial: Trial, at: number): void {
  if (!hasBits(trial.best, at, ROW_STRIDE)) return;
  if (trial.attempt((copy) => clearWords(copy, at, ROW_STRIDE))) return;
  for (let word = at; word < at + ROW_STRIDE; word++) if (trial.best[word] !== 0) clearBits(trial, word);
}

/** One domain for all entries, which all RRIDs have that have one. */
function joinDomains(copy: Input): boolean {
  const bounds = copy.subarray(IOPMP_MDCFG, IOPMP_MDCFG + MAX_MDS);
  if (copy[IOPMP_SRCMD_FMT] !== 0 || bounds.every((bound, md) => md === 0 || bound === 0)) return false;
  const end = Math.max(...bounds);
  bounds.fill(0);
  bounds[0] = end;
  for (let row = 0; row < MAX_RRIDS; row++) {
    const at = IOPMP_ROWS + row * ROW_STRIDE;
    const hasDomain = (copy[at + ROW_EN] & ~EN_L) !== 0 || copy[at + ROW_ENH] !== 0;
    copy[at + ROW_EN] = (copy[at + ROW_EN] & EN_L) | (hasDomain ? EN_DOMAIN_0 : 0);
    copy[at + ROW_ENH] = 0;
  }
  return true;
}

/** A domain without entries, or with fewer: it ends where the one before it does, or earlier. */
function emptyDomain(trial: Trial, md: number): void {
  const at = IOPMP_MDCFG + md;
  if (trial.best[at] === 0) return;
  if (md > 0) trial.attempt((copy) => copy[at - 1] < copy[at] && setWord(copy, at, copy[at - 1]));
  clearBits(trial, at);
}

function hasBits(input: Input, at: number, count: number): boolean {
  for (let word = at; word < at + count; word++) if (input[word] !== 0) return true;
  return false;
}

/** The change, and whatever else it takes for the board to have a valid IOPMP or none. */
function legally(change: Change): Change {
  return (copy) => {
    if (!change(copy)) return false;
    legaliseIopmp(copy);
    return true;
  };
}
