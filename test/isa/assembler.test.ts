import { describe, expect, it } from 'vitest';
import { assemble, disassemble } from '../../src/isa/assembler.ts';

describe('assemble and disassemble', () => {
  // Encodings as GNU as 2.40 gives them.
  // biome-ignore format: a table
  it.each<[string, number]>([
    ['addi a0, a0, 1',              0x00150513],
    ['nop',                         0x00000013],
    ['li a0, -1',                   0xfff00513],
    ['mv a0, a1',                   0x00058513],
    ['not a0, a1',                  0xfff5c513],
    ['neg a0, a1',                  0x40b00533],
    ['sext.w a0, a1',               0x0005851b],
    ['lui a0, 0x80000',             0x80000537],
    ['auipc t0, 0x0',               0x00000297],
    ['ld a0, 8(sp)',                0x00813503],
    ['sd ra, -8(s0)',               0xfe143c23],
    ['lbu t6, -2048(zero)',         0x80004f83],
    ['beq a0, a1, .+8',             0x00b50463],
    ['bgeu a0, a1, .-4',            0xfeb57ee3],
    ['bnez a0, .-0x1000',           0x80051063],
    ['beqz a0, .+4094',             0x7e050fe3],
    ['j .-4',                       0xffdff06f],
    ['jal ra, .+0xffffe',           0x7ffff0ef],
    ['ret',                         0x00008067],
    ['jr a0',                       0x00050067],
    ['jalr ra, 4(a0)',              0x004500e7],
    ['srai a0, a1, 63',             0x43f5d513],
    ['divuw a0, a1, a2',            0x02c5d53b],
    ['lr.d.aq a0, (a1)',            0x1405b52f],
    ['sc.w.rl a0, a2, (a1)',        0x1ac5a52f],
    ['amoadd.w a0, a1, (a2)',       0x00b6252f],
    ['amomaxu.d.aqrl a0, a1, (a2)', 0xe6b6352f],
    ['csrrw a0, mstatus, a1',       0x30059573],
    ['csrr t6, mepc',               0x34102ff3],
    ['csrw mepc, t6',               0x341f9073],
    ['csrr a0, slwid',              0x19002573],
    ['csrwi mstatus, 31',           0x300fd073],
    ['csrci mie, 8',                0x30447073],
    ['csrs 0x5c0, a0',              0x5c052073],
    ['fence',                       0x0ff0000f],
    ['fence rw, w',                 0x0310000f],
    ['fence.tso',                   0x8330000f],
    ['fence.i',                     0x0000100f],
    ['cbo.inval (a0)',              0x0005200f],
    ['cbo.clean (a0)',              0x0015200f],
    ['cbo.flush (t6)',              0x002fa00f],
    ['cbo.zero (a1)',               0x0045a00f],
    ['ecall',                       0x00000073],
    ['mret',                        0x30200073],
    ['sret',                        0x10200073],
    ['wfi',                         0x10500073],
    ['sfence.vma',                  0x12000073],
    ['sfence.vma a0, zero',         0x12050073],
    ['sfence.vma a0, a1',           0x12b50073],
    ['c.addi a0, 1',                0x0505],
    ['c.nop',                       0x0001],
    ['c.li a0, -1',                 0x557d],
    ['c.lui a0, 0xfffff',           0x757d],
    ['c.addi16sp sp, -64',          0x7139],
    ['c.addi4spn a0, sp, 16',       0x0808],
    ['c.ldsp ra, 8(sp)',            0x60a2],
    ['c.sw a1, 64(a0)',             0xc12c],
    ['c.beqz a0, .+8',              0xc501],
    ['c.j .-2',                     0xbffd],
    ['c.jr ra',                     0x8082],
    ['c.ebreak',                    0x9002],
  ])('%s is 0x%x, both ways', (text, word) => {
    expect(assemble(text)).toBe(word | 0);
    expect(disassemble(word)).toBe(text);
  });

  // biome-ignore format: a table
  it.each([
    ['li t0, -4096',              'lui t0, 0xfffff'],
    ['li a0, 0x10000',            'lui a0, 0x10'],
    ['bgt a0, a1, .+8',           'blt a1, a0, .+8'],
    ['bleu a0, a1, .',            'bgeu a1, a0, .+0'],
    ['zext.b a0, a1',             'andi a0, a1, 255'],
    ['jal .+8',                   'jal ra, .+8'],
    ['jalr a0',                   'jalr ra, 0(a0)'],
    ['jalr 8(a0)',                'jalr ra, 8(a0)'],
    ['jalr t0, a0, 8',            'jalr t0, 8(a0)'],
    ['jr 8(a0)',                  'jalr zero, 8(a0)'],
    ['ld a0, (a1)',               'ld a0, 0(a1)'],
    ['sfence.vma a0',             'sfence.vma a0, zero'],
    ['addi x10, fp, 0x7ff',       'addi a0, s0, 2047'],
    ['csrrs zero, 0x300, a0',     'csrs mstatus, a0'],
    ['\t addi\ta0 ,a1,-0 ',       'mv a0, a1'],
    ['fence iorw,iorw',           'fence'],
  ])('%j is another way to write %s', (text, canonical) => {
    expect(disassemble(assemble(text))).toBe(canonical);
  });

  it.each([0x0000, 0xffff_ffff, 0x0005, 0x0000_000f, 0x1ff0_000f, 0x0ff0_008f, 0x0010_100f])(
    'has no text for 0x%x',
    (word) => {
      expect(disassemble(word)).toBeUndefined();
    },
  );
});
