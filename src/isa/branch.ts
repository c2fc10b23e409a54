import { lessSigned, lessUnsigned } from './arithmetic/compare.ts';

/**
 * Whether a conditional branch is taken. `funct3`: 0 beq, 1 bne, 4 blt, 5 bge, 6 bltu, 7 bgeu (2 and 3 do not decode);
 * `x`: registers as int32 halves, register r at 2r and 2r + 1.
 *
 * @source Unprivileged ISA 20240411, section 2.5.2
 */
export function taken(funct3: number, x: Int32Array, rs1: number, rs2: number): boolean {
  const aLo = x[rs1 << 1];
  const aHi = x[(rs1 << 1) + 1];
  const bLo = x[rs2 << 1];
  const bHi = x[(rs2 << 1) + 1];
  switch (funct3) {
    case 0:
      return aLo === bLo && aHi === bHi;
    case 1:
      return aLo !== bLo || aHi !== bHi;
    case 4:
      return lessSigned(aLo, aHi, bLo, bHi);
    case 5:
      return !lessSigned(aLo, aHi, bLo, bHi);
    case 6:
      return lessUnsigned(aLo, aHi, bLo, bHi);
    default:
      return !lessUnsigned(aLo, aHi, bLo, bHi);
  }
}
