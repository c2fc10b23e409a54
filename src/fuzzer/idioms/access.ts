import type { Rng } from '../../bits/rng.ts';
import type { Input } from '../../input/layout.ts';
import { PAGE, STEPS, TLB_ENTRIES } from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { baseOf, emitInt, emitReach, offsetOf } from '../constants.ts';
import {
  ADD,
  ADDI,
  BNE,
  bType,
  FENCE_I,
  iType,
  JALR,
  LR,
  LUI,
  rType,
  SC,
  SW,
  sType,
  uType,
} from '../encoding.ts';
import { anyAtomic, anyBlockOperation, anyInstruction, anyLoad, anyStore } from '../instructions.ts';
import type { Draft } from '../program.ts';
import { anyRegister, RA, scratch, T5, T6 } from '../registers.ts';

/** Steps that leave room for a sweep over many pages: four each, at least so many. */
const LONG_RUN = 256;
const MANY_PAGES = 40;

/** Loads, stores or AMOs at the aim, of any size. */
function emitAccess(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  const reach = emitReach(draft, input, rng, aim);
  const choice = rng.below(8);
  if (choice < 3) draft.push(anyLoad(rng, baseOf(reach), offsetOf(reach)));
  else if (choice < 6) draft.push(anyStore(rng, baseOf(reach), offsetOf(reach)));
  else draft.push(rType(anyAtomic(rng, 0), 0, emitExact(draft, rng, reach), 0));
}

/** The aimed address in one register, for instructions without an offset. */
function emitExact(draft: Draft, rng: Rng, reach: number): number {
  if (offsetOf(reach) === 0) return baseOf(reach);
  const exact = scratch(rng);
  draft.push(iType(ADDI, exact, baseOf(reach), offsetOf(reach)));
  return exact;
}

/** One access to an address that matters. */
export function access(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  aim.pick(input, rng);
  emitAccess(draft, input, rng, aim);
}

/** A load and a store of the same bytes, in either order. */
export function bothWays(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  aim.pick(input, rng);
  const reach = emitReach(draft, input, rng, aim);
  const loadFirst = rng.oneIn(2);
  if (loadFirst) draft.push(anyLoad(rng, baseOf(reach), offsetOf(reach)));
  draft.push(anyStore(rng, baseOf(reach), offsetOf(reach)));
  if (!loadFirst) draft.push(anyLoad(rng, baseOf(reach), offsetOf(reach)));
}

/** An access that reaches over the end of a page. */
export function straddle(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  aim.pickEdge(input, rng);
  aim.straddle(rng, 8);
  const reach = emitReach(draft, input, rng, aim);
  draft.push(
    rng.oneIn(2)
      ? anyLoad(rng, baseOf(reach), offsetOf(reach))
      : anyStore(rng, baseOf(reach), offsetOf(reach)),
  );
}

/** A cache-block instruction, or the zeroing of a block and a load from it. */
export function cacheBlock(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  aim.pick(input, rng);
  const reach = emitReach(draft, input, rng, aim);
  draft.push(anyBlockOperation(rng, emitExact(draft, rng, reach)));
  if (rng.oneIn(3)) draft.push(anyLoad(rng, baseOf(reach), offsetOf(reach)));
}

/** One access to each of many pages, as many as a small TLB holds or a few more than a large part of it. */
export function sweep(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  aim.pickEdge(input, rng);
  const reach = emitReach(draft, input, rng, aim);
  const base = scratch(rng);
  draft.push(iType(ADDI, base, baseOf(reach), offsetOf(reach)));
  const pages = input[STEPS] >= LONG_RUN && !rng.oneIn(3) ? MANY_PAGES + rng.below(16) : 2 + rng.below(6);
  draft.push(iType(ADDI, T5, 0, pages));
  draft.push(uType(LUI, T6, PAGE));
  draft.push(rng.oneIn(2) ? anyLoad(rng, base, 0) : anyStore(rng, base, 0));
  draft.push(rType(ADD, base, base, T6));
  draft.push(iType(ADDI, T5, T5, -1));
  draft.push(bType(BNE, T5, 0, -12));
}

/** LR and SC on one address, of one size or of two, with or without something in between. */
export function reservation(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  aim.pickEdge(input, rng);
  const reach = emitReach(draft, input, rng, aim);
  const size = rng.below(2);
  const base = scratch(rng);
  draft.push(iType(ADDI, base, baseOf(reach), offsetOf(reach)));
  draft.push(rType(LR[size], scratch(rng), base, 0));
  if (rng.oneIn(4)) draft.push(anyInstruction(input, rng));
  draft.push(rType(SC[rng.oneIn(8) ? 1 - size : size], scratch(rng), base, anyRegister(rng)));
}

/** Accesses to pages that share a TLB index: the first is evicted, then used again. */
export function evict(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  aim.pickEdge(input, rng);
  const { lo, hi } = aim;
  for (let i = 0; i < 3; i++) {
    aim.set(lo, hi);
    if (i === 1) aim.add(input[TLB_ENTRIES] * PAGE * (1 + rng.below(2)));
    emitAccess(draft, input, rng, aim);
  }
}

/** A few rounds of one access. */
export function loop(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  aim.pick(input, rng);
  const reach = emitReach(draft, input, rng, aim);
  const counter = scratch(rng);
  emitInt(draft, counter, 2 + rng.below(3));
  draft.push(
    rng.oneIn(2)
      ? anyLoad(rng, baseOf(reach), offsetOf(reach))
      : anyStore(rng, baseOf(reach), offsetOf(reach)),
  );
  draft.push(iType(ADDI, counter, counter, -1));
  draft.push(bType(BNE, counter, 0, -8));
}

/** A store into code, with or without fence.i behind it, and perhaps a call of it. */
export function patchCode(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  if (!aim.pickCode(input, rng)) return;
  aim.add(4 * rng.below(16));
  const value = scratch(rng);
  emitInt(draft, value, anyInstruction(input, rng));
  const reach = emitReach(draft, input, rng, aim);
  draft.push(sType(SW, baseOf(reach), value, offsetOf(reach)));
  if (!rng.oneIn(3)) draft.push(FENCE_I);
  if (rng.oneIn(4)) draft.push(iType(JALR, RA, baseOf(reach), offsetOf(reach)));
}
