import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as encoding from '../../src/fuzzer/encoding.ts';
import { disassemble } from '../../src/isa/assembler.ts';
import { D_IMM, D_KIND, D_RS1, D_RS2, DECODED, decode } from '../../src/isa/decode.ts';
import { KIND } from '../../src/isa/kinds.ts';

const register = fc.integer({ min: 1, max: 31 });
const offset12 = fc.integer({ min: -2048, max: 2047 });

function decoded(word: number): Int32Array {
  const out = new Int32Array(DECODED);
  decode(word, out, 0);
  return out;
}

describe('an encoded instruction', () => {
  it.each([
    [encoding.iType(encoding.ADDI, 10, 10, 1), 'addi a0, a0, 1'],
    [encoding.iType(encoding.LOADS[3], 10, 2, 8), 'ld a0, 8(sp)'],
    [encoding.sType(encoding.SD, 2, 10, -8), 'sd a0, -8(sp)'],
    [encoding.rType(encoding.AMOS[2], 10, 12, 11), 'amoadd.w a0, a1, (a2)'],
    [encoding.rType(encoding.LR[1], 10, 12, 0), 'lr.d a0, (a2)'],
    [encoding.uType(encoding.LUI, 5, 0x8000_0000), 'lui t0, 0x80000'],
    [encoding.iType(encoding.CSR_IMMEDIATE[0], 0, 2, encoding.csrNumber('mlwid')), 'csrwi mlwid, 2'],
    [encoding.iType(encoding.CSR_REGISTER[1], 6, 0, encoding.csrNumber('mepc')), 'csrr t1, mepc'],
    [encoding.bType(encoding.BNE, 5, 0, -8), 'bnez t0, .-8'],
    [encoding.iType(encoding.SLLI, 5, 5, 32), 'slli t0, t0, 32'],
  ])('0x%x reads %s', (word, text) => {
    expect(disassemble(word)).toBe(text);
  });

  it('carries any 12-bit offset of a load or a store', () => {
    fc.assert(
      fc.property(register, register, offset12, (a, b, offset) => {
        const load = decoded(encoding.iType(encoding.LOADS[0], a, b, offset));
        expect([load[D_KIND], load[D_RS1], load[D_IMM]]).toEqual([KIND.load, b, offset]);
        const store = decoded(encoding.sType(encoding.SW, a, b, offset));
        expect([store[D_KIND], store[D_RS1], store[D_RS2], store[D_IMM]]).toEqual([KIND.store, a, b, offset]);
      }),
    );
  });

  it('carries any distance of a branch or a jump', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -2048, max: 2047 }),
        fc.integer({ min: -(2 ** 19), max: 2 ** 19 - 1 }),
        (b, j) => {
          const branch = decoded(encoding.bType(encoding.BRANCHES[0], 1, 2, 2 * b));
          expect([branch[D_KIND], branch[D_RS1], branch[D_RS2], branch[D_IMM]]).toEqual([
            KIND.branch,
            1,
            2,
            2 * b,
          ]);
          const jump = decoded(encoding.jType(encoding.JAL, 1, 2 * j));
          expect([jump[D_KIND], jump[D_IMM]]).toEqual([KIND.jal, 2 * j]);
        },
      ),
    );
  });

  it('is of the kind that its list says', () => {
    const lists: readonly [readonly number[], number][] = [
      [encoding.LOADS, KIND.load],
      [encoding.STORES, KIND.store],
      [encoding.ALU_REGISTER, KIND.alu],
      [encoding.ALU_IMMEDIATE, KIND.alu],
      [encoding.SHIFTS, KIND.alu],
      [encoding.BRANCHES, KIND.branch],
      [encoding.AMOS, KIND.amo],
      [encoding.LR, KIND.lr],
      [encoding.SC, KIND.sc],
      [encoding.CSR_REGISTER, KIND.csr],
      [encoding.CSR_IMMEDIATE, KIND.csr],
    ];
    for (const [words, kind] of lists) {
      for (const word of words) expect(decoded(word)[D_KIND]).toBe(kind);
    }
  });
});
