import { KIND } from '../kinds.ts';
import { type Instruction, linesOf } from './instruction.ts';

const manage = linesOf(KIND.cboManage);
const zero = linesOf(KIND.cboZero);

/** Zicbom and Zicboz. Unprivileged ISA 20240411, "CMO" Extensions for Base Cache Management Operation ISA. */
// biome-ignore format: a table
export const CACHE_BLOCK: readonly Instruction[] = [
  manage('cbo.inval', '(rs1)', '000000000000 rs1 010 00000 0001111', 0),
  manage('cbo.clean', '(rs1)', '000000000001 rs1 010 00000 0001111', 1),
  manage('cbo.flush', '(rs1)', '000000000010 rs1 010 00000 0001111', 2),
  zero  ('cbo.zero',  '(rs1)', '000000000100 rs1 010 00000 0001111'),
];
