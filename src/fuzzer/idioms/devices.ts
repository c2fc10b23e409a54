import type { Rng } from '../../bits/rng.ts';
import {
  FLASH_BASES,
  FLASH_PAGES,
  type Input,
  PAGE,
  PLIC_BASE,
  REMAP_PAGES,
  REMAP_REGISTERS_BASE,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import {
  anySource,
  MSIP,
  MTIME,
  MTIMECMP,
  PLIC_CLAIM,
  PLIC_ENABLES,
  PLIC_THRESHOLDS,
} from '../board-places.ts';
import { emitInt, emitPair } from '../constants.ts';
import {
  ADD,
  ADDI,
  CSR_REGISTER,
  csrNumber,
  iType,
  LOADS,
  LUI,
  rType,
  SD,
  STORES,
  SW,
  sType,
  uType,
  WFI,
} from '../encoding.ts';
import { anyLoad } from '../instructions.ts';
import type { Draft } from '../program.ts';
import { anyRegister, scratch } from '../registers.ts';
import { remapTarget } from '../values.ts';
import { BLOCK, emitBlock, VALUE } from './block.ts';
import { enableInterrupts } from './interrupts.ts';

const CSRRS = CSR_REGISTER[1];
const TIME = csrNumber('time');
const LW = LOADS[2];
const LD = LOADS[3];
/** Values that a store to flash may carry: array mode, then commands of other modes. */
const COMMANDS = [0xff, 0xff, 0xff, 0x40, 0x70, 0x90, 0];
/** Parts of a route through the PLIC. */
const PRIORITY = 1;
const ENABLE = 2;
const THRESHOLD = 4;
/** From now to the time that is waited for. */
const DISTANCES = [0, 1, 1, 2, 4, 8, -1];

/** A command to a flash bank, mostly with a read behind it; nothing if there is no flash. */
export function flashCommand(draft: Draft, input: Input, rng: Rng, _aim: Aim): void {
  const pages = input[FLASH_PAGES];
  if (pages === 0) return;
  const bank = FLASH_BASES[rng.below(FLASH_BASES.length)] + PAGE * rng.below(pages);
  draft.push(uType(LUI, BLOCK, bank));
  emitInt(draft, VALUE, COMMANDS[rng.below(COMMANDS.length)]);
  draft.push(sType(STORES[rng.below(STORES.length)], BLOCK, VALUE, 8 * rng.below(4)));
  if (!rng.oneIn(3)) draft.push(anyLoad(rng, BLOCK, 8 * rng.below(4)));
}

/** Another target for a page of the remapping region, or none; nothing if there is no such region. */
export function remapPage(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  const pages = input[REMAP_PAGES];
  if (pages === 0) return;
  remapTarget(input, rng, aim);
  if (rng.oneIn(6)) emitInt(draft, VALUE, 0);
  else emitPair(draft, VALUE, aim.lo, aim.hi);
  draft.push(uType(LUI, BLOCK, REMAP_REGISTERS_BASE));
  const register = 8 * rng.below(2 * pages);
  draft.push(sType(rng.oneIn(4) ? SW : SD, BLOCK, VALUE, register));
  if (rng.oneIn(2)) draft.push(sType(SD, BLOCK, VALUE, register ^ 8));
}

/** Sets the timer a little after now, or to the past, enables its interrupt, and perhaps waits for it. */
export function timer(draft: Draft, _input: Input, rng: Rng, _aim: Aim): void {
  const now = emitBlock(draft, MTIME);
  if (rng.oneIn(2)) draft.push(iType(CSRRS, VALUE, 0, TIME));
  else draft.push(iType(LD, VALUE, BLOCK, now));
  draft.push(iType(ADDI, VALUE, VALUE, DISTANCES[rng.below(DISTANCES.length)]));
  const compare = emitBlock(draft, MTIMECMP);
  draft.push(sType(rng.oneIn(6) ? SW : SD, BLOCK, VALUE, compare));
  if (rng.oneIn(8)) draft.push(sType(SD, BLOCK, anyRegister(rng), compare));
  if (!rng.oneIn(4)) enableInterrupts(draft, rng);
  if (rng.oneIn(2)) draft.push(WFI);
}

/** Sets or clears the software interrupt of M-mode. */
export function softwareInterrupt(draft: Draft, _input: Input, rng: Rng, _aim: Aim): void {
  const offset = emitBlock(draft, MSIP);
  emitInt(draft, VALUE, rng.oneIn(4) ? 0 : 1);
  draft.push(sType(SW, BLOCK, VALUE, offset));
  if (!rng.oneIn(3)) enableInterrupts(draft, rng);
}

/** Sets up a source of the PLIC for M or S as firmware does, or only a part of that. */
export function routeInterrupt(draft: Draft, input: Input, rng: Rng, _aim: Aim): void {
  const source = anySource(input, rng);
  const context = rng.below(2);
  const parts = rng.oneIn(3) ? 1 + rng.below(7) : PRIORITY | ENABLE | (rng.oneIn(3) ? THRESHOLD : 0);
  if ((parts & PRIORITY) !== 0) {
    draft.push(uType(LUI, BLOCK, PLIC_BASE));
    emitInt(draft, VALUE, rng.oneIn(8) ? 0 : 1 + rng.below(7));
    draft.push(sType(SW, BLOCK, VALUE, 4 * source));
  }
  if ((parts & ENABLE) !== 0) {
    const enables = emitBlock(draft, PLIC_BASE + PLIC_ENABLES[context]);
    emitInt(draft, VALUE, rng.oneIn(4) ? -1 : 1 << source);
    draft.push(sType(SW, BLOCK, VALUE, enables));
  }
  if ((parts & THRESHOLD) !== 0) {
    draft.push(uType(LUI, BLOCK, PLIC_BASE + PLIC_THRESHOLDS[context]));
    emitInt(draft, VALUE, rng.below(8));
    draft.push(sType(SW, BLOCK, VALUE, 0));
  }
  if (!rng.oneIn(4)) enableInterrupts(draft, rng);
}

/** Claims an interrupt and completes it, or one of the two. */
export function claimInterrupt(draft: Draft, input: Input, rng: Rng, _aim: Aim): void {
  draft.push(uType(LUI, BLOCK, PLIC_BASE + PLIC_THRESHOLDS[rng.below(2)]));
  const value = scratch(rng);
  const part = rng.below(4);
  if (part < 3) draft.push(iType(LW, value, BLOCK, PLIC_CLAIM));
  else emitInt(draft, value, anySource(input, rng));
  if (part !== 1) draft.push(sType(SW, BLOCK, value, PLIC_CLAIM));
}

/** Moves the time on, or back. */
export function setTime(draft: Draft, _input: Input, rng: Rng, _aim: Aim): void {
  const offset = emitBlock(draft, MTIME);
  emitInt(draft, VALUE, rng.below(64) - 8);
  if (rng.oneIn(2)) {
    draft.push(iType(LD, scratch(rng), BLOCK, offset));
    draft.push(rType(ADD, VALUE, VALUE, scratch(rng)));
  }
  draft.push(sType(rng.oneIn(3) ? SW : SD, BLOCK, VALUE, offset + (rng.oneIn(6) ? 4 : 0)));
}
