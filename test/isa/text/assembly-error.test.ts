import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/bits/errors.ts';
import { AssemblyError, assemble, disassemble } from '../../../src/isa/assembler.ts';
import { INSTRUCTIONS } from '../../../src/isa/table/index.ts';

describe('AssemblyError', () => {
  // biome-ignore format: a table
  it.each<[string, number, string]>([
    ['',                     0,  'an instruction, found end of line'],
    ['adi a0, a0, 1',        0,  'an instruction, found "adi"'],
    ['  ; x',                2,  'an instruction, found ";"'],
    ['ADDI a0, a0, 1',       0,  'an instruction, found "ADDI"'],
    ['addi q0, a0, 1',       5,  'a register, found "q0"'],
    ['addi a0, x32, 1',      9,  'a register, found "x32"'],
    ['addi a0',              7,  '",", found end of line'],
    ['addi a0, a1',          11, '",", found end of line'],
    ['addi a0, a1,',         12, 'an immediate in -2048..2047, found end of line'],
    ['addi a0, a1, 2048',    13, 'an immediate in -2048..2047, found "2048"'],
    ['addi a0, a1, 010',     13, 'an immediate in -2048..2047, found "010"'],
    ['addi a0, a1, 0x1000000000000000001', 13, 'an immediate in -2048..2047, found "0x1000000000000000001"'],
    ['addi a0, a1, 1 2',     15, 'end of line, found "2"'],
    ['slli a0, a1, 64',      13, 'an immediate in 0..63, found "64"'],
    ['slliw a0, a1, 32',     14, 'an immediate in 0..31, found "32"'],
    ['li a0, 5000',          7,  'an immediate in -2048..2047 or a multiple of 0x1000 in -0x80000000..0x7ffff000, found "5000"'],
    ['lui a0, 0x100000',     8,  'an upper immediate in 0..0xfffff, found "0x100000"'],
    ['lui a0, -1',           8,  'an upper immediate in 0..0xfffff, found "-1"'],
    ['ld a0 8(sp)',          6,  '",", found "8"'],
    ['ld a0, 8(sp',          11, '")", found end of line'],
    ['ld a0, 8[sp]',         8,  '"(", found "["'],
    ['beq a0, a1, 8',        12, 'a target in .-4096 to .+4094, even, found "8"'],
    ['beq a0, a1, .+3',      12, 'a target in .-4096 to .+4094, even, found ".+3"'],
    ['jal foo',              4,  'a register or a target in .-1048576 to .+1048574, even, found "foo"'],
    ['csrr a0, foo',         9,  'a CSR (name or number 0..0xfff), found "foo"'],
    ['csrr a0, constructor', 9,  'a CSR (name or number 0..0xfff), found "constructor"'],
    ['csrr a0, 4096',        9,  'a CSR (name or number 0..0xfff), found "4096"'],
    ['csrwi mie, 32',        11, 'an immediate in 0..31, found "32"'],
    ['fence wr, r',          6,  'a set of i, o, r, w in this order or end of line, found "wr"'],
    ['mret a0',              5,  'end of line, found "a0"'],
    ['c.lw a0, 5(a1)',       9,  'a multiple of 4 in 0..124, found "5"'],
    ['c.lw t0, 4(a1)',       5,  'a register of s0, s1, a0..a5, found "t0"'],
    ['c.lui a0, 0x20',       10, 'an upper immediate in 0x1..0x1f or 0xfffe0..0xfffff, found "0x20"'],
    ['c.lui sp, 1',          6,  'a register other than sp, found "sp"'],
    ['c.lwsp zero, 0(sp)',   7,  'a register other than zero, found "zero"'],
    ['c.ldsp a0, 0(s0)',     13, 'sp, found "s0"'],
    ['c.addi16sp sp, 0',     15, 'a multiple of 16 in -512..496 other than 0, found "0"'],
    ['c.slli a0, 0',         11, 'an immediate in 0..63 other than 0, found "0"'],
    [`${'z'.repeat(99)} a0`, 0,  `an instruction, found "${'z'.repeat(32)}…"`],
    ['add a0, 💥',           8,  'a register, found "💥"'],
  ])('of %j stands at column %i', (text, column, message) => {
    let caught: unknown;
    try {
      assemble(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(AssemblyError);
    expect(caught).toBeInstanceOf(InputError);
    expect(caught).toMatchObject({ column, message: `expected ${message}` });
  });

  it('is what any other text gives', () => {
    const names = INSTRUCTIONS.map((line) => line.name);
    const piece = fc.oneof(
      fc.constantFrom(
        'a0',
        'sp',
        ', ',
        ',',
        '(',
        ')',
        ' ',
        '.+8',
        '-1',
        '0x10',
        'mstatus',
        'rw',
        '\t',
        '\u00a0',
        '\ud800',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    const line = fc.tuple(fc.constantFrom('', ...names), fc.array(piece, { maxLength: 12 }));
    fc.assert(
      fc.property(line, ([name, rest]) => {
        try {
          const word = assemble(`${name} ${rest.join('')}`);
          expect(assemble(disassemble(word) ?? 'no text')).toBe(word);
        } catch (error) {
          expect(error).toBeInstanceOf(AssemblyError);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it('comes soon for a long line', () => {
    for (const text of [
      'a'.repeat(65536),
      ' '.repeat(65536),
      `addi ${','.repeat(65536)}`,
      `li a0, ${'9'.repeat(65536)}`,
    ]) {
      expect(() => assemble(text)).toThrow(AssemblyError);
    }
  });
});
