import type { Rng } from '../../bits/rng.ts';
import {
  DRAM_SLOTS,
  EXT_SMEPMP,
  EXTENSIONS,
  type Input,
  SLOT_STRIDE,
  WGC_BASES,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { emitInt, emitPair } from '../constants.ts';
import { ADDI, CSR_REGISTER, csrNumber, iType, LUI, SD, SW, sType, uType } from '../encoding.ts';
import { anyLoad } from '../instructions.ts';
import type { Draft } from '../program.ts';
import { scratch } from '../registers.ts';
import { A_NAPOT, A_TOR, anyChecker, anyPresentSlot, checkerOf, slotAt } from '../slot-bounds.ts';
import { permissions, reactions } from '../values.ts';
import { BLOCK, VALUE } from './block.ts';
import { clearMprv } from './modes.ts';

const CSRRW = CSR_REGISTER[0];
const PMPADDR0 = csrNumber('pmpaddr0');
const PMPCFG0 = csrNumber('pmpcfg0');
/** Register blocks of the checkers: slots begin behind 32 bytes and take 32 each. @source worldguard.md 3.1, 3.2 */
const FIRST_SLOT = 0x20;
const SLOT_BYTES = 0x20;
const ERRCAUSE = 0x10;
const ADDR = 0;
const PERM = 8;
const CFG = 16;
/** CFG bit 31. */
const LOCK = -0x8000_0000;
/** L of an entry's configuration. */
const PMP_LOCK = 0x80;

/** A slot number: one that firmware wrote, a neighbour of it, or any up to the last. */
function anySlot(input: Input, rng: Rng, checker: number): number {
  const last = input[DRAM_SLOTS + checker];
  const present = rng.oneIn(3) ? -1 : anyPresentSlot(input, rng);
  if (present < 0) return rng.below(last + 1);
  const slot = (present - slotAt(checkerOf(present), 0)) / SLOT_STRIDE;
  const near = slot + (rng.oneIn(4) ? rng.below(3) - 1 : 0);
  return near < 0 || near > last ? last : near;
}

/** Loads `aim >> 2` as a slot or PMP entry wants it, for NAPOT with the ones of a size of a page or a few. */
function emitBound(draft: Draft, rng: Rng, register: number, aim: Aim, napot: boolean): void {
  const ones = napot ? (rng.oneIn(8) ? 0 : (1 << (9 + rng.below(3))) - 1) : 0;
  const lo = (aim.lo >>> 2) | (aim.hi << 30) | ones;
  emitPair(draft, register, lo, aim.hi >>> 2);
}

/** A, reaction and lock bits of a CFG register. */
function anyConfiguration(rng: Rng): number {
  const mode = rng.below(8) < 5 ? (rng.oneIn(2) ? A_TOR : A_NAPOT) : rng.below(4);
  return mode | reactions(rng) | (rng.oneIn(24) ? LOCK : 0);
}

function storeBound(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  aim.pickEdge(input, rng);
  if (!rng.oneIn(4)) aim.toPage();
  emitBound(draft, rng, VALUE, aim, rng.oneIn(2));
  draft.push(sType(rng.oneIn(8) ? SW : SD, BLOCK, VALUE, ADDR));
}

function storePermissions(draft: Draft, input: Input, rng: Rng): void {
  emitInt(draft, VALUE, permissions(input, rng));
  draft.push(sType(rng.oneIn(2) ? SW : SD, BLOCK, VALUE, PERM));
}

function storeConfiguration(draft: Draft, value: number): void {
  emitInt(draft, VALUE, value);
  draft.push(sType(SW, BLOCK, VALUE, CFG));
}

/** Stores into one register of a slot, or into all in the order that the specification recommends. */
export function programSlot(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  if (rng.oneIn(4)) clearMprv(draft, rng);
  const checker = anyChecker(input, rng);
  const slot = anySlot(input, rng, checker);
  draft.push(uType(LUI, BLOCK, WGC_BASES[checker]));
  draft.push(iType(ADDI, BLOCK, BLOCK, FIRST_SLOT + SLOT_BYTES * slot));
  const what = rng.below(8);
  if (what < 3) {
    draft.push(sType(SW, BLOCK, 0, CFG));
    storeBound(draft, input, rng, aim);
    storePermissions(draft, input, rng);
  }
  if (what === 3) storeBound(draft, input, rng, aim);
  else if (what === 4 || what === 5) storePermissions(draft, input, rng);
  else storeConfiguration(draft, anyConfiguration(rng));
}

/** Reads a checker's error record, and clears it most of the time. */
export function readError(draft: Draft, input: Input, rng: Rng, _aim: Aim): void {
  draft.push(uType(LUI, BLOCK, WGC_BASES[anyChecker(input, rng)]));
  draft.push(anyLoad(rng, BLOCK, ERRCAUSE + 8 * rng.below(2)));
  if (!rng.oneIn(3)) draft.push(sType(SD, BLOCK, rng.oneIn(8) ? scratch(rng) : 0, ERRCAUSE));
}

/** Writes one PMP entry: an address, or the eight configurations of one register. */
export function programPmp(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  const value = scratch(rng);
  if (rng.oneIn(2)) {
    aim.pickEdge(input, rng);
    emitBound(draft, rng, value, aim, rng.oneIn(2));
    draft.push(iType(CSRRW, 0, value, PMPADDR0 + rng.below(4)));
    return;
  }
  const lock = rng.oneIn((input[EXTENSIONS] & EXT_SMEPMP) === 0 ? 32 : 4) ? PMP_LOCK : 0;
  const cfg = (rng.below(8) | (rng.below(4) << 3) | lock) << (8 * rng.below(3));
  emitInt(draft, value, cfg | (rng.oneIn(2) ? 0x1f00_0000 : 0x1f));
  draft.push(iType(CSRRW, 0, value, PMPCFG0));
}
