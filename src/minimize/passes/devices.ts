import { emptyInput } from '../../input/empty.ts';
import {
  CHECKERS,
  GRANULE,
  HAS_PMP,
  HW_BYPASS,
  MAX_REMAP_PAGES,
  MAX_SLOTS,
  MODE,
  MWID,
  MWIDLIST,
  NWORLDS,
  PMP,
  PMP_CFG,
  PMP_ENTRIES,
  PMP_STRIDE,
  REMAP,
  REMAP_STRIDE,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PERM,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
  STEPS,
  TRUSTED_WID,
} from '../../input/layout.ts';
import type { Trial } from '../trial.ts';
import { clearBits, clearWords, setWord } from '../words.ts';

const DEFAULT = emptyInput();
const WORLDS = [NWORLDS, TRUSTED_WID, MWID, MWIDLIST, HW_BYPASS];

/** Slots back to their reset values, then their fields. */
export function resetSlots(trial: Trial): void {
  for (let i = 0; i < CHECKERS * MAX_SLOTS; i++) {
    const at = SLOTS + i * SLOT_STRIDE;
    if (trial.best[at + SLOT_PRESENT] === 0) continue;
    if (trial.attempt((copy) => clearWords(copy, at, SLOT_STRIDE))) continue;
    clearBits(trial, at + SLOT_CFG);
    for (const word of [SLOT_PERM + 1, SLOT_PERM]) clearBits(trial, at + word);
    trial.attempt((copy) => clearWords(copy, at + SLOT_ADDR, 2));
  }
  for (let i = 0; i < 2 * MAX_REMAP_PAGES; i++)
    trial.attempt((copy) => clearWords(copy, REMAP + (i * REMAP_STRIDE) / 2, 2));
}

/** PMP as after reset, then entry by entry. */
export function resetPmp(trial: Trial): void {
  if (trial.best[HAS_PMP] === 0) return;
  const words = PMP_ENTRIES * PMP_STRIDE;
  if (trial.attempt((copy) => clearWords(copy, HAS_PMP, 1 + words))) return;
  for (let i = PMP_ENTRIES - 1; i >= 0; i--) {
    const at = PMP + i * PMP_STRIDE;
    if (!trial.attempt((copy) => clearWords(copy, at, PMP_STRIDE))) clearBits(trial, at + PMP_CFG);
  }
}

/** Words of the platform back to the board's usual values: the worlds together, the others alone. */
export function resetPlatform(trial: Trial): void {
  trial.attempt((copy) => {
    let changed = false;
    for (const word of WORLDS) changed = setWord(copy, word, DEFAULT[word]) || changed;
    return changed;
  });
  for (let word = 1; word < MODE; word++) {
    if (word !== STEPS) toDefault(trial, word);
  }
  toDefault(trial, GRANULE);
}

function toDefault(trial: Trial, word: number): void {
  trial.attempt((copy) => setWord(copy, word, DEFAULT[word]));
}
