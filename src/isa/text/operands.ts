import { hex } from '../../bits/word.ts';
import { csrName, csrNumber } from '../csr-names.ts';
import { registerName, registerNumber } from '../registers.ts';
import { bottomBit, extractField, type Field, insertField, type Slot, topBit } from '../table/pattern.ts';

/** How one word of a syntax (`rd`, `imm`, `target` …) is read and printed. */
export interface Operand {
  /** Where the value goes; absent for a word that is fixed. */
  readonly slot?: Slot;
  /** The value that `word` spells, whether or not it fits; `undefined` if it spells none. */
  read(word: string): number | undefined;
  /** Canonical spelling; `undefined` if the value has none. */
  print(value: number): string | undefined;
  /** What to write here, for messages. */
  expected(field: Field | undefined): string;
}

/** Whether an encoding can carry `value` in `field`. */
export function fits(field: Field, value: number): boolean {
  return extractField(field, insertField(field, value)) === value && value !== field.except;
}

const SP = 2;
const UPPER = 0x1000;
const ORDER = 'iorw';

/** Every word that a syntax may contain. */
export const OPERANDS: Readonly<Record<string, Operand>> = {
  rd: register('rd'),
  rs1: register('rs1'),
  rs2: register('rs2'),
  sp: {
    read: (word) => (registerNumber(word) === SP ? SP : undefined),
    print: () => 'sp',
    expected: () => 'sp',
  },
  imm: { slot: 'imm', read: numberOf, print: decimal, expected: immediateRange },
  zimm: { slot: 'rs1', read: numberOf, print: decimal, expected: immediateRange },
  // The twenty bits of lui and auipc as the manual counts them: unsigned, without the twelve zeros below.
  upper: { slot: 'imm', read: upperOf, print: (value) => hex(value >>> 12), expected: upperRange },
  // The value that lui leaves in the register.
  page: {
    slot: 'imm',
    read: numberOf,
    print: decimal,
    expected: () => 'a multiple of 0x1000 in -0x80000000..0x7ffff000',
  },
  target: { slot: 'imm', read: offsetOf, print: printTarget, expected: targetRange },
  csr: { slot: 'imm', read: csrOf, print: csrName, expected: () => 'a CSR (name or number 0..0xfff)' },
  pred: {
    slot: 'imm',
    read: (word) => orderOf(word, 4),
    print: (value) => printOrder(value >> 4),
    expected: orderSet,
  },
  succ: {
    slot: 'imm',
    read: (word) => orderOf(word, 0),
    print: (value) => printOrder(value & 0xf),
    expected: orderSet,
  },
};

function register(slot: Slot): Operand {
  return { slot, read: registerNumber, print: registerName, expected: registerRange };
}

function registerRange(field: Field | undefined): string {
  if (field?.base === 8) return 'a register of s0, s1, a0..a5';
  return field?.except === undefined ? 'a register' : `a register other than ${registerName(field.except)}`;
}

/** Decimal or `0x…` with an optional sign; `undefined` for any other text. */
function numberOf(word: string): number | undefined {
  const match = /^([+-]?)(0x[0-9a-f]+|0|[1-9][0-9]*)$/i.exec(word);
  if (match === null) return undefined;
  return match[1] === '-' ? 0 - Number(match[2]) : Number(match[2]);
}

function decimal(value: number): string {
  if (Math.abs(value) < 0x1000) return String(value);
  return value < 0 ? `-${hex(-value)}` : hex(value);
}

function immediateRange(field: Field | undefined): string {
  if (field === undefined) return 'a number';
  const step = 2 ** bottomBit(field);
  const least = field.signed ? -(2 ** topBit(field)) : 0;
  const most = 2 ** (topBit(field) + (field.signed ? 0 : 1)) - step;
  const what = step === 1 ? 'an immediate' : `a multiple of ${step}`;
  const nonzero = field.except === 0 ? ' other than 0' : '';
  return `${what} in ${least}..${most}${nonzero}`;
}

/** The value of `0..0xfffff` shifted into place, as int32. */
function upperOf(word: string): number | undefined {
  const value = numberOf(word);
  return value === undefined || value < 0 || value > 0xfffff ? undefined : (value * UPPER) | 0;
}

function upperRange(field: Field | undefined): string {
  if (field === undefined || topBit(field) === 31) return 'an upper immediate in 0..0xfffff';
  const limit = 2 ** (topBit(field) - 12);
  return `an upper immediate in 0x1..${hex(limit - 1)} or ${hex(0x10_0000 - limit)}..0xfffff`;
}

/** `.`, `.+8`, `.-4`: an offset from the instruction itself. */
function offsetOf(word: string): number | undefined {
  if (word === '.') return 0;
  return /^\.[+-]/.test(word) ? numberOf(word.slice(1)) : undefined;
}

function printTarget(value: number): string {
  return value < 0 ? `.${decimal(value)}` : `.+${decimal(value)}`;
}

function targetRange(field: Field | undefined): string {
  const reach = field === undefined ? 0 : 2 ** topBit(field);
  return `a target in .-${reach} to .+${reach - 2}, even`;
}

function csrOf(word: string): number | undefined {
  return csrNumber(word) ?? numberOf(word);
}

/** A set of `i`, `o`, `r`, `w` in this order as four bits, moved to `shift`; the empty set has no spelling. */
function orderOf(word: string, shift: number): number | undefined {
  const bits = [...ORDER].reduce((set, letter) => set * 2 + (word.includes(letter) ? 1 : 0), 0);
  return word !== '' && printOrder(bits) === word ? bits << shift : undefined;
}

function printOrder(bits: number): string | undefined {
  if (bits < 1 || bits > 15) return undefined;
  return [...ORDER].filter((_, index) => ((bits << index) & 8) !== 0).join('');
}

function orderSet(): string {
  return 'a set of i, o, r, w in this order';
}
