import { hex } from '../../bits/word.ts';
import { AssemblyError, assemble, disassemble } from '../../isa/assembler.ts';
import {
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  MAX_CODE_SECTIONS,
  MAX_INSTRUCTIONS,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
} from '../layout.ts';
import type { Line } from './line.ts';
import { getPair, multipleOf, setPair, toU64 } from './number.ts';
import type { Section } from './section.ts';

/**
 * `code 0x80000000`: instructions from that physical address upwards, in assembly; what does not disassemble is a
 * `.word` (32 bits) or a `.half` (16 bits). May come several times.
 */
export const CODE: Section = {
  name: 'code',
  repeats: true,
  print(input, out) {
    const sections = input[SECTION_COUNT];
    for (let i = 0; i < sections; i++) {
      const at = SECTIONS + i * SECTION_STRIDE;
      const first = input[at + SECTION_FIRST];
      const next = i + 1 < sections ? input[at + SECTION_STRIDE + SECTION_FIRST] : input[INSTRUCTION_COUNT];
      out.open(`code ${i}`, `code ${hex(getPair(input, at + SECTION_PA))}`, true);
      for (let k = first; k < next; k++) out.item(`${k - first}`, printInstruction(input[INSTRUCTIONS + k]));
    }
  },
  open(line, input) {
    const index = input[SECTION_COUNT];
    const at = SECTIONS + index * SECTION_STRIDE;
    const pa = multipleOf(line, line.word('a physical address'), 2n, 'a physical address');
    if (index === MAX_CODE_SECTIONS) line.fail(`at most ${MAX_CODE_SECTIONS} code sections`, 'one more');
    setPair(input, at + SECTION_PA, pa);
    input[at + SECTION_FIRST] = input[INSTRUCTION_COUNT];
    input[SECTION_COUNT] = index + 1;
    return `code ${index}`;
  },
  item(line, input) {
    const index = input[INSTRUCTION_COUNT];
    const word = readInstruction(line);
    if (index === MAX_INSTRUCTIONS) line.fail(`at most ${MAX_INSTRUCTIONS} instructions`, 'one more');
    input[INSTRUCTIONS + index] = word;
    input[INSTRUCTION_COUNT] = index + 1;
    return `${index - input[SECTIONS + (input[SECTION_COUNT] - 1) * SECTION_STRIDE + SECTION_FIRST]}`;
  },
};

/** One instruction as the text form writes it; a compressed one has its upper half zero. */
function printInstruction(word: number): string {
  const text = disassemble(word);
  if (text !== undefined) return text;
  const digits = (word & 3) === 3 ? 8 : 4;
  const name = digits === 8 ? '.word' : '.half';
  return `${name} 0x${(word >>> 0).toString(16).padStart(digits, '0')}`;
}

function readInstruction(line: Line): number {
  const text = line.rest();
  const raw = /^\.(word|half)\s+(\S+)$/.exec(text);
  if (raw !== null) return readRaw(line, raw[1] === 'word', raw[2]);
  try {
    return assemble(text) | 0;
  } catch (error) {
    if (error instanceof AssemblyError) {
      line.complain(`found ${error.found}, expected ${error.expected}`, error.column);
    }
    throw error;
  }
}

/** A raw word must be as long as its low two bits say: 11 begins a 32-bit instruction, all else a 16-bit one. */
function readRaw(line: Line, wide: boolean, digits: string): number {
  const value = toU64(digits);
  const fits =
    value !== undefined && value < (wide ? 1n << 32n : 1n << 16n) && ((value & 3n) === 3n) === wide;
  if (!fits)
    line.fail(
      wide
        ? '.word with a 32-bit number ending in bits 11'
        : '.half with a 16-bit number not ending in bits 11',
    );
  return Number(value) | 0;
}
