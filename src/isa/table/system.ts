import { KIND } from '../kinds.ts';
import { type Instruction, linesOf } from './instruction.ts';

const csr = linesOf(KIND.csr);
const mret = linesOf(KIND.mret);
const sret = linesOf(KIND.sret);
const wfi = linesOf(KIND.wfi);
const sfence = linesOf(KIND.sfenceVma);

/**
 * Zicsr and the privileged instructions. Unprivileged ISA 20240411, "Zicsr"; Privileged ISA 20240411, "RISC-V
 * Privileged Instruction Set Listings". The sub of a CSR instruction is its funct3.
 */
// biome-ignore format: a table
export const SYSTEM: readonly Instruction[] = [
  csr   ('csrrw',      'rd, csr, rs1',  'csr rs1 001 rd 1110011', 1),
  csr   ('csrrs',      'rd, csr, rs1',  'csr rs1 010 rd 1110011', 2),
  csr   ('csrrc',      'rd, csr, rs1',  'csr rs1 011 rd 1110011', 3),
  csr   ('csrrwi',     'rd, csr, zimm', 'csr zimm 101 rd 1110011', 5),
  csr   ('csrrsi',     'rd, csr, zimm', 'csr zimm 110 rd 1110011', 6),
  csr   ('csrrci',     'rd, csr, zimm', 'csr zimm 111 rd 1110011', 7),
  sret  ('sret',       '',              '0001000 00010 00000 000 00000 1110011'),
  mret  ('mret',       '',              '0011000 00010 00000 000 00000 1110011'),
  wfi   ('wfi',        '',              '0001000 00101 00000 000 00000 1110011'),
  sfence('sfence.vma', 'rs1, rs2',      '0001001 rs2 rs1 000 00000 1110011'),
];
