import { borrowOf, carryOf, lessSigned, lessUnsigned } from './arithmetic/compare.ts';
import * as division from './arithmetic/divide.ts';
import * as multiplication from './arithmetic/multiply.ts';
import { shiftLeft, shiftRight, shiftRightArithmetic } from './arithmetic/shift.ts';
import { ALU, type Alu } from './kinds.ts';

const FIRST_IMMEDIATE = ALU.addi;

/**
 * Executes one operation of kind `alu`: register `rd` := rs1 `op` (rs2 or the sign-extended immediate).
 *
 * - op: an id of `ALU`; - x: registers as int32 halves, register r at 2r (low) and 2r + 1 (high), at least 33 of them;
 * - x64: view of the same buffer; - rd, rs1, rs2: register numbers, which may be equal; - imm: int32.
 *
 * Never faults; an unknown `op` does nothing.
 * @source Unprivileged ISA 20240411, RV32I, RV64I, "M" Extension
 */
export function alu(
  op: number,
  x: Int32Array,
  x64: BigInt64Array,
  rd: number,
  rs1: number,
  rs2: number,
  imm: number,
): void {
  const d = rd << 1;
  const a = rs1 << 1;
  const b = rs2 << 1;
  const immediate = op >= FIRST_IMMEDIATE;
  const aLo = x[a];
  const aHi = x[a + 1];
  const bLo = immediate ? imm : x[b];
  const bHi = immediate ? imm >> 31 : x[b + 1];
  switch (op) {
    case 0 satisfies Alu['add']:
    case 28 satisfies Alu['addi']:
      x[d] = aLo + bLo;
      x[d + 1] = aHi + bHi + carryOf(aLo, bLo);
      break;
    case 1 satisfies Alu['sub']:
      x[d] = aLo - bLo;
      x[d + 1] = aHi - bHi - borrowOf(aLo, bLo);
      break;
    case 2 satisfies Alu['sll']:
    case 34 satisfies Alu['slli']:
      x[d] = aLo;
      x[d + 1] = aHi;
      shiftLeft(x, d, bLo & 63);
      break;
    case 3 satisfies Alu['slt']:
    case 29 satisfies Alu['slti']:
      x[d] = lessSigned(aLo, aHi, bLo, bHi) ? 1 : 0;
      x[d + 1] = 0;
      break;
    case 4 satisfies Alu['sltu']:
    case 30 satisfies Alu['sltiu']:
      x[d] = lessUnsigned(aLo, aHi, bLo, bHi) ? 1 : 0;
      x[d + 1] = 0;
      break;
    case 5 satisfies Alu['xor']:
    case 31 satisfies Alu['xori']:
      x[d] = aLo ^ bLo;
      x[d + 1] = aHi ^ bHi;
      break;
    case 6 satisfies Alu['srl']:
    case 35 satisfies Alu['srli']:
      x[d] = aLo;
      x[d + 1] = aHi;
      shiftRight(x, d, bLo & 63);
      break;
    case 7 satisfies Alu['sra']:
    case 36 satisfies Alu['srai']:
      x[d] = aLo;
      x[d + 1] = aHi;
      shiftRightArithmetic(x, d, bLo & 63);
      break;
    case 8 satisfies Alu['or']:
    case 32 satisfies Alu['ori']:
      x[d] = aLo | bLo;
      x[d + 1] = aHi | bHi;
      break;
    case 9 satisfies Alu['and']:
    case 33 satisfies Alu['andi']:
      x[d] = aLo & bLo;
      x[d + 1] = aHi & bHi;
      break;
    case 10 satisfies Alu['addw']:
    case 37 satisfies Alu['addiw']:
      setWord(x, d, aLo + bLo);
      break;
    case 11 satisfies Alu['subw']:
      setWord(x, d, aLo - bLo);
      break;
    case 12 satisfies Alu['sllw']:
    case 38 satisfies Alu['slliw']:
      setWord(x, d, aLo << bLo);
      break;
    case 13 satisfies Alu['srlw']:
    case 39 satisfies Alu['srliw']:
      setWord(x, d, aLo >>> bLo);
      break;
    case 14 satisfies Alu['sraw']:
    case 40 satisfies Alu['sraiw']:
      setWord(x, d, aLo >> bLo);
      break;
    case 15 satisfies Alu['mul']:
      multiplication.multiply(x, d, a, b);
      break;
    case 16 satisfies Alu['mulh']:
      multiplication.multiplyHigh(x, d, a, b);
      break;
    case 17 satisfies Alu['mulhsu']:
      multiplication.multiplyHighSignedUnsigned(x, d, a, b);
      break;
    case 18 satisfies Alu['mulhu']:
      multiplication.multiplyHighUnsigned(x, d, a, b);
      break;
    case 19 satisfies Alu['div']:
      division.divide(x64, rd, rs1, rs2);
      break;
    case 20 satisfies Alu['divu']:
      division.divideUnsigned(x64, rd, rs1, rs2);
      break;
    case 21 satisfies Alu['rem']:
      division.remainder(x64, rd, rs1, rs2);
      break;
    case 22 satisfies Alu['remu']:
      division.remainderUnsigned(x64, rd, rs1, rs2);
      break;
    case 23 satisfies Alu['mulw']:
      setWord(x, d, Math.imul(aLo, bLo));
      break;
    case 24 satisfies Alu['divw']:
      setWord(x, d, division.divideWord(aLo, bLo));
      break;
    case 25 satisfies Alu['divuw']:
      setWord(x, d, division.divideWordUnsigned(aLo, bLo));
      break;
    case 26 satisfies Alu['remw']:
      setWord(x, d, division.remainderWord(aLo, bLo));
      break;
    case 27 satisfies Alu['remuw']:
      setWord(x, d, division.remainderWordUnsigned(aLo, bLo));
      break;
    case 41 satisfies Alu['lui']:
      setWord(x, d, imm);
      break;
  }
}

/** Register pair `d` := the low 32 bits of `value`, sign-extended. */
function setWord(x: Int32Array, d: number, value: number): void {
  x[d] = value;
  x[d + 1] = value >> 31;
}
