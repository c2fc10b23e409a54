import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { physicalAddress, readElf } from '../../src/elf/elf.ts';
import { withoutHeaders } from '../../src/elf/segments.ts';
import { assembleProgram } from './assembly/assembled.ts';
import { elfBytes } from './assembly/elf-bytes.ts';

const program = assembleProgram('pass\n.org 0x80006000\nthere: .dword 0x1122334455667788');
const whole = elfBytes(program);
/** Offsets in the file: program header i, section header i. */
const PROGRAM = (i: number) => 64 + 56 * i;
const SECTION = (i: number) => Number(new DataView(whole.buffer).getBigUint64(40, true)) + 64 * i;

type Patch = (view: DataView) => void;

/** The file with something else in it. */
function damaged(patch: Patch): Uint8Array {
  const bytes = whole.slice();
  patch(new DataView(bytes.buffer));
  return bytes;
}

const half =
  (at: number, value: number): Patch =>
  (view) =>
    view.setUint16(at, value, true);
const word =
  (at: number, value: number): Patch =>
  (view) =>
    view.setUint32(at, value, true);
const double =
  (at: number, value: bigint): Patch =>
  (view) =>
    view.setBigUint64(at, value, true);
const byte =
  (at: number, value: number): Patch =>
  (view) =>
    view.setUint8(at, value);

describe('readElf', () => {
  it('finds entry, segments by address, and symbols', () => {
    const { entry, segments, symbols } = readElf(whole);
    expect(entry).toBe(0x8000_0000);
    expect(segments.map(({ physical }) => physical)).toEqual([0x8000_0000, 0x8000_3000, 0x8000_6000]);
    expect(segments.map(({ size, bytes }) => size === bytes.length)).toEqual([true, true, true]);
    expect(segments[2].bytes).toEqual(Uint8Array.of(0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11));
    expect(symbols.get('there')).toBe(0x8000_6000n);
    expect(symbols.get('tohost')).toBe(0x8000_3000n);
    expect(symbols.get('nothing')).toBeUndefined();
  });

  it('tells physical from virtual addresses', () => {
    const moved = damaged((view) => {
      for (const i of [0, 1, 2]) {
        const at = PROGRAM(i) + 16;
        view.setBigUint64(at, view.getBigUint64(at, true) + 0xffff_ffc0_0000_0000n, true);
      }
      view.setBigUint64(24, 0xffff_ffc0_8000_0004n, true);
    });
    const { entry, segments } = readElf(moved);
    expect(entry).toBe(0x8000_0004);
    expect(physicalAddress(segments, 0xffff_ffc0_8000_6001n)).toBe(0x8000_6001);
    expect(physicalAddress(segments, 0x8000_6001n)).toBe(0x8000_6001);
    expect(physicalAddress(segments, 0x8000_6008n)).toBeUndefined();
  });

  it('leaves bytes beyond the stored ones to memory, which is 0', () => {
    const { segments } = readElf(damaged(double(PROGRAM(2) + 40, 4096n)));
    expect(segments.map(({ size, bytes }) => [size, bytes.length])).toContainEqual([4096, 8]);
  });

  it('reads a file without sections, which has no symbols', () => {
    const stripped = damaged((view) => {
      view.setBigUint64(40, 0n, true);
      view.setUint16(60, 0, true);
    });
    expect(readElf(stripped).symbols.size).toBe(0);
  });

  it('takes a global symbol before a local one of the same name', () => {
    const symbolsAt = Number(new DataView(whole.buffer).getBigUint64(SECTION(1) + 24, true));
    const names = [...program.symbols.keys()];
    const [first, second] = ['tohost', 'fromhost'].map((name) => symbolsAt + 24 * (1 + names.indexOf(name)));
    const nameOf = new DataView(whole.buffer).getUint32(first, true);
    const twice = damaged((view) => {
      view.setUint32(second, nameOf, true);
      view.setUint8(second + 4, 0);
    });
    expect(readElf(twice).symbols.get('tohost')).toBe(0x8000_3000n);
  });

  it.each<[string, Uint8Array]>([
    ['not an ELF file: found no bytes, expected 7f 45 4c 46 at its beginning', new Uint8Array(0)],
    ['not an ELF file: found 23 21, expected', Uint8Array.of(0x23, 0x21)],
    ['the header has 64 bytes, the file 20', whole.slice(0, 20)],
    ['EI_CLASS: found 1, expected 2 (64 bits)', damaged(byte(4, 1))],
    ['EI_DATA: found 2, expected 1 (little-endian)', damaged(byte(5, 2))],
    ['EI_VERSION: found 0, expected 1', damaged(byte(6, 0))],
    ['EI_OSABI: found 9, expected 0, 3, 255', damaged(byte(7, 9))],
    ['e_type: found 1 (a relocatable file), expected an executable', damaged(half(16, 1))],
    ['e_type: found 3 (a position-independent file)', damaged(half(16, 3))],
    ['e_type: found 77, expected', damaged(half(16, 77))],
    ['e_machine: found 62, expected 243 (RISC-V)', damaged(half(18, 62))],
    ['e_version: found 2, expected 1', damaged(word(20, 2))],
    [
      'e_entry: found 0x90000000, expected an address in an executable segment',
      damaged(double(24, 0x9000_0000n)),
    ],
    ['e_entry: found 0x80000001, expected an even address', damaged(double(24, 0x8000_0001n))],
    ['e_ehsize: found 52, expected 64', damaged(half(52, 52))],
    ['e_phentsize: found 32, expected 56', damaged(half(54, 32))],
    ['e_phnum: found 0, expected at least one', damaged(half(56, 0))],
    ['e_phnum: found 65535, expected fewer', damaged(half(56, 0xffff))],
    ['program headers: found bytes 0xfffffff0', damaged(double(32, 0xffff_fff0n))],
    ['program headers: found offset 0x10, expected a place behind the header', damaged(double(32, 16n))],
    ['e_shoff: found 0, expected the place of 3 section headers', damaged(double(40, 0n))],
    ['e_shentsize: found 40, expected 64', damaged(half(58, 40))],
    ['e_shnum: found 65280, expected fewer than 0xff00', damaged(half(60, 0xff00))],
    ['e_shnum: found 0, expected the number of sections', damaged(half(60, 0))],
    ['e_shstrndx: found 3, expected a section below 3', damaged(half(62, 3))],
    ['section headers: found bytes', damaged(half(60, 4))],
    ['program header 1: needs a dynamic linker', damaged(word(PROGRAM(1), 3))],
    ['segment 0, p_flags: found 0xf, expected R, W and X', damaged(word(PROGRAM(0) + 4, 0xf))],
    ['segment 1: found bytes 0x', damaged(double(PROGRAM(1) + 8, 0x10_0000n))],
    ['segment 1, p_vaddr: found 0xffffffffffffffff', damaged(edge(16))],
    ['segment 1, p_paddr: found 0xffffffffffffffff', damaged(double(PROGRAM(1) + 24, (1n << 64n) - 1n))],
    [
      'segment 0, p_filesz: found 0x11, expected at most p_memsz, 0x10',
      damaged(double(PROGRAM(0) + 32, 17n)),
    ],
    ['segment 1, p_align: found 0x3, expected a power of two', damaged(double(PROGRAM(1) + 48, 3n))],
    ['segment 1, p_offset: found', damaged(double(PROGRAM(1) + 16, 0x8000_3001n))],
    ['segments 0 and 2: both lie at 0x80003008', damaged(double(PROGRAM(2) + 24, 0x8000_3008n))],
    ['section 1, sh_entsize: found 16, expected 24', damaged(double(SECTION(1) + 56, 16n))],
    ['section 1, sh_size: found 0x19, expected a multiple of 24', damaged(double(SECTION(1) + 32, 25n))],
    ['section 1, symbols: found bytes', damaged(double(SECTION(1) + 24, 1n << 60n))],
    ['section 1, sh_link: found no string table', damaged(word(SECTION(1) + 40, 1))],
    ['section 1, sh_link: found no string table', damaged(word(SECTION(1) + 40, 9))],
    ['section 2, names: found bytes', damaged(double(SECTION(2) + 32, 1n << 40n))],
    ['section 2, names: found a last name without end', damaged(double(SECTION(2) + 32, 3n))],
    ['symbol at 0x', damaged(firstName(0xfff_ffff))],
  ])('refuses a file: %s', (message, bytes) => {
    const text = refusal(bytes);
    expect(text?.startsWith(message) ? message : text).toBe(message);
  });

  it('needs something to load', () => {
    const empty = damaged((view) => [0, 1, 2].forEach((i) => void view.setUint32(PROGRAM(i), 4, true)));
    expect(refusal(empty)).toBe('program headers: found nothing to load, expected a PT_LOAD segment');
  });

  it('refuses every damaged file in one line, or reads it', () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 4 }), fc.nat(whole.length), (changes, length) => {
        const bytes = whole.slice(0, length < 64 ? length : whole.length - (length >> 3));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const text = refusal(bytes);
        expect(text === undefined || !text.includes('\n')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('withoutHeaders', () => {
  it('cuts the headers that a linker put in front of the first section, and the zeros behind', () => {
    const [first] = readElf(withHeadersLoaded()).segments;
    expect([first.physical < 0x8000_0000, first.headers]).toEqual([true, 64 + 56 * 3]);
    const { physical, virtual, size, bytes } = withoutHeaders(first);
    expect([physical, virtual]).toEqual([0x8000_0000, 0x8000_0000n]);
    expect(physical + size).toBe(first.physical + first.size);
    expect(bytes).toEqual(readElf(whole).segments[0].bytes);
  });

  it('leaves a segment as it is that has none', () => {
    const [first] = readElf(whole).segments;
    expect(withoutHeaders(first)).toBe(first);
  });
});

/** The code's segment begins with the file itself, below the DRAM. */
function withHeadersLoaded(): Uint8Array {
  return damaged((view) => {
    const at = PROGRAM(1);
    const offset = view.getBigUint64(at + 8, true);
    const size = view.getBigUint64(at + 32, true) + offset;
    view.setBigUint64(at + 8, 0n, true);
    for (const field of [16, 24]) view.setBigUint64(at + field, 0x8000_0000n - offset, true);
    for (const field of [32, 40]) view.setBigUint64(at + field, size, true);
  });
}

/** The highest address in a field of segment 1, whose alignment is off. */
function edge(field: number): Patch {
  return (view) => {
    view.setBigUint64(PROGRAM(1) + field, (1n << 64n) - 1n, true);
    view.setBigUint64(PROGRAM(1) + 48, 0n, true);
  };
}

function firstName(value: number): Patch {
  return (view) => view.setUint32(Number(view.getBigUint64(SECTION(1) + 24, true)) + 24, value, true);
}

/** The line that a file is refused with; undefined if it is read. */
function refusal(bytes: Uint8Array): string | undefined {
  try {
    readElf(bytes);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
  return undefined;
}
