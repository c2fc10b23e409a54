import { ALU, KIND } from '../kinds.ts';
import { type Instruction, linesOf } from './instruction.ts';

const alu = linesOf(KIND.alu);

/** The M extension. Unprivileged ISA 20240411, "M" Extension. */
// biome-ignore format: a table
export const RV64M: readonly Instruction[] = [
  alu('mul',    'rd, rs1, rs2', '0000001 rs2 rs1 000 rd 0110011', ALU.mul),
  alu('mulh',   'rd, rs1, rs2', '0000001 rs2 rs1 001 rd 0110011', ALU.mulh),
  alu('mulhsu', 'rd, rs1, rs2', '0000001 rs2 rs1 010 rd 0110011', ALU.mulhsu),
  alu('mulhu',  'rd, rs1, rs2', '0000001 rs2 rs1 011 rd 0110011', ALU.mulhu),
  alu('div',    'rd, rs1, rs2', '0000001 rs2 rs1 100 rd 0110011', ALU.div),
  alu('divu',   'rd, rs1, rs2', '0000001 rs2 rs1 101 rd 0110011', ALU.divu),
  alu('rem',    'rd, rs1, rs2', '0000001 rs2 rs1 110 rd 0110011', ALU.rem),
  alu('remu',   'rd, rs1, rs2', '0000001 rs2 rs1 111 rd 0110011', ALU.remu),
  alu('mulw',   'rd, rs1, rs2', '0000001 rs2 rs1 000 rd 0111011', ALU.mulw),
  alu('divw',   'rd, rs1, rs2', '0000001 rs2 rs1 100 rd 0111011', ALU.divw),
  alu('divuw',  'rd, rs1, rs2', '0000001 rs2 rs1 101 rd 0111011', ALU.divuw),
  alu('remw',   'rd, rs1, rs2', '0000001 rs2 rs1 110 rd 0111011', ALU.remw),
  alu('remuw',  'rd, rs1, rs2', '0000001 rs2 rs1 111 rd 0111011', ALU.remuw),
];
