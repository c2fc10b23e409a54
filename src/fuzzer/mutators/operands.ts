import type { Rng } from '../../bits/rng.ts';
import { INSTRUCTION_COUNT, INSTRUCTIONS, type Input } from '../../input/layout.ts';
import type { Executed } from '../executed.ts';
import { anyCsr, anyOffset } from '../instructions.ts';
import { replaceInstruction } from '../program.ts';
import { anyRegister } from '../registers.ts';
import { turn, widOrWider } from '../values.ts';
import type { Mutator } from './mutator.ts';

/** Bits 6:2 of a 32-bit instruction, by what they carry. @source Unprivileged ISA 20240411, table "RISC-V base opcode map" */
const LOAD = 0x00;
const STORE = 0x08;
const AMO = 0x0b;
const BRANCH = 0x18;
const JAL = 0x1b;
const SYSTEM = 0x1c;
const LUI = 0x0d;
const AUIPC = 0x05;

const RD = 7;
const RS1 = 15;
const RS2 = 20;
const REGISTER_FIELDS = [RD, RS1, RS2];
const TRIES = 4;

/** Index of a 32-bit instruction by chance, or -1. */
function fullSize(input: Input, rng: Rng, executed: Executed): number {
  for (let i = 0; i < TRIES; i++) {
    const index = executed.pick(input, rng);
    if (index >= 0 && (input[INSTRUCTIONS + index] & 3) === 3) return index;
  }
  return -1;
}

function opcodeOf(word: number): number {
  return (word >>> 2) & 0x1f;
}

/** `word` with the bits from `shift` up to `width` replaced. */
function withField(word: number, shift: number, width: number, value: number): number {
  const mask = ((1 << width) - 1) << shift;
  return (word & ~mask) | ((value << shift) & mask);
}

const changeRegister: Mutator = {
  name: 'change-register',
  weight: 8,
  mutate(input, rng, { executed }) {
    const index = fullSize(input, rng, executed);
    if (index < 0) return false;
    const word = input[INSTRUCTIONS + index];
    const field = REGISTER_FIELDS[rng.below(REGISTER_FIELDS.length)];
    replaceInstruction(input, index, withField(word, field, 5, anyRegister(rng)));
    return true;
  },
};

/** The word with another immediate in the format of its opcode. */
function withImmediate(input: Input, rng: Rng, word: number): number {
  const near = rng.oneIn(2);
  switch (opcodeOf(word)) {
    case LOAD:
      return withField(word, RS2, 12, near ? (word >>> 20) + rng.below(17) - 8 : anyOffset(rng));
    case STORE: {
      const now = ((word >>> 25) << 5) | ((word >>> 7) & 0x1f);
      const offset = near ? now + rng.below(17) - 8 : anyOffset(rng);
      return withField(withField(word, RD, 5, offset), 25, 7, offset >> 5);
    }
    case BRANCH:
      return withField(word, 8, 4, 2 * rng.below(8));
    case JAL:
      return withField(word, 21, 5, 2 * rng.below(8));
    case LUI:
    case AUIPC:
      return near ? word ^ (1 << (12 + rng.below(20))) : withField(word, 12, 20, rng.next());
    case AMO:
      return withField(word, 25, 2, rng.below(4));
    case SYSTEM:
      return withField(word, RS1, 5, widOrWider(input, rng));
    default:
      return near ? word ^ (1 << (20 + rng.below(12))) : withField(word, RS2, 12, turn(rng));
  }
}

const changeImmediate: Mutator = {
  name: 'change-immediate',
  weight: 8,
  mutate(input, rng, { executed }) {
    const index = fullSize(input, rng, executed);
    if (index < 0) return false;
    const word = input[INSTRUCTIONS + index];
    const now = withImmediate(input, rng, word);
    if (now === word) return false;
    replaceInstruction(input, index, now);
    return true;
  },
};

const changeVariant: Mutator = {
  name: 'change-variant',
  weight: 6,
  mutate(input, rng, { executed }) {
    const index = fullSize(input, rng, executed);
    if (index < 0) return false;
    const word = input[INSTRUCTIONS + index];
    const opcode = opcodeOf(word);
    const flip = 1 + rng.below(opcode === AMO ? 1 : opcode === STORE ? 3 : 7);
    replaceInstruction(input, index, word ^ (flip << 12));
    return true;
  },
};

const changeCsr: Mutator = {
  name: 'change-csr',
  weight: 4,
  mutate(input, rng, { executed }) {
    const count = input[INSTRUCTION_COUNT];
    const start = executed.pick(input, rng);
    for (let i = 0; i < count; i++) {
      const index = (start + i) % count;
      const word = input[INSTRUCTIONS + index];
      if ((word & 0x7f) !== 0x73 || ((word >>> 12) & 7) === 0) continue;
      replaceInstruction(input, index, withField(word, RS2, 12, anyCsr(rng)));
      return true;
    }
    return false;
  },
};

const flipBits: Mutator = {
  name: 'flip-instruction-bits',
  weight: 2,
  mutate(input, rng, { executed }) {
    const index = executed.pick(input, rng);
    if (index < 0) return false;
    let word = input[INSTRUCTIONS + index];
    for (let left = 1 + rng.below(3); left > 0; left--) word ^= 1 << rng.below(32);
    replaceInstruction(input, index, rng.oneIn(8) ? rng.next() : word);
    return true;
  },
};

/** Fields of single instructions, and their raw bits. */
export const OPERANDS: readonly Mutator[] = [
  changeRegister,
  changeImmediate,
  changeVariant,
  changeCsr,
  flipBits,
];
