import { AMO, KIND } from '../kinds.ts';
import { type Instruction, linesOf } from './instruction.ts';

const lr = linesOf(KIND.lr);
const sc = linesOf(KIND.sc);
const amo = linesOf(KIND.amo);
const WORD = 2;
const DOUBLE = 3;

/** The A extension. Unprivileged ISA 20240411, "A" Extension. The ordering bits become suffixes of the name. */
// biome-ignore format: a table
export const RV64A: readonly Instruction[] = [
  lr ('lr.w',      'rd, (rs1)',      '00010 aqrl 00000 rs1 010 rd 0101111', WORD),
  sc ('sc.w',      'rd, rs2, (rs1)', '00011 aqrl rs2 rs1 010 rd 0101111', WORD),
  amo('amoswap.w', 'rd, rs2, (rs1)', '00001 aqrl rs2 rs1 010 rd 0101111', (AMO.swap << 2) | WORD),
  amo('amoadd.w',  'rd, rs2, (rs1)', '00000 aqrl rs2 rs1 010 rd 0101111', (AMO.add << 2) | WORD),
  amo('amoxor.w',  'rd, rs2, (rs1)', '00100 aqrl rs2 rs1 010 rd 0101111', (AMO.xor << 2) | WORD),
  amo('amoand.w',  'rd, rs2, (rs1)', '01100 aqrl rs2 rs1 010 rd 0101111', (AMO.and << 2) | WORD),
  amo('amoor.w',   'rd, rs2, (rs1)', '01000 aqrl rs2 rs1 010 rd 0101111', (AMO.or << 2) | WORD),
  amo('amomin.w',  'rd, rs2, (rs1)', '10000 aqrl rs2 rs1 010 rd 0101111', (AMO.min << 2) | WORD),
  amo('amomax.w',  'rd, rs2, (rs1)', '10100 aqrl rs2 rs1 010 rd 0101111', (AMO.max << 2) | WORD),
  amo('amominu.w', 'rd, rs2, (rs1)', '11000 aqrl rs2 rs1 010 rd 0101111', (AMO.minu << 2) | WORD),
  amo('amomaxu.w', 'rd, rs2, (rs1)', '11100 aqrl rs2 rs1 010 rd 0101111', (AMO.maxu << 2) | WORD),
  lr ('lr.d',      'rd, (rs1)',      '00010 aqrl 00000 rs1 011 rd 0101111', DOUBLE),
  sc ('sc.d',      'rd, rs2, (rs1)', '00011 aqrl rs2 rs1 011 rd 0101111', DOUBLE),
  amo('amoswap.d', 'rd, rs2, (rs1)', '00001 aqrl rs2 rs1 011 rd 0101111', (AMO.swap << 2) | DOUBLE),
  amo('amoadd.d',  'rd, rs2, (rs1)', '00000 aqrl rs2 rs1 011 rd 0101111', (AMO.add << 2) | DOUBLE),
  amo('amoxor.d',  'rd, rs2, (rs1)', '00100 aqrl rs2 rs1 011 rd 0101111', (AMO.xor << 2) | DOUBLE),
  amo('amoand.d',  'rd, rs2, (rs1)', '01100 aqrl rs2 rs1 011 rd 0101111', (AMO.and << 2) | DOUBLE),
  amo('amoor.d',   'rd, rs2, (rs1)', '01000 aqrl rs2 rs1 011 rd 0101111', (AMO.or << 2) | DOUBLE),
  amo('amomin.d',  'rd, rs2, (rs1)', '10000 aqrl rs2 rs1 011 rd 0101111', (AMO.min << 2) | DOUBLE),
  amo('amomax.d',  'rd, rs2, (rs1)', '10100 aqrl rs2 rs1 011 rd 0101111', (AMO.max << 2) | DOUBLE),
  amo('amominu.d', 'rd, rs2, (rs1)', '11000 aqrl rs2 rs1 011 rd 0101111', (AMO.minu << 2) | DOUBLE),
  amo('amomaxu.d', 'rd, rs2, (rs1)', '11100 aqrl rs2 rs1 011 rd 0101111', (AMO.maxu << 2) | DOUBLE),
];
