import type { Rng } from '../bits/rng.ts';
import {
  CHECKER_DRAM,
  CHECKER_FLASH,
  CHECKER_UART,
  CHECKERS,
  DRAM_SLOTS,
  FLASH_PAGES,
  type Input,
  MAX_SLOTS,
  SLOT_ADDR,
  SLOT_CFG,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
} from '../input/layout.ts';

/** Word of a slot's record. */
export function slotAt(checker: number, slot: number): number {
  return SLOTS + (checker * MAX_SLOTS + slot) * SLOT_STRIDE;
}

/** Addressing modes: CFG bits 1:0. @source worldguard.md 3.2 */
export const A_OFF = 0;
export const A_TOR = 1;
export const A_NA4 = 2;
export const A_NAPOT = 3;

/** One in so many times it is another checker than that of DRAM. */
const OTHER_ONE_IN = 6;

/** Whether a checker stands in front of something. */
function isThere(input: Input, checker: number): boolean {
  if (checker === CHECKER_FLASH) return input[FLASH_PAGES] > 0;
  return input[DRAM_SLOTS + checker] > 0;
}

/** A checker by chance, mostly that of DRAM. */
export function anyChecker(input: Input, rng: Rng): number {
  if (!rng.oneIn(OTHER_ONE_IN)) return CHECKER_DRAM;
  const checker = CHECKER_UART + rng.below(CHECKERS - CHECKER_UART);
  return isThere(input, checker) ? checker : CHECKER_UART;
}

/** Word of a slot that firmware writes, by chance, mostly one of the DRAM checker; -1 if there is none. */
export function anyPresentSlot(input: Input, rng: Rng): number {
  const first = rng.oneIn(4) ? CHECKER_UART + rng.below(CHECKERS - CHECKER_UART) : CHECKER_DRAM;
  for (let i = 0; i < CHECKERS; i++) {
    const at = presentSlotOf(input, rng, (first + i) % CHECKERS);
    if (at >= 0) return at;
  }
  return -1;
}

/** Clears the slots that a checker, perhaps with fewer slots than before or not there any more, does not have. */
export function dropLostSlots(input: Input, checker: number): void {
  const last = input[DRAM_SLOTS + checker];
  input.fill(0, slotAt(checker, last === 0 ? 0 : last + 1), slotAt(checker + 1, 0));
}

/** The checker to which the slot at word `at` belongs. */
export function checkerOf(at: number): number {
  return Math.floor((at - SLOTS) / (MAX_SLOTS * SLOT_STRIDE));
}

function presentSlotOf(input: Input, rng: Rng, checker: number): number {
  const slots = input[DRAM_SLOTS + checker] + 1;
  const start = rng.below(slots);
  for (let i = 0; i < slots; i++) {
    const slot = start + i < slots ? start + i : start + i - slots;
    const at = slotAt(checker, slot);
    if (input[at + SLOT_PRESENT] === 1) return at;
  }
  return -1;
}

/** log2 of the bytes that a NAPOT slot covers, 3..34: larger ranges count as 2^34. */
export function napotOrder(input: Input, at: number): number {
  let ones = 0;
  while (ones < 31 && ((input[at + SLOT_ADDR] >>> ones) & 1) === 1) ones++;
  return ones + 3;
}

/** True if the slot covers a range by itself (NA4 or NAPOT). */
export function isOwnRange(input: Input, at: number): boolean {
  return (input[at + SLOT_CFG] & 3) >= A_NA4;
}
