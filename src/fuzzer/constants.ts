import type { Rng } from '../bits/rng.ts';
import { type Input, REGS } from '../input/layout.ts';
import type { Aim } from './aim.ts';
import { ADD, ADDI, ADDIW, iType, LUI, rType, SLLI, uType } from './encoding.ts';
import type { Draft } from './program.ts';
import { registerNear, scratch, T0 } from './registers.ts';

/** Loads a sign-extended 32-bit value: one or two instructions. */
export function emitInt(draft: Draft, rd: number, value: number): void {
  if (value >= -2048 && value < 2048) {
    draft.push(iType(ADDI, rd, 0, value));
    return;
  }
  const low = (value << 20) >> 20;
  draft.push(uType(LUI, rd, value - low));
  if (low !== 0) draft.push(iType(ADDIW, rd, rd, low));
}

/** Loads a 64-bit value: up to seven instructions; needs a second register for values that are not even 32-bit ones. */
export function emitPair(draft: Draft, rd: number, lo: number, hi: number): void {
  if (hi === lo >> 31) {
    emitInt(draft, rd, lo);
    return;
  }
  if (hi === 0 && (lo & 1) === 0 && lo >>> 1 < 0x7fff_f800) {
    emitInt(draft, rd, lo >>> 1);
    draft.push(iType(SLLI, rd, rd, 1));
    return;
  }
  emitInt(draft, rd, lo < 0 ? (hi + 1) | 0 : hi);
  draft.push(iType(SLLI, rd, rd, 32));
  if (lo === 0) return;
  const other = rd === T0 ? T0 + 1 : T0;
  emitInt(draft, other, lo);
  draft.push(rType(ADD, rd, rd, other));
}

/** Low half of a register's initial value. */
function startOf(input: Input, register: number): number {
  return input[REGS + 2 * register];
}

/**
 * Makes the aim reachable from a register: mostly one that starts near it if there is one, else one that is
 * loaded here. Returns register and 12-bit offset packed: see {@link baseOf} and {@link offsetOf}.
 */
export function emitReach(draft: Draft, input: Input, rng: Rng, aim: Aim): number {
  const near = rng.oneIn(4) ? 0 : registerNear(input, aim);
  if (near !== 0) return (near << 12) | ((aim.lo - startOf(input, near)) & 0xfff);
  const register = scratch(rng);
  const offset = (aim.lo << 20) >> 20;
  const below = (aim.lo - offset) | 0;
  const carry = below >>> 0 < aim.lo >>> 0 && offset < 0 ? 1 : 0;
  emitPair(draft, register, below, (aim.hi + carry) | 0);
  return (register << 12) | (offset & 0xfff);
}

/** Base register of a packed reach. */
export function baseOf(reach: number): number {
  return reach >> 12;
}

/** Signed 12-bit offset of a packed reach. */
export function offsetOf(reach: number): number {
  return (reach << 20) >> 20;
}
