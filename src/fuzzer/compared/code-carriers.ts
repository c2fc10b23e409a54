import { INSTRUCTION_COUNT, INSTRUCTIONS, type Input } from '../../input/layout.ts';
import { indices } from '../stage/walk.ts';
import { ADDRESS, type Carrier } from './carrier.ts';

const OPCODE = 0x7f;
const LUI = 0x37;
const STORE = 0x23;
/** addi, addiw and jalr have funct3 0; loads any. */
const FUNCT3 = 0x7000;
const ADDERS = [0x13, 0x1b, 0x67];
const LOAD = 0x03;
/** The low part of a constant comes within so many instructions of the upper one. */
const NEAR = 4;

/** What an upper immediate is the upper part of: itself, or a constant that comes to an instruction behind it. */
interface Constant {
  readonly value: number;
  /** Word of the instruction with the low 12 bits, or -1. */
  readonly low: number;
}

function destination(word: number): number {
  return (word >>> 7) & 31;
}

function source(word: number): number {
  return (word >>> 15) & 31;
}

/** Whether an instruction adds a 12-bit immediate to a register. */
function addsTo(word: number, register: number): boolean {
  if (source(word) !== register) return false;
  const opcode = word & OPCODE;
  if (opcode === STORE || opcode === LOAD) return true;
  return ADDERS.includes(opcode) && (word & FUNCT3) === 0;
}

function immediate(word: number): number {
  return (word & OPCODE) === STORE ? ((word >> 25) << 5) | ((word >>> 7) & 31) : word >> 20;
}

function withImmediate(word: number, value: number): number {
  if ((word & OPCODE) !== STORE) return (word & 0xf_ffff) | (value << 20);
  return (word & 0x1ff_f07f) | ((value & 31) << 7) | ((value >> 5) << 25);
}

function constantAt(input: Input, at: number): Constant {
  const upper = input[at] & -0x1000;
  const register = destination(input[at]);
  const end = Math.min(at + NEAR, INSTRUCTIONS + input[INSTRUCTION_COUNT] - 1);
  for (let low = at + 1; low <= end; low++) {
    if (addsTo(input[low], register)) return { value: upper + immediate(input[low]), low };
  }
  return { value: upper, low: -1 };
}

/** Constants in the program, shifted left by so many bits later. */
function constants(name: string, shift: number, [below, above]: readonly [number, number]): Carrier {
  const unit = 1 << shift;
  return {
    name,
    sort: ADDRESS,
    below,
    above,
    places: (input) =>
      indices(
        input[INSTRUCTION_COUNT],
        (i) => (input[INSTRUCTIONS + i] & OPCODE) === LUI && destination(input[INSTRUCTIONS + i]) !== 0,
      ).map((i) => INSTRUCTIONS + i),
    numbers: (input, at) => [unit * constantAt(input, at).value],
    move(input, at, delta) {
      const { value, low } = constantAt(input, at);
      const next = value + Math.floor(delta / unit);
      if (next < -0x8000_0000 || next > 0x7fff_ffff) return false;
      const lower = low < 0 ? next & 0xfff : (next << 20) >> 20;
      const upper = (input[at] & 0xfff) | (next - lower);
      const isNew = upper !== input[at] || (low >= 0 && next !== value);
      input[at] = upper;
      if (low >= 0) input[low] = withImmediate(input[low], lower);
      return isNew;
    },
  };
}

/** Addresses that code loads; as halves, which is how it comes to what lies above 2 GiB; and as rules count them. */
export const CODE_CARRIERS: readonly Carrier[] = [
  constants('constants', 0, [64, 2047]),
  constants('constants-of-halves', 1, [64, 2047]),
];
