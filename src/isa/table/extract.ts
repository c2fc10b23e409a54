import { INSTRUCTIONS } from './index.ts';
import type { Instruction } from './instruction.ts';
import { topBit } from './pattern.ts';

/**
 * The operands of every line as ints, for the decoder. Per line: kind, sub, three registers (shift, mask, base each),
 * sign shift of the immediate, and the range of its pieces (at, mask, to each). A register that the encoding lacks has
 * mask 0 and its implied value as base.
 */
const LINE = 14;
const PIECE = 3;
const lines = new Int32Array(INSTRUCTIONS.length * LINE);
const pieces = fill();

/** `kind` of line `line` of `INSTRUCTIONS`. */
export function kindOf(line: number): number {
  return lines[line * LINE];
}

/** `sub` of a line. */
export function subOf(line: number): number {
  return lines[line * LINE + 1];
}

/** Register number that `word` names; `which`: 0 rd, 1 rs1, 2 rs2. */
export function registerOf(line: number, which: number, word: number): number {
  const at = line * LINE + 2 + which * 3;
  return ((word >>> lines[at]) & lines[at + 1]) + lines[at + 2];
}

/** Immediate that `word` carries, sign-extended to int32 where the line says so. */
export function immediateOf(line: number, word: number): number {
  const at = line * LINE + 11;
  const unused = lines[at];
  let value = 0;
  for (let i = lines[at + 1]; i < lines[at + 2]; i += PIECE) {
    value |= ((word >>> pieces[i]) & pieces[i + 1]) << pieces[i + 2];
  }
  return (value << unused) >> unused;
}

function fill(): Int32Array {
  const list: number[] = [];
  INSTRUCTIONS.forEach((line, index) => {
    const start = list.length;
    const immediate = line.fields.find((field) => field.slot === 'imm');
    for (const piece of immediate?.pieces ?? []) list.push(piece.at, 2 ** piece.width - 1, piece.to);
    const unused = immediate?.signed === true ? 31 - topBit(immediate) : 0;
    const registers = (['rd', 'rs1', 'rs2'] as const).flatMap((slot) => placeOf(line, slot));
    lines.set([line.kind, line.sub, ...registers, unused, start, list.length], index * LINE);
  });
  return Int32Array.from(list);
}

function placeOf(line: Instruction, slot: 'rd' | 'rs1' | 'rs2'): number[] {
  const field = line.fields.find((candidate) => candidate.slot === slot);
  if (field === undefined) return [0, 0, line.implied[slot] ?? 0];
  const [{ at, width }] = field.pieces;
  return [at, 2 ** width - 1, field.base];
}
