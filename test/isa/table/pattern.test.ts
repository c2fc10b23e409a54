import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../src/bits/errors.ts';
import { extractField, type Field, insertField, parsePattern } from '../../../src/isa/table/pattern.ts';

function field(pattern: string, slot: string): Field {
  const found = parsePattern(pattern).fields.find((each) => each.slot === slot);
  if (found === undefined) throw new Error(`no ${slot}`);
  return found;
}

describe('parsePattern', () => {
  it('reads fixed, free and named bits from the top', () => {
    const { width, mask, match } = parsePattern('0100000 rs2 rs1 101 ----- 0110011');
    expect([width, mask >>> 0, match >>> 0]).toEqual([32, 0xfe00707f, 0x40005033]);
  });

  it.each([
    ['imm[12|10:5] rs2 rs1 000 imm[4:1|11] 1100011', -4096, 0x80000000],
    ['imm[12|10:5] rs2 rs1 000 imm[4:1|11] 1100011', 2048, 0x80],
    ['imm[12|10:5] rs2 rs1 000 imm[4:1|11] 1100011', 30, 0xf00],
    ['imm[20|10:1|11|19:12] rd 1101111', 2048, 0x100000],
    ['imm[20|10:1|11|19:12] rd 1101111', 0xff000, 0xff000],
    ['imm[31:12] rd 0110111', -4096, 0xfffff000],
    ["000 nzuimm[5:4|9:6|2|3] rd' 00", 4, 0x40],
    ["000 nzuimm[5:4|9:6|2|3] rd' 00", 8, 0x20],
  ])('puts the pieces of %s for %i where the manual does', (pattern, value, bits) => {
    const imm = field(pattern, 'imm');
    expect(insertField(imm, value) >>> 0).toBe(bits);
    expect(extractField(imm, bits)).toBe(value);
  });

  it('counts three-bit registers from x8', () => {
    const rd = field("010 uimm[5:3] rs1' uimm[2|6] rd' 00", 'rd');
    expect([insertField(rd, 8), insertField(rd, 15), extractField(rd, 0xffff)]).toEqual([0, 0x1c, 15]);
  });

  it('excludes what must not be zero, and a register that is both rd and rs1 once', () => {
    expect(parsePattern('011 nzimm[17] rd≠2 nzimm[16:12] 01').excludes).toEqual(
      expect.arrayContaining([
        { mask: 0x107c, value: 0 },
        { mask: 0xf80, value: 0x100 },
      ]),
    );
    expect(parsePattern('001 imm[5] rd/rs1≠0 imm[4:0] 01').excludes).toEqual([{ mask: 0xf80, value: 0 }]);
  });

  it('extracts what it inserted', () => {
    const imm = field('imm[12|10:5] rs2 rs1 000 imm[4:1|11] 1100011', 'imm');
    fc.assert(
      fc.property(fc.integer({ min: -2048, max: 2047 }), (half) => {
        expect(extractField(imm, insertField(imm, half * 2))).toBe(half * 2);
      }),
    );
  });

  it.each(['0000000 rs2 rs1 000 rd 011001', 'rdd 0110011', 'imm[11:0] rs1 000 rd'])(
    'refuses %s',
    (pattern) => {
      expect(() => parsePattern(pattern)).toThrow(InvariantError);
    },
  );
});
