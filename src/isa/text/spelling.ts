import { InvariantError } from '../../bits/errors.ts';
import { type Alias, PRINTED_ALIASES, READ_ALIASES } from '../table/aliases.ts';
import { INSTRUCTIONS } from '../table/index.ts';
import type { Instruction } from '../table/instruction.ts';
import type { Slot } from '../table/pattern.ts';
import { OPERANDS, type Operand } from './operands.ts';

/** One way to write an instruction. */
export interface Spelling {
  readonly name: string;
  /** Operand words and punctuation in order. */
  readonly parts: readonly Part[];
  readonly instruction: Instruction;
  /** Operands that the name says already. */
  readonly fixed: readonly (readonly [Slot, number])[];
}

/** An operand or one character of punctuation. */
export type Part = Operand | ',' | '(' | ')';

const SUFFIXES = ['', '.rl', '.aq', '.aqrl'];

const OWN = INSTRUCTIONS.flatMap((instruction) =>
  instruction.fields.some((field) => field.slot === 'aqrl')
    ? SUFFIXES.map((suffix, aqrl) =>
        spelling(instruction.name + suffix, instruction.syntax, instruction, { aqrl }),
      )
    : [spelling(instruction.name, instruction.syntax, instruction, {})],
);

/** By instruction: the spellings that the disassembler tries in this order. */
export const PRINTED: ReadonlyMap<Instruction, readonly Spelling[]> = groupBy(
  [...PRINTED_ALIASES.map(spellingOf), ...OWN],
  (each) => each.instruction,
);

/** By name: the spellings that the assembler tries in this order. */
export const READ: ReadonlyMap<string, readonly Spelling[]> = groupBy(
  [...OWN, ...PRINTED_ALIASES.map(spellingOf), ...READ_ALIASES.map(spellingOf)],
  (each) => each.name,
);

function spellingOf(alias: Alias): Spelling {
  const instruction = INSTRUCTIONS.find((line) => line.name === alias.of);
  if (instruction === undefined) throw new InvariantError(`${alias.name} spells nothing`);
  return spelling(alias.name, alias.syntax, instruction, alias.fixed);
}

function spelling(
  name: string,
  syntax: string,
  instruction: Instruction,
  fixed: Partial<Record<Slot, number>>,
): Spelling {
  const parts = (syntax.match(/[a-z0-9]+|[,()]/g) ?? []).map(partOf);
  return { name, parts, instruction, fixed: Object.entries(fixed) as [Slot, number][] };
}

function partOf(text: string): Part {
  if (text === ',' || text === '(' || text === ')') return text;
  const operand = OPERANDS[text];
  if (operand === undefined) throw new InvariantError(`no such operand: ${text}`);
  return operand;
}

function groupBy<Key>(spellings: readonly Spelling[], keyOf: (each: Spelling) => Key): Map<Key, Spelling[]> {
  const groups = new Map<Key, Spelling[]>();
  for (const each of spellings) {
    const group = groups.get(keyOf(each));
    if (group === undefined) groups.set(keyOf(each), [each]);
    else group.push(each);
  }
  return groups;
}
