import { describe, expect, it } from 'vitest';
import { DECODED, Decoder, SINK } from '../../src/isa/decode.ts';
import { ALU, AMO, KIND } from '../../src/isa/kinds.ts';

function decoded(word: number): number[] {
  const out = new Int32Array(DECODED);
  new Decoder().decode(word, out, 0);
  return [...out];
}

describe('Decoder', () => {
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
});
