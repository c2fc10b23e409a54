import type { Rng } from '../../bits/rng.ts';
import {
  CHECKER_DRAM,
  DRAM_SLOTS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  MAPPING_COUNT,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPINGS,
  PAGE,
  REGS,
  SLOT_ADDR,
  SLOT_PRESENT,
} from '../../input/layout.ts';
import { anyChange, anyIdiom } from '../idioms/index.ts';
import { setPair } from '../pair.ts';
import { insertDraft, sectionOf } from '../program.ts';
import { addressRegister } from '../registers.ts';
import { anyPresentSlot, slotAt } from '../slot-bounds.ts';
import type { Mutator } from './mutator.ts';

/** True for loads, stores and atomics of full size, and for cache-block instructions. */
function touchesMemory(word: number): boolean {
  const opcode = word & 0x7f;
  return opcode === 0x03 || opcode === 0x23 || opcode === 0x2f || (word & 0x707f) === 0x200f;
}

/** Index of an instruction that touches memory, or -1. */
function anyMemoryInstruction(input: Input, rng: Rng): number {
  const count = input[INSTRUCTION_COUNT];
  const start = count > 0 ? rng.below(count) : 0;
  for (let i = 0; i < count; i++) {
    const index = (start + i) % count;
    if (touchesMemory(input[INSTRUCTIONS + index])) return index;
  }
  return -1;
}

/** Base register of an instruction that touches memory, or one that usually holds an address. */
export function baseInUse(input: Input, rng: Rng): number {
  const index = anyMemoryInstruction(input, rng);
  const base = index < 0 ? 0 : (input[INSTRUCTIONS + index] >>> 15) & 31;
  return base === 0 || rng.oneIn(4) ? addressRegister(rng) : base;
}

const aimRegister: Mutator = {
  name: 'aim-register',
  weight: 8,
  mutate(input, rng, { aim }) {
    aim.pick(input, rng);
    if (rng.oneIn(4)) aim.straddle(rng, 8);
    setPair(input, REGS + 2 * baseInUse(input, rng), aim.lo, aim.hi);
    return true;
  },
};

const aimAtRule: Mutator = {
  name: 'aim-register-at-rule',
  weight: 4,
  mutate(input, rng, { aim }) {
    if (!aim.pickRuleBound(input, rng)) return false;
    aim.jitter(input, rng);
    setPair(input, REGS + 2 * baseInUse(input, rng), aim.lo, aim.hi);
    return true;
  },
};

const repeatAfterChange: Mutator = {
  name: 'repeat-access-after-change',
  weight: 8,
  mutate(input, rng, { draft, aim }) {
    const index = anyMemoryInstruction(input, rng);
    if (index < 0) return false;
    const word = input[INSTRUCTIONS + index];
    draft.clear();
    anyChange(draft, input, rng, aim);
    draft.push(word);
    return insertDraft(input, sectionOf(input, index), index + 1, draft);
  },
};

const prepareAccess: Mutator = {
  name: 'change-before-access',
  weight: 4,
  mutate(input, rng, { draft, aim }) {
    const index = anyMemoryInstruction(input, rng);
    if (index < 0) return false;
    draft.clear();
    anyIdiom(draft, input, rng, aim);
    return insertDraft(input, sectionOf(input, index), index, draft);
  },
};

const moveRuleToMapping: Mutator = {
  name: 'rule-at-mapped-page',
  weight: 3,
  mutate(input, rng, { aim }) {
    const count = input[MAPPING_COUNT];
    const at = anyPresentSlot(input, rng);
    if (count === 0 || at < 0) return false;
    const mapping = MAPPINGS + rng.below(count) * MAPPING_STRIDE + MAPPING_PA;
    aim.set(input[mapping], input[mapping + 1]);
    if (rng.oneIn(3)) aim.add(PAGE);
    setPair(
      input,
      at + SLOT_ADDR,
      (aim.lo >>> 2) | (aim.hi << 30) | (rng.oneIn(2) ? 0x1ff : 0),
      aim.hi >>> 2,
    );
    return true;
  },
};

const alignNeighbours: Mutator = {
  name: 'rule-meets-neighbour',
  weight: 2,
  mutate(input, rng, { aim }) {
    if (!aim.pickSlotBound(input, rng)) return false;
    const slot = 1 + rng.below(input[DRAM_SLOTS]);
    const at = slotAt(CHECKER_DRAM, slot);
    input[at + SLOT_PRESENT] = 1;
    setPair(input, at + SLOT_ADDR, (aim.lo >>> 2) | (aim.hi << 30), aim.hi >>> 2);
    return true;
  },
};

/** What ties program, rules and mappings together. */
export const RELATIONS: readonly Mutator[] = [
  aimRegister,
  aimAtRule,
  repeatAfterChange,
  prepareAccess,
  moveRuleToMapping,
  alignNeighbours,
];
