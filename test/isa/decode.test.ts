import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DECODED, decode, instructionLength, SINK } from '../../src/isa/decode.ts';
import { ALU, AMO, KIND } from '../../src/isa/kinds.ts';

function decoded(word: number): number[] {
  const out = new Int32Array(DECODED);
  decode(word, out, 0);
  return [...out];
}

describe('decode', () => {
  // biome-ignore format: a table
  it.each<[string, number, number[]]>([
    //                              word         kind         sub                  rd    rs1 rs2 imm
    ['addi a0, a0, 1',              0x00150513, [KIND.alu,    ALU.addi,            10,   10, 0,  1]],
    ['nop',                         0x00000013, [KIND.alu,    ALU.addi,            SINK, 0,  0,  0]],
    ['addi sp, sp, -16',            0xff010113, [KIND.alu,    ALU.addi,            2,    2,  0,  -16]],
    ['lui a0, 0x80000',             0x80000537, [KIND.alu,    ALU.lui,             10,   0,  0,  -0x80000000]],
    ['auipc t0, 0x1',               0x00001297, [KIND.auipc,  0,                   5,    0,  0,  0x1000]],
    ['srai a0, a1, 63',             0x43f5d513, [KIND.alu,    ALU.srai,            10,   11, 0,  63]],
    ['sraw a0, a1, a2',             0x40c5d53b, [KIND.alu,    ALU.sraw,            10,   11, 12, 0]],
    ['mulhu a0, a1, a2',            0x02c5b533, [KIND.alu,    ALU.mulhu,           10,   11, 12, 0]],
    ['ld a0, 8(sp)',                0x00813503, [KIND.load,   3,                   10,   2,  0,  8]],
    ['lbu a0, -1(a1)',              0xfff5c503, [KIND.load,   4,                   10,   11, 0,  -1]],
    ['sd ra, 8(sp)',                0x00113423, [KIND.store,  3,                   SINK, 2,  1,  8]],
    ['beq a0, a1, .+8',             0x00b50463, [KIND.branch, 0,                   SINK, 10, 11, 8]],
    ['bgeu a0, a1, .-4',            0xfeb57ee3, [KIND.branch, 7,                   SINK, 10, 11, -4]],
    ['jal ra, .+8',                 0x008000ef, [KIND.jal,    0,                   1,    0,  0,  8]],
    ['j .-4',                       0xffdff06f, [KIND.jal,    0,                   SINK, 0,  0,  -4]],
    ['ret',                         0x00008067, [KIND.jalr,   0,                   SINK, 1,  0,  0]],
    ['lr.d.aq a0, (a1)',            0x1405b52f, [KIND.lr,     3,                   10,   11, 0,  0]],
    ['sc.w.rl a0, a2, (a1)',        0x1ac5a52f, [KIND.sc,     2,                   10,   11, 12, 0]],
    ['amoadd.w a0, a1, (a2)',       0x00b6252f, [KIND.amo,    (AMO.add << 2) | 2,  10,   12, 11, 0]],
    ['amomaxu.d.aqrl a0, a1, (a2)', 0xe6b6352f, [KIND.amo,    (AMO.maxu << 2) | 3, 10,   12, 11, 0]],
    ['csrrw a0, mstatus, a1',       0x30059573, [KIND.csr,    1,                   10,   11, 0,  0x300]],
    ['csrrci a0, mie, 31',          0x304ff573, [KIND.csr,    7,                   10,   31, 0,  0x304]],
    ['fence iorw, iorw',            0x0ff0000f, [KIND.fence,  0,                   SINK, 0,  0,  0xff]],
    ['fence.i',                     0x0000100f, [KIND.fenceI, 0,                   SINK, 0,  0,  0]],
    ['ecall',                       0x00000073, [KIND.ecall,  0,                   SINK, 0,  0,  0]],
    ['ebreak',                      0x00100073, [KIND.ebreak, 0,                   SINK, 0,  0,  0]],
    ['mret',                        0x30200073, [KIND.mret,   0,                   SINK, 0,  0,  0]],
    ['sret',                        0x10200073, [KIND.sret,   0,                   SINK, 0,  0,  0]],
    ['wfi',                         0x10500073, [KIND.wfi,    0,                   SINK, 0,  0,  0]],
    ['sfence.vma a0, a1',           0x12b50073, [KIND.sfenceVma, 0,                SINK, 10, 11, 0]],
    ['cbo.inval (a0)',              0x0005200f, [KIND.cboManage, 0,                SINK, 10, 0,  0]],
    ['cbo.clean (a0)',              0x0015200f, [KIND.cboManage, 1,                SINK, 10, 0,  0]],
    ['cbo.flush (t6)',              0x002fa00f, [KIND.cboManage, 2,                SINK, 31, 0,  0]],
    ['cbo.zero (a1)',               0x0045a00f, [KIND.cboZero, 0,                  SINK, 11, 0,  0]],
    ['c.addi a0, 1',                0x0505,     [KIND.alu,    ALU.addi,            10,   10, 0,  1]],
    ['c.ebreak',                    0x9002,     [KIND.ebreak, 0,                   SINK, 0,  0,  0]],
    ['c.nop',                       0x0001,     [KIND.alu,    ALU.addi,            SINK, 0,  0,  0]],
    ['c.jr ra',                     0x8082,     [KIND.jalr,   0,                   SINK, 1,  0,  0]],
    ['c.jalr a0',                   0x9502,     [KIND.jalr,   0,                   1,    10, 0,  0]],
    ['c.mv a0, a1',                 0x852e,     [KIND.alu,    ALU.add,             10,   0,  11, 0]],
    ['c.li a0, -1',                 0x557d,     [KIND.alu,    ALU.addi,            10,   0,  0,  -1]],
    ['c.addi16sp sp, -64',          0x7139,     [KIND.alu,    ALU.addi,            2,    2,  0,  -64]],
    ['c.addi4spn a0, sp, 16',       0x0808,     [KIND.alu,    ALU.addi,            10,   2,  0,  16]],
    ['c.ldsp ra, 8(sp)',            0x60a2,     [KIND.load,   3,                   1,    2,  0,  8]],
    ['c.sdsp ra, 8(sp)',            0xe406,     [KIND.store,  3,                   SINK, 2,  1,  8]],
    ['c.beqz a0, .+8',              0xc501,     [KIND.branch, 0,                   SINK, 10, 0,  8]],
    ['c.lui a0, 0xfffff',           0x757d,     [KIND.alu,    ALU.lui,             10,   0,  0,  -4096]],
  ])('reads %s', (_, word, expected) => {
    expect(decoded(word)).toEqual(expected);
  });

  // biome-ignore format: a table
  it.each<[string, number]>([
    ['all zeros',                        0x0000],
    ['all ones',                         -1],
    ['c.addi4spn with 0',                0x0004],
    ['c.addiw to x0',                    0x2005],
    ['c.lui with 0',                     0x6501],
    ['c.addi16sp with 0',                0x6101],
    ['c.lwsp to x0',                     0x4002],
    ['c.ldsp to x0',                     0x6002],
    ['c.jr x0',                          0x8002],
    ['c.fld',                            0x2000],
    ['c.fsdsp',                          0xa002],
    ['the reserved row of c.subw',       0x9c41],
    ['slliw by 32',                      0x02051513 | 8],
    ['flw',                              0x00052507],
    ['fadd.s',                           0x00b57553],
    ['jalr with funct3 1',               0x00009067],
    ['a branch with funct3 2',           0x00002063],
    ['a load with funct3 7',             0x00007003],
    ['a store with funct3 4',            0x00004023],
    ['a CSR instruction with funct3 4',  0x30004073],
    ['lr.w with rs2',                    0x1015252f],
    ['amoadd.b',                         0x00b6052f],
    ['mret with rd',                     0x302000f3],
    ['ecall with rs1',                   0x00008073],
    ['cbo.zero with rd',                 0x0045a08f],
    ['cbo with another operation',       0x0035a00f],
    ['cbo.zero with a high bit',         0x8045a00f | 0],
    ['sfence.vma with rd',               0x120000f3],
    ['hfence.gvma',                      0x62000073],
    ['mnret',                            0x70200073],
    ['a 48-bit instruction',             0x0000001f],
  ])('takes %s for illegal', (_, word) => {
    expect(decoded(word)).toEqual([KIND.illegal, 0, SINK, 0, 0, 0]);
  });

  // biome-ignore format: a table
  it.each<[string, number, number[]]>([
    ['c.nop 1',               0x0005,     [KIND.alu, ALU.addi, SINK, 0,  0,  0]],
    ['c.li zero, 1',          0x4005,     [KIND.alu, ALU.addi, SINK, 0,  0,  1]],
    ['c.lui zero, 1',         0x6005,     [KIND.alu, ALU.lui,  SINK, 0,  0,  4096]],
    ['c.mv zero, a0',         0x802a,     [KIND.alu, ALU.add,  SINK, 0,  10, 0]],
    ['c.add zero, a0',        0x902a,     [KIND.alu, ALU.add,  SINK, 0,  10, 0]],
    ['c.slli64 a0',           0x0502,     [KIND.alu, ALU.slli, 10,   10, 0,  0]],
    ['c.srai64 a0',           0x8501,     [KIND.alu, ALU.srai, 10,   10, 0,  0]],
    ['fence with fm, rd, rs1', -8 << 28 | 0x0335_028f, [KIND.fence,  0, SINK, 0, 0, 0x803]],
    ['fence.i with all else', 0xfff5_128f, [KIND.fenceI, 0, SINK, 0, 0, 0]],
  ])('executes the hint or reserved field of %s as the manual says', (_, word, expected) => {
    expect(decoded(word).slice(0, 5)).toEqual(expected.slice(0, 5));
  });

  it('ignores the upper half of a compressed word', () => {
    fc.assert(
      fc.property(fc.integer(), (word) => {
        fc.pre((word & 3) !== 3);
        expect(decoded(word)).toEqual(decoded(word & 0xffff));
      }),
    );
  });

  it('decodes a word the same whatever went through its cache before', () => {
    const biased = fc.tuple(fc.integer(), opcode).map(([word, low]) => (word & ~0x7f) | low);
    fc.assert(
      fc.property(fc.oneof(biased, fc.integer()), (word) => {
        const out = new Int32Array(DECODED + 2).fill(-99);
        decode(word, out, 1);
        expect([...out]).toEqual([-99, ...decoded(word), -99]);
        decode(word >>> 0, out, 1);
        expect([...out]).toEqual([-99, ...decoded(word), -99]);
      }),
      { numRuns: 5000 },
    );
  });

  it('tells words apart that share a place in the cache', () => {
    // Five thousand words in 4096 places: nearly every place has had another word in between.
    const words = Array.from({ length: 5000 }, (_, i) => (i << 15) | 0x513);
    const out = new Int32Array(DECODED);
    for (const word of [...words, ...words]) {
      decode(word, out, 0);
      expect(out[4] === 0 && out[3] === ((word >>> 15) & 31) && out[5] === word >> 20).toBe(true);
      decode(0, out, 0);
      expect(out[0]).toBe(KIND.illegal);
    }
  });
});

describe('instructionLength', () => {
  it('is 4 exactly if the low two bits are 11', () => {
    expect([0, 1, 2, 3, -1, -2].map(instructionLength)).toEqual([2, 2, 2, 4, 4, 2]);
  });
});

const opcode = fc.constantFrom(
  0x37,
  0x17,
  0x6f,
  0x67,
  0x63,
  0x03,
  0x23,
  0x13,
  0x1b,
  0x33,
  0x3b,
  0x0f,
  0x73,
  0x2f,
);
