import { hex } from '../../bits/word.ts';
import { emptyInput } from '../empty.ts';
import {
  type Input,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_LEVEL,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPING_VA,
  MAPPINGS,
  MAX_MAPPINGS,
  PAGE,
  TABLE_LEVELS,
  TABLES,
} from '../layout.ts';
import { type Line, list } from './line.ts';
import { getPair, multipleOf, setPair } from './number.ts';
import type { Section } from './section.ts';

/** Sizes of a leaf by its level. */
const SIZES: readonly string[] = ['4K', '2M', '1G', '512G'];
/** Names of the formats by their number of levels, from {@link FEWEST_LEVELS} up. */
const FORMATS: readonly string[] = ['sv39', 'sv48'];
const FEWEST_LEVELS = 3;
/** Flags of a PTE from bit 1 (R) to bit 7 (D); V is there unless `invalid` is said. */
const LETTERS = 'rwxugad';
const FLAGS = /^[r-][w-][x-][u-][g-][a-][d-]$/;
const VALID = 1;
const RSW_SHIFT = 8;
const DEFAULT: Readonly<Input> = emptyInput();
const DEFAULT_TABLES = getPair(DEFAULT, TABLES);

/**
 * `maps`: page tables. `tables 0x80010000 sv48` places the root and says their format (sv39 unless said), every other
 * item is a leaf:
 * `0x40000000 -> 0x80100000 rw-u-ad 4K`, then `invalid` if V is 0, `rsw=N` for bits 9:8.
 */
export const MAPS: Section = {
  name: 'maps',
  repeats: false,
  print(input, out) {
    out.open('maps', 'maps', false);
    const tables = getPair(input, TABLES);
    const levels = input[TABLE_LEVELS];
    const format = levels === DEFAULT[TABLE_LEVELS] ? '' : ` ${FORMATS[levels - FEWEST_LEVELS]}`;
    out.item('tables', `tables ${hex(tables)}${format}`, tables !== DEFAULT_TABLES || format !== '');
    for (let i = 0; i < input[MAPPING_COUNT]; i++) out.item(`${i}`, printMapping(input, i));
  },
  open() {
    return 'maps';
  },
  item(line, input) {
    const word = line.word('tables or a virtual address');
    if (word !== 'tables') return readMapping(line, input, word);
    readTables(line, input);
    return 'tables';
  },
};

function readTables(line: Line, input: Input): void {
  const page = line.word('the physical address of the root table');
  setPair(input, TABLES, multipleOf(line, page, BigInt(PAGE), 'a physical address'));
  const format = line.optionalWord();
  if (format === undefined) return;
  if (!FORMATS.includes(format)) line.fail(list([...FORMATS, 'the end of the line']));
  input[TABLE_LEVELS] = FEWEST_LEVELS + FORMATS.indexOf(format);
}

function printMapping(input: Input, index: number): string {
  const at = MAPPINGS + index * MAPPING_STRIDE;
  const flags = input[at + MAPPING_FLAGS];
  const letters = [...LETTERS].map((letter, i) => (((flags >> (i + 1)) & 1) === 1 ? letter : '-')).join('');
  const rsw = flags >> RSW_SHIFT;
  const words = [hex(getPair(input, at + MAPPING_VA)), '->', hex(getPair(input, at + MAPPING_PA)), letters];
  words.push(SIZES[input[at + MAPPING_LEVEL]]);
  if ((flags & VALID) === 0) words.push('invalid');
  if (rsw !== 0) words.push(`rsw=${rsw}`);
  return words.join(' ');
}

function readMapping(line: Line, input: Input, va: string): string {
  const index = input[MAPPING_COUNT];
  const at = MAPPINGS + index * MAPPING_STRIDE;
  const page = multipleOf(line, va, BigInt(PAGE), 'tables or a virtual address');
  if (index === MAX_MAPPINGS) line.fail(`at most ${MAX_MAPPINGS} mappings`, 'one more');
  setPair(input, at + MAPPING_VA, page);
  if (line.word('->') !== '->') line.fail('->');
  const pa = line.word('a physical address');
  setPair(input, at + MAPPING_PA, multipleOf(line, pa, BigInt(PAGE), 'a physical address'));
  const letters = line.word('flags like rwxugad or r--u-a-');
  if (!FLAGS.test(letters)) line.fail('flags like rwxugad or r--u-a-');
  let flags = VALID;
  for (let i = 0; i < LETTERS.length; i++) if (letters[i] !== '-') flags |= 1 << (i + 1);
  const sizes = SIZES.slice(0, input[TABLE_LEVELS]);
  input[at + MAPPING_LEVEL] = sizes.indexOf(line.word(list(sizes)));
  if (input[at + MAPPING_LEVEL] < 0) line.fail(list(sizes));
  input[at + MAPPING_FLAGS] = readRareFlags(line, flags);
  input[MAPPING_COUNT] = index + 1;
  return `${index}`;
}

function readRareFlags(line: Line, flags: number): number {
  let all = flags;
  for (let word = line.optionalWord(); word !== undefined; word = line.optionalWord()) {
    if (word === 'invalid') all &= ~VALID;
    else if (/^rsw=[123]$/.test(word)) all |= Number(word[4]) << RSW_SHIFT;
    else line.fail('invalid or rsw=1, 2 or 3');
  }
  return all;
}
