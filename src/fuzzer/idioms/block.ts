import { LUI, uType } from '../encoding.ts';
import type { Draft } from '../program.ts';
import { A0 } from '../registers.ts';

/** Registers that hold a device's address and what is stored into it. */
export const BLOCK = A0 + 6;
export const VALUE = A0 + 7;

/** Loads a device register's address without its low 12 bits, and returns these as an offset. */
export function emitBlock(draft: Draft, address: number): number {
  const offset = (address << 20) >> 20;
  draft.push(uType(LUI, BLOCK, address - offset));
  return offset;
}
