import type { Rng } from '../../bits/rng.ts';
import type { Input } from '../../input/layout.ts';
import { PAGE, TLB_ENTRIES } from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { baseOf, emitInt, emitReach, offsetOf } from '../constants.ts';
import { ADDI, BNE, bType, FENCE_I, iType, JALR, LR, rType, SC, SW, sType } from '../encoding.ts';
import { anyAtomic, anyInstruction, anyLoad, anyStore } from '../instructions.ts';
import type { Draft } from '../program.ts';
import { anyRegister, RA, scratch } from '../registers.ts';

/** Loads, stores or AMOs at the aim, of any size. */
function emitAccess(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  const reach = emitReach(draft, input, rng, aim);
  const choice = rng.below(8);
  if (choice < 3) draft.push(anyLoad(rng, baseOf(reach), offsetOf(reach)));
  else if (choice < 6) draft.push(anyStore(rng, baseOf(reach), offsetOf(reach)));
  else emitAtomic(draft, rng, reach, anyAtomic(rng, 0));
}

/** An atomic instruction with its base filled in, behind the addition of the offset that it cannot encode. */
function emitAtomic(draft: Draft, rng: Rng, reach: number, word: number): void {
  let base = baseOf(reach);
  if (offsetOf(reach) !== 0) {
    const exact = scratch(rng);
    draft.push(iType(ADDI, exact, base, offsetOf(reach)));
    base = exact;
  }
  draft.push(rType(word, 0, base, 0));
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
