import { InvariantError, invariant } from '../../bits/errors.ts';
import type { Implied, Instruction } from './instruction.ts';
import { parsePattern } from './pattern.ts';
import { RV64I } from './rv64i.ts';

const SP = { rs1: 2 };
const SP_TO_SP = { rd: 2, rs1: 2 };
const LINK = { rd: 1 };

/**
 * The C extension without floating point. Each line names the instruction it expands to; what the encoding lacks is
 * implied or 0. Hints are their expansions, which write x0 or change nothing; reserved encodings have no line.
 *
 * @source Unprivileged ISA 20240411, "C" Extension; encodings from its instruction set listings
 */
// biome-ignore format: a table
export const RV64C: readonly Instruction[] = [
  c('c.addi4spn', 'rd, sp, imm',  "000 nzuimm[5:4|9:6|2|3] rd' 00", 'addi', SP),
  c('c.lw',       'rd, imm(rs1)', "010 uimm[5:3] rs1' uimm[2|6] rd' 00", 'lw'),
  c('c.ld',       'rd, imm(rs1)', "011 uimm[5:3] rs1' uimm[7:6] rd' 00", 'ld'),
  c('c.sw',       'rs2, imm(rs1)', "110 uimm[5:3] rs1' uimm[2|6] rs2' 00", 'sw'),
  c('c.sd',       'rs2, imm(rs1)', "111 uimm[5:3] rs1' uimm[7:6] rs2' 00", 'sd'),

  c('c.nop',      '',             '000 - 00000 ----- 01', 'addi'),
  c('c.addi',     'rd, imm',      '000 imm[5] rd/rs1≠0 imm[4:0] 01', 'addi'),
  c('c.addiw',    'rd, imm',      '001 imm[5] rd/rs1≠0 imm[4:0] 01', 'addiw'),
  c('c.li',       'rd, imm',      '010 imm[5] rd imm[4:0] 01', 'addi'),
  c('c.addi16sp', 'sp, imm',      '011 nzimm[9] 00010 nzimm[4|6|8:7|5] 01', 'addi', SP_TO_SP),
  c('c.lui',      'rd, upper',    '011 nzimm[17] rd≠2 nzimm[16:12] 01', 'lui'),
  c('c.srli',     'rd, imm',      "100 nzuimm[5] 00 rd/rs1' nzuimm[4:0] 01", 'srli'),
  c('c.srli64',   'rd',           "100 0 00 rd/rs1' 00000 01", 'srli'),
  c('c.srai',     'rd, imm',      "100 nzuimm[5] 01 rd/rs1' nzuimm[4:0] 01", 'srai'),
  c('c.srai64',   'rd',           "100 0 01 rd/rs1' 00000 01", 'srai'),
  c('c.andi',     'rd, imm',      "100 imm[5] 10 rd/rs1' imm[4:0] 01", 'andi'),
  c('c.sub',      'rd, rs2',      "100 0 11 rd/rs1' 00 rs2' 01", 'sub'),
  c('c.xor',      'rd, rs2',      "100 0 11 rd/rs1' 01 rs2' 01", 'xor'),
  c('c.or',       'rd, rs2',      "100 0 11 rd/rs1' 10 rs2' 01", 'or'),
  c('c.and',      'rd, rs2',      "100 0 11 rd/rs1' 11 rs2' 01", 'and'),
  c('c.subw',     'rd, rs2',      "100 1 11 rd/rs1' 00 rs2' 01", 'subw'),
  c('c.addw',     'rd, rs2',      "100 1 11 rd/rs1' 01 rs2' 01", 'addw'),
  c('c.j',        'target',       '101 imm[11|4|9:8|10|6|7|3:1|5] 01', 'jal'),
  c('c.beqz',     'rs1, target',  "110 imm[8|4:3] rs1' imm[7:6|2:1|5] 01", 'beq'),
  c('c.bnez',     'rs1, target',  "111 imm[8|4:3] rs1' imm[7:6|2:1|5] 01", 'bne'),

  c('c.slli',     'rd, imm',      '000 nzuimm[5] rd/rs1 nzuimm[4:0] 10', 'slli'),
  c('c.slli64',   'rd',           '000 0 rd/rs1 00000 10', 'slli'),
  c('c.lwsp',     'rd, imm(sp)',  '010 uimm[5] rd≠0 uimm[4:2|7:6] 10', 'lw', SP),
  c('c.ldsp',     'rd, imm(sp)',  '011 uimm[5] rd≠0 uimm[4:3|8:6] 10', 'ld', SP),
  c('c.jr',       'rs1',          '100 0 rs1≠0 00000 10', 'jalr'),
  c('c.mv',       'rd, rs2',      '100 0 rd rs2≠0 10', 'add'),
  c('c.ebreak',   '',             '100 1 00000 00000 10', 'ebreak'),
  c('c.jalr',     'rs1',          '100 1 rs1≠0 00000 10', 'jalr', LINK),
  c('c.add',      'rd, rs2',      '100 1 rd/rs1 rs2≠0 10', 'add'),
  c('c.swsp',     'rs2, imm(sp)', '110 uimm[5:2|7:6] rs2 10', 'sw', SP),
  c('c.sdsp',     'rs2, imm(sp)', '111 uimm[5:3|8:6] rs2 10', 'sd', SP),
];

function c(
  name: string,
  syntax: string,
  pattern: string,
  meaning: string,
  implied: Implied = {},
): Instruction {
  const expansion = RV64I.find((line) => line.name === meaning);
  if (expansion === undefined) throw new InvariantError(`${name} expands to nothing`);
  const parsed = parsePattern(pattern);
  invariant(parsed.width === 16, `${name} has 16 bits`);
  return { name, syntax, kind: expansion.kind, sub: expansion.sub, implied, ...parsed };
}
