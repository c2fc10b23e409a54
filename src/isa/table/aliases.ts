import type { Implied } from './instruction.ts';

/** Another spelling of an instruction some of whose operands are fixed. */
export interface Alias {
  readonly name: string;
  readonly syntax: string;
  /** Name of the instruction. */
  readonly of: string;
  readonly fixed: Implied;
}

/**
 * Spellings that the disassembler prefers; where two apply, the first. Unprivileged ISA 20240411, "RISC-V Assembly
 * Programmer's Handbook", in the selection that GNU objdump prints.
 */
// biome-ignore format: a table
export const PRINTED_ALIASES: readonly Alias[] = [
  alias('nop',        '',            'addi',       { rd: 0, rs1: 0, imm: 0 }),
  alias('li',         'rd, imm',     'addi',       { rs1: 0 }),
  alias('mv',         'rd, rs1',     'addi',       { imm: 0 }),
  alias('not',        'rd, rs1',     'xori',       { imm: -1 }),
  alias('neg',        'rd, rs2',     'sub',        { rs1: 0 }),
  alias('negw',       'rd, rs2',     'subw',       { rs1: 0 }),
  alias('sext.w',     'rd, rs1',     'addiw',      { imm: 0 }),
  alias('seqz',       'rd, rs1',     'sltiu',      { imm: 1 }),
  alias('snez',       'rd, rs2',     'sltu',       { rs1: 0 }),
  alias('sltz',       'rd, rs1',     'slt',        { rs2: 0 }),
  alias('sgtz',       'rd, rs2',     'slt',        { rs1: 0 }),
  alias('beqz',       'rs1, target', 'beq',        { rs2: 0 }),
  alias('bnez',       'rs1, target', 'bne',        { rs2: 0 }),
  alias('blez',       'rs2, target', 'bge',        { rs1: 0 }),
  alias('bgez',       'rs1, target', 'bge',        { rs2: 0 }),
  alias('bltz',       'rs1, target', 'blt',        { rs2: 0 }),
  alias('bgtz',       'rs2, target', 'blt',        { rs1: 0 }),
  alias('j',          'target',      'jal',        { rd: 0 }),
  alias('ret',        '',            'jalr',       { rd: 0, rs1: 1, imm: 0 }),
  alias('jr',         'rs1',         'jalr',       { rd: 0, imm: 0 }),
  alias('csrr',       'rd, csr',     'csrrs',      { rs1: 0 }),
  alias('csrw',       'csr, rs1',    'csrrw',      { rd: 0 }),
  alias('csrs',       'csr, rs1',    'csrrs',      { rd: 0 }),
  alias('csrc',       'csr, rs1',    'csrrc',      { rd: 0 }),
  alias('csrwi',      'csr, zimm',   'csrrwi',     { rd: 0 }),
  alias('csrsi',      'csr, zimm',   'csrrsi',     { rd: 0 }),
  alias('csrci',      'csr, zimm',   'csrrci',     { rd: 0 }),
  alias('fence',      '',            'fence',      { imm: 0x0ff }),
  alias('fence.tso',  '',            'fence',      { imm: 0x833 }),
  alias('sfence.vma', '',            'sfence.vma', { rs1: 0, rs2: 0 }),
];

/** Spellings that only the assembler knows. */
// biome-ignore format: a table
export const READ_ALIASES: readonly Alias[] = [
  alias('li',         'rd, page',         'lui',        {}),
  alias('zext.b',     'rd, rs1',          'andi',       { imm: 0xff }),
  alias('bgt',        'rs2, rs1, target', 'blt',        {}),
  alias('ble',        'rs2, rs1, target', 'bge',        {}),
  alias('bgtu',       'rs2, rs1, target', 'bltu',       {}),
  alias('bleu',       'rs2, rs1, target', 'bgeu',       {}),
  alias('jal',        'target',           'jal',        { rd: 1 }),
  alias('jalr',       'rd, rs1, imm',     'jalr',       {}),
  alias('jalr',       'rd, rs1',          'jalr',       { imm: 0 }),
  alias('jalr',       'imm(rs1)',         'jalr',       { rd: 1 }),
  alias('jr',         'imm(rs1)',         'jalr',       { rd: 0 }),
  alias('jalr',       'rs1',              'jalr',       { rd: 1, imm: 0 }),
  alias('sfence.vma', 'rs1',              'sfence.vma', { rs2: 0 }),
];

function alias(name: string, syntax: string, of: string, fixed: Implied): Alias {
  return { name, syntax, of, fixed };
}
