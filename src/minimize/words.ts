import type { Input } from '../input/layout.ts';
import type { Trial } from './trial.ts';

/** Zeroes `count` words from `at` on; false if they are zero. */
export function clearWords(copy: Input, at: number, count: number): boolean {
  let changed = false;
  for (let i = at; i < at + count; i++) {
    if (copy[i] !== 0) changed = true;
    copy[i] = 0;
  }
  return changed;
}

/** Sets word `at`; false if it has that value. */
export function setWord(copy: Input, at: number, value: number): boolean {
  if (copy[at] === value) return false;
  copy[at] = value;
  return true;
}

/** Tries to clear the bits of word `at`, but for those to be kept: all, then one by one. */
export function clearBits(trial: Trial, at: number, kept = 0): void {
  if (trial.attempt((copy) => setWord(copy, at, copy[at] & kept))) return;
  for (let bit = 31; bit >= 0; bit--) {
    trial.attempt((copy) => {
      if ((((copy[at] & ~kept) >>> bit) & 1) === 0) return false;
      copy[at] &= ~(1 << bit);
      return true;
    });
  }
}
