import { ALU, KIND } from '../kinds.ts';
import { type Instruction, linesOf } from './instruction.ts';

const alu = linesOf(KIND.alu);
const auipc = linesOf(KIND.auipc);
const jal = linesOf(KIND.jal);
const jalr = linesOf(KIND.jalr);
const branch = linesOf(KIND.branch);
const load = linesOf(KIND.load);
const store = linesOf(KIND.store);
const fence = linesOf(KIND.fence);
const fenceI = linesOf(KIND.fenceI);
const ecall = linesOf(KIND.ecall);
const ebreak = linesOf(KIND.ebreak);

/** RV64I and Zifencei. Unprivileged ISA 20240411, RV32I, RV64I, Zifencei; encodings from its "Instruction Set Listings". */
// biome-ignore format: a table
export const RV64I: readonly Instruction[] = [
  alu   ('lui',   'rd, upper',          'imm[31:12] rd 0110111', ALU.lui),
  auipc ('auipc', 'rd, upper',          'imm[31:12] rd 0010111'),
  jal   ('jal',   'rd, target',         'imm[20|10:1|11|19:12] rd 1101111'),
  jalr  ('jalr',  'rd, imm(rs1)',       'imm[11:0] rs1 000 rd 1100111'),

  branch('beq',   'rs1, rs2, target',   'imm[12|10:5] rs2 rs1 000 imm[4:1|11] 1100011', 0),
  branch('bne',   'rs1, rs2, target',   'imm[12|10:5] rs2 rs1 001 imm[4:1|11] 1100011', 1),
  branch('blt',   'rs1, rs2, target',   'imm[12|10:5] rs2 rs1 100 imm[4:1|11] 1100011', 4),
  branch('bge',   'rs1, rs2, target',   'imm[12|10:5] rs2 rs1 101 imm[4:1|11] 1100011', 5),
  branch('bltu',  'rs1, rs2, target',   'imm[12|10:5] rs2 rs1 110 imm[4:1|11] 1100011', 6),
  branch('bgeu',  'rs1, rs2, target',   'imm[12|10:5] rs2 rs1 111 imm[4:1|11] 1100011', 7),

  // sub: log2 of the size, + 4 for a zero-extending load
  load  ('lb',    'rd, imm(rs1)',       'imm[11:0] rs1 000 rd 0000011', 0),
  load  ('lh',    'rd, imm(rs1)',       'imm[11:0] rs1 001 rd 0000011', 1),
  load  ('lw',    'rd, imm(rs1)',       'imm[11:0] rs1 010 rd 0000011', 2),
  load  ('ld',    'rd, imm(rs1)',       'imm[11:0] rs1 011 rd 0000011', 3),
  load  ('lbu',   'rd, imm(rs1)',       'imm[11:0] rs1 100 rd 0000011', 4),
  load  ('lhu',   'rd, imm(rs1)',       'imm[11:0] rs1 101 rd 0000011', 5),
  load  ('lwu',   'rd, imm(rs1)',       'imm[11:0] rs1 110 rd 0000011', 6),
  store ('sb',    'rs2, imm(rs1)',      'imm[11:5] rs2 rs1 000 imm[4:0] 0100011', 0),
  store ('sh',    'rs2, imm(rs1)',      'imm[11:5] rs2 rs1 001 imm[4:0] 0100011', 1),
  store ('sw',    'rs2, imm(rs1)',      'imm[11:5] rs2 rs1 010 imm[4:0] 0100011', 2),
  store ('sd',    'rs2, imm(rs1)',      'imm[11:5] rs2 rs1 011 imm[4:0] 0100011', 3),

  alu   ('addi',  'rd, rs1, imm',       'imm[11:0] rs1 000 rd 0010011', ALU.addi),
  alu   ('slti',  'rd, rs1, imm',       'imm[11:0] rs1 010 rd 0010011', ALU.slti),
  alu   ('sltiu', 'rd, rs1, imm',       'imm[11:0] rs1 011 rd 0010011', ALU.sltiu),
  alu   ('xori',  'rd, rs1, imm',       'imm[11:0] rs1 100 rd 0010011', ALU.xori),
  alu   ('ori',   'rd, rs1, imm',       'imm[11:0] rs1 110 rd 0010011', ALU.ori),
  alu   ('andi',  'rd, rs1, imm',       'imm[11:0] rs1 111 rd 0010011', ALU.andi),
  alu   ('slli',  'rd, rs1, imm',       '000000 uimm[5:0] rs1 001 rd 0010011', ALU.slli),
  alu   ('srli',  'rd, rs1, imm',       '000000 uimm[5:0] rs1 101 rd 0010011', ALU.srli),
  alu   ('srai',  'rd, rs1, imm',       '010000 uimm[5:0] rs1 101 rd 0010011', ALU.srai),
  alu   ('addiw', 'rd, rs1, imm',       'imm[11:0] rs1 000 rd 0011011', ALU.addiw),
  alu   ('slliw', 'rd, rs1, imm',       '0000000 uimm[4:0] rs1 001 rd 0011011', ALU.slliw),
  alu   ('srliw', 'rd, rs1, imm',       '0000000 uimm[4:0] rs1 101 rd 0011011', ALU.srliw),
  alu   ('sraiw', 'rd, rs1, imm',       '0100000 uimm[4:0] rs1 101 rd 0011011', ALU.sraiw),

  alu   ('add',   'rd, rs1, rs2',       '0000000 rs2 rs1 000 rd 0110011', ALU.add),
  alu   ('sub',   'rd, rs1, rs2',       '0100000 rs2 rs1 000 rd 0110011', ALU.sub),
  alu   ('sll',   'rd, rs1, rs2',       '0000000 rs2 rs1 001 rd 0110011', ALU.sll),
  alu   ('slt',   'rd, rs1, rs2',       '0000000 rs2 rs1 010 rd 0110011', ALU.slt),
  alu   ('sltu',  'rd, rs1, rs2',       '0000000 rs2 rs1 011 rd 0110011', ALU.sltu),
  alu   ('xor',   'rd, rs1, rs2',       '0000000 rs2 rs1 100 rd 0110011', ALU.xor),
  alu   ('srl',   'rd, rs1, rs2',       '0000000 rs2 rs1 101 rd 0110011', ALU.srl),
  alu   ('sra',   'rd, rs1, rs2',       '0100000 rs2 rs1 101 rd 0110011', ALU.sra),
  alu   ('or',    'rd, rs1, rs2',       '0000000 rs2 rs1 110 rd 0110011', ALU.or),
  alu   ('and',   'rd, rs1, rs2',       '0000000 rs2 rs1 111 rd 0110011', ALU.and),
  alu   ('addw',  'rd, rs1, rs2',       '0000000 rs2 rs1 000 rd 0111011', ALU.addw),
  alu   ('subw',  'rd, rs1, rs2',       '0100000 rs2 rs1 000 rd 0111011', ALU.subw),
  alu   ('sllw',  'rd, rs1, rs2',       '0000000 rs2 rs1 001 rd 0111011', ALU.sllw),
  alu   ('srlw',  'rd, rs1, rs2',       '0000000 rs2 rs1 101 rd 0111011', ALU.srlw),
  alu   ('sraw',  'rd, rs1, rs2',       '0100000 rs2 rs1 101 rd 0111011', ALU.sraw),

  // fm, predecessor and successor set are the immediate; rd and rs1 (and all of them in fence.i) shall be ignored
  fence ('fence',   'pred, succ',           'uimm[11:0] ----- 000 ----- 0001111'),
  fenceI('fence.i', '',                 '------------ ----- 001 ----- 0001111'),
  ecall ('ecall',   '',                 '000000000000 00000 000 00000 1110011'),
  ebreak('ebreak',  '',                 '000000000001 00000 000 00000 1110011'),
];
