import type { Rng } from '../bits/rng.ts';
import {
  CHECKER_DRAM,
  CHECKER_UART,
  DRAM_SLOTS,
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

/** Word of a slot that firmware writes, by chance, mostly one of the DRAM checker; -1 if there is none. */
export function anyPresentSlot(input: Input, rng: Rng): number {
  const checker = rng.oneIn(4) ? CHECKER_UART : CHECKER_DRAM;
  const at = presentSlotOf(input, rng, checker);
  return at >= 0 ? at : presentSlotOf(input, rng, CHECKER_DRAM + CHECKER_UART - checker);
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
