import { invariant } from '../../bits/errors.ts';
import { type Pattern, parsePattern } from './pattern.ts';

/** One line of the instruction table: decoder, assembler and disassembler all read this. */
export interface Instruction extends Pattern {
  readonly name: string;
  /** Operands in assembly: the words of `text/operands.ts` with their punctuation. */
  readonly syntax: string;
  /** D_KIND and D_SUB of the decoded form. */
  readonly kind: number;
  readonly sub: number;
  /** Registers and immediate that the encoding does not carry; 0 where absent. */
  readonly implied: Implied;
}

/** Operands with a fixed value. */
export interface Implied {
  readonly rd?: number;
  readonly rs1?: number;
  readonly rs2?: number;
  readonly imm?: number;
}

/** A constructor of table lines of one kind: name, operands, encoding, sub. */
export type Line = (name: string, syntax: string, pattern: string, sub?: number) => Instruction;

/** Lines of `kind`, for the tables of full-size instructions. */
export function linesOf(kind: number): Line {
  return (name, syntax, pattern, sub = 0) => {
    const parsed = parsePattern(pattern);
    invariant(parsed.width === 32, `${name} has 32 bits`);
    return { name, syntax, kind, sub, implied: {}, ...parsed };
  };
}
