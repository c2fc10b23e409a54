import { InputError } from '../bits/errors.ts';
import { hex } from '../bits/word.ts';
import { type Fields, type Table, wrongField } from './fields.ts';

/** What the header of a file says. */
export interface Header {
  /** Virtual address of the first instruction. */
  readonly entry: bigint;
  readonly programHeaders: Table;
  /** No records in a file without sections. */
  readonly sectionHeaders: Table;
}

const HEADER_BYTES = 64;
const PROGRAM_HEADER_BYTES = 56;
const SECTION_HEADER_BYTES = 64;
const MAGIC = [0x7f, 0x45, 0x4c, 0x46];
const RISCV = 243;
/** The true count is in section 0. */
const COUNT_ELSEWHERE = 0xffff;
const FIRST_RESERVED_SECTION = 0xff00;
/** sh_size of section 0, where a count that does not fit the header is kept. */
const SECTION_SIZE_FIELD = 32;

const TYPES: Readonly<Record<number, string>> = {
  0: 'no type',
  1: 'a relocatable file',
  3: 'a position-independent file',
  4: 'a core dump',
};
/** ABIs of bare-metal files: none said, GNU extensions, standalone. */
const ABIS = [0, 3, 255];

/**
 * Reads the header of an ELF64 little-endian RISC-V executable; InputError for any other file.
 * @source System V gABI 4.1, "ELF Header"; RISC-V ELF psABI 1.0, "File Header"
 */
export function readHeader(file: Fields): Header {
  checkMagic(file.bytes);
  if (file.bytes.length < HEADER_BYTES) {
    throw new InputError(`the header has ${HEADER_BYTES} bytes, the file ${file.bytes.length}`);
  }
  checkIdentification(file);
  const type = file.u16(16);
  if (type !== 2) throw wrongField('e_type', describe(type, TYPES), 'an executable at fixed addresses (2)');
  const machine = file.u16(18);
  if (machine !== RISCV) throw wrongField('e_machine', machine, `${RISCV} (RISC-V)`);
  expectField('e_version', file.u32(20), 1);
  expectField('e_ehsize', file.u16(52), HEADER_BYTES);
  return { entry: file.u64(24), programHeaders: programHeaders(file), sectionHeaders: sectionHeaders(file) };
}

function checkMagic(bytes: Uint8Array): void {
  if (MAGIC.every((byte, i) => bytes[i] === byte)) return;
  const found = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw wrongField('not an ELF file', found === '' ? 'no bytes' : found, '7f 45 4c 46 at its beginning');
}

function checkIdentification(file: Fields): void {
  if (file.u8(4) !== 2) throw wrongField('EI_CLASS', file.u8(4), '2 (64 bits)');
  if (file.u8(5) !== 1) throw wrongField('EI_DATA', file.u8(5), '1 (little-endian)');
  expectField('EI_VERSION', file.u8(6), 1);
  if (!ABIS.includes(file.u8(7))) throw wrongField('EI_OSABI', file.u8(7), ABIS.join(', '));
}

function programHeaders(file: Fields): Table {
  const what = 'program headers';
  const count = file.u16(56);
  if (count === 0) throw wrongField('e_phnum', 0, 'at least one program header');
  if (count === COUNT_ELSEWHERE) throw wrongField('e_phnum', count, `fewer than ${COUNT_ELSEWHERE}`);
  expectField('e_phentsize', file.u16(54), PROGRAM_HEADER_BYTES);
  return { what, offset: offsetOf(file, what, 32), stride: PROGRAM_HEADER_BYTES, count };
}

function sectionHeaders(file: Fields): Table {
  const what = 'section headers';
  const count = file.u16(60);
  const none = { what, offset: 0, stride: SECTION_HEADER_BYTES, count: 0 };
  if (file.u64(40) === 0n) {
    if (count !== 0) throw wrongField('e_shoff', 0, `the place of ${count} section headers`);
    return none;
  }
  if (count >= FIRST_RESERVED_SECTION) {
    throw wrongField('e_shnum', count, `fewer than ${hex(FIRST_RESERVED_SECTION)}`);
  }
  expectField('e_shentsize', file.u16(58), SECTION_HEADER_BYTES);
  const offset = offsetOf(file, what, 40);
  const all = count === 0 ? countElsewhere(file, offset) : count;
  const names = file.u16(62);
  if (names !== COUNT_ELSEWHERE && names >= all)
    throw wrongField('e_shstrndx', names, `a section below ${all}`);
  return { ...none, offset, count: all };
}

/** The number of sections, which the header has no room for. */
function countElsewhere(file: Fields, offset: number): number {
  file.stretch('section headers', BigInt(offset), BigInt(SECTION_HEADER_BYTES));
  const count = file.u64(offset + SECTION_SIZE_FIELD);
  file.stretch('section headers', BigInt(offset), count * BigInt(SECTION_HEADER_BYTES));
  if (count === 0n) throw wrongField('e_shnum', 0, 'the number of sections, here or in section 0');
  return Number(count);
}

/** The file offset in the field at `at`, inside the file and aligned as its records. */
function offsetOf(file: Fields, what: string, at: number): number {
  const offset = file.u64(at);
  file.stretch(what, offset, 0n);
  if (offset < BigInt(HEADER_BYTES))
    throw wrongField(what, `offset ${hex(offset)}`, 'a place behind the header');
  return Number(offset);
}

function expectField(field: string, found: number, expected: number): void {
  if (found !== expected) throw wrongField(field, found, String(expected));
}

function describe(value: number, names: Readonly<Record<number, string>>): string {
  const name = names[value];
  return name === undefined ? String(value) : `${value} (${name})`;
}
