import { INSTRUCTIONS } from './table/index.ts';
import type { Instruction } from './table/instruction.ts';
import { lineOf } from './table/lookup.ts';
import { extractField, fieldMask, insertField, type Slot } from './table/pattern.ts';
import { AssemblyError } from './text/assembly-error.ts';
import { fits, type Operand } from './text/operands.ts';
import { Scanner } from './text/scanner.ts';
import { PRINTED, READ, type Spelling } from './text/spelling.ts';

export { AssemblyError };

/** Operand values by slot; a slot that nothing has set is left 0 in the word. */
type Values = Partial<Record<Slot, number>>;

/** By line of the table: the bits of a word that mean something; the others are ignored, and no text says them. */
const MEANT = INSTRUCTIONS.map(({ mask, fields }) =>
  fields.reduce((bits, field) => bits | fieldMask(field), mask),
);

/**
 * The instruction that one line of GNU-like assembly spells: int32, or 0..0xffff for a compressed one (`c.…`). Spaces
 * may surround it; comments and labels are the caller's. Throws {@link AssemblyError} for anything else, in time linear
 * in the line.
 */
export function assemble(line: string): number {
  const scanner = new Scanner(line);
  const spellings = READ.get(scanner.word());
  if (spellings === undefined) throw scanner.error('an instruction');
  let error: AssemblyError | undefined;
  for (const spelling of spellings) {
    try {
      return readSpelling(new Scanner(line), spelling);
    } catch (caught) {
      if (!(caught instanceof AssemblyError)) throw caught;
      error = moreTelling(error, caught);
    }
  }
  throw error;
}

/**
 * Canonical text of an instruction: `assemble` of it gives the same word (the low half, for a compressed one).
 * `undefined` if the word does not decode or has bits that no text says; write those as `.word` or `.half`.
 */
export function disassemble(word: number): string | undefined {
  const key = (word & 3) === 3 ? word | 0 : word & 0xffff;
  const line = lineOf(key);
  const instruction = INSTRUCTIONS[line];
  if (instruction === undefined || (key & ~MEANT[line]) !== 0) return undefined;
  const values: Values = {};
  for (const field of instruction.fields) values[field.slot] = extractField(field, key);
  const spelling = PRINTED.get(instruction)?.find(({ fixed }) =>
    fixed.every(([slot, value]) => values[slot] === value),
  );
  return spelling === undefined ? undefined : print(spelling, values);
}

function encode(instruction: Instruction, values: Values): number {
  return instruction.fields.reduce((word, field) => {
    const value = values[field.slot];
    return value === undefined ? word : word | insertField(field, value);
  }, instruction.match);
}

function readSpelling(scanner: Scanner, spelling: Spelling): number {
  const { parts, instruction, fixed } = spelling;
  const values: Values = Object.fromEntries(fixed);
  scanner.advance(spelling.name.length);
  parts.forEach((part, index) => {
    if (typeof part !== 'string')
      readOperand(scanner, part, { values, instruction, mayLack: parts[index + 1] === '(' });
    else if (scanner.sees(part)) scanner.advance(1);
    else throw scanner.error(JSON.stringify(part));
  });
  if (!scanner.ended()) throw scanner.error('end of line');
  return encode(instruction, values);
}

interface Target {
  readonly values: Values;
  readonly instruction: Instruction;
  /** An offset before its base register may be left out. */
  readonly mayLack: boolean;
}

function readOperand(scanner: Scanner, operand: Operand, { values, instruction, mayLack }: Target): void {
  const { slot } = operand;
  const field = instruction.fields.find((each) => each.slot === slot);
  const word = scanner.word();
  const value = mayLack && scanner.sees('(') ? 0 : operand.read(word);
  if (value === undefined || (field !== undefined && !fits(field, value))) {
    throw scanner.error(operand.expected(field));
  }
  scanner.advance(word.length);
  // The two sets of a fence share its immediate.
  if (slot !== undefined) values[slot] = (values[slot] ?? 0) | value;
}

function print({ name, parts }: Spelling, values: Values): string | undefined {
  let text = name;
  let gap = ' ';
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part === '(' ? `${gap}(` : part;
      gap = part === ',' ? ' ' : '';
      continue;
    }
    const operand = part.print(part.slot === undefined ? 0 : (values[part.slot] ?? 0));
    if (operand === undefined) return undefined;
    text += gap + operand;
    gap = '';
  }
  return text;
}

/** Of two failed readings of a line, the one that came further; if none did, what either expected. */
function moreTelling(first: AssemblyError | undefined, second: AssemblyError): AssemblyError {
  if (first === undefined || second.column > first.column) return second;
  if (second.column < first.column || first.expected.split(' or ').includes(second.expected)) return first;
  return new AssemblyError(first.column, `${first.expected} or ${second.expected}`, first.found);
}
