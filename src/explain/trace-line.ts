import { hexPair } from '../bits/word.ts';
import { disassemble } from '../isa/assembler.ts';
import { tell } from '../judge/tell.ts';
import { R_KIND, R_MODE, R_PC, R_WORD, RECORD, STEP_INTERRUPT } from '../trace/record.ts';
import { modeName } from './names.ts';

const INSTRUCTION = 28;
const ADDRESS = 10;
/** Digits of a step's number: what most runs need. */
const NUMBER = 7;

/** The lines of `count` steps from the beginning of a trace, the first of which has the number `first`. */
export function traceLines(trace: Int32Array, first: number, count: number): string {
  let text = '';
  for (let i = 0; i < count; i++) text += `${traceLine(first + i, trace, i * RECORD)}\n`;
  return text;
}

/**
 * One step in one line: its number, mode, pc, the instruction as bits and as text, then its accesses and what it came to
 * (register written, trap).
 */
function traceLine(step: number, record: Int32Array, at: number): string {
  const pc = hexPair(record[at + R_PC], record[at + R_PC + 1]).padEnd(ADDRESS);
  const word = record[at + R_WORD];
  const mode = modeName(record[at + R_MODE]);
  const bits = digits(word).padEnd(8);
  const text = instructionText(record, at).padEnd(INSTRUCTION);
  return `${String(step).padStart(NUMBER)}  ${mode} ${pc}  ${bits}  ${text}  ${tell(record, at)}`.trimEnd();
}

function digits(word: number): string {
  if (word === 0) return '';
  return (word >>> 0).toString(16).padStart((word & 3) === 3 ? 8 : 4, '0');
}

function instructionText(record: Int32Array, at: number): string {
  if (record[at + R_KIND] === STEP_INTERRUPT) return '(interrupt)';
  const word = record[at + R_WORD];
  return disassemble(word) ?? (word === 0 ? '(nothing)' : '(illegal)');
}
