import { hex } from '../bits/word.ts';
import { type Fields, type Table, wrongField } from './fields.ts';

/** Addresses of the symbols that a file defines, by name; a global one before a local one of the same name. */
export type Symbols = ReadonlyMap<string, bigint>;

const SYMBOL_BYTES = 24;
const SHT_SYMTAB = 2;
const SHT_STRTAB = 3;
const UNDEFINED = 0;
const BIND_LOCAL = 0;
const TYPE_SECTION = 3;
const TYPE_FILE = 4;

/** A section header, as far as it matters here. */
interface Section {
  readonly index: number;
  readonly type: number;
  readonly offset: bigint;
  readonly size: bigint;
  readonly link: number;
  readonly entrySize: bigint;
}

/**
 * The named addresses of a file: none if it is stripped.
 * @source System V gABI 4.1, "Section Header", "Symbol Table", "String Table"
 */
export function readSymbols(file: Fields, table: Table): Symbols {
  const sections = file.records(table).map((at, index) => readSection(file, at, index));
  const symbols = new Map<string, bigint>();
  for (const section of sections) {
    if (section.type === SHT_SYMTAB) addSymbols(file, section, sections, symbols);
  }
  return symbols;
}

function readSection(file: Fields, at: number, index: number): Section {
  return {
    index,
    type: file.u32(at + 4),
    offset: file.u64(at + 24),
    size: file.u64(at + 32),
    link: file.u32(at + 40),
    entrySize: file.u64(at + 56),
  };
}

function addSymbols(
  file: Fields,
  section: Section,
  sections: readonly Section[],
  symbols: Map<string, bigint>,
): void {
  const what = `section ${section.index}`;
  if (section.entrySize !== BigInt(SYMBOL_BYTES)) {
    throw wrongField(`${what}, sh_entsize`, String(section.entrySize), `${SYMBOL_BYTES}, a symbol's`);
  }
  if (section.size % BigInt(SYMBOL_BYTES) !== 0n) {
    throw wrongField(`${what}, sh_size`, hex(section.size), `a multiple of ${SYMBOL_BYTES}`);
  }
  file.stretch(`${what}, symbols`, section.offset, section.size);
  const names = stringsOf(file, what, sections[section.link]);
  const count = Number(section.size) / SYMBOL_BYTES;
  for (let i = 1; i < count; i++) addSymbol(file, Number(section.offset) + i * SYMBOL_BYTES, names, symbols);
}

function stringsOf(file: Fields, what: string, strings: Section | undefined): Uint8Array {
  if (strings === undefined || strings.type !== SHT_STRTAB) {
    throw wrongField(`${what}, sh_link`, 'no string table', 'the string table of its names');
  }
  const bytes = file.stretch(`section ${strings.index}, names`, strings.offset, strings.size);
  if (bytes.at(-1) === 0) return bytes;
  throw wrongField(`section ${strings.index}, names`, 'a last name without end', 'a byte 0 at the end');
}

function addSymbol(file: Fields, at: number, names: Uint8Array, symbols: Map<string, bigint>): void {
  const nameAt = file.u32(at);
  const info = file.u8(at + 4);
  const type = info & 0xf;
  if (file.u16(at + 6) === UNDEFINED || type === TYPE_SECTION || type === TYPE_FILE) return;
  if (nameAt >= names.length) {
    throw wrongField(`symbol at ${hex(at)}, st_name`, hex(nameAt), `a place below ${hex(names.length)}`);
  }
  const name = new TextDecoder().decode(names.subarray(nameAt, names.indexOf(0, nameAt)));
  if (name === '' || (info >> 4 === BIND_LOCAL && symbols.has(name))) return;
  symbols.set(name, file.u64(at + 8));
}
