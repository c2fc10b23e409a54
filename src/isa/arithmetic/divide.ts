/**
 * Division of the M extension: by zero the quotient is all ones and the remainder the dividend; the signed overflow
 * (smallest value by -1) gives the dividend and remainder 0. Registers by index in the 64-bit view, which may be equal.
 *
 * @source Unprivileged ISA 20240411, "M" Extension, Division Operations
 */

/** DIV. The store wraps the one quotient that overflows. */
export function divide(x64: BigInt64Array, rd: number, rs1: number, rs2: number): void {
  x64[rd] = x64[rs2] === 0n ? -1n : x64[rs1] / x64[rs2];
}

/** DIVU. */
export function divideUnsigned(x64: BigInt64Array, rd: number, rs1: number, rs2: number): void {
  x64[rd] = x64[rs2] === 0n ? -1n : BigInt.asUintN(64, x64[rs1]) / BigInt.asUintN(64, x64[rs2]);
}

/** REM. */
export function remainder(x64: BigInt64Array, rd: number, rs1: number, rs2: number): void {
  x64[rd] = x64[rs2] === 0n ? x64[rs1] : x64[rs1] % x64[rs2];
}

/** REMU. */
export function remainderUnsigned(x64: BigInt64Array, rd: number, rs1: number, rs2: number): void {
  x64[rd] = x64[rs2] === 0n ? x64[rs1] : BigInt.asUintN(64, x64[rs1]) % BigInt.asUintN(64, x64[rs2]);
}

/** DIVW of the low words, as int32. */
export function divideWord(a: number, b: number): number {
  return b === 0 ? -1 : (a / b) | 0;
}

/** DIVUW of the low words, as int32. */
export function divideWordUnsigned(a: number, b: number): number {
  return b === 0 ? -1 : ((a >>> 0) / (b >>> 0)) | 0;
}

/** REMW of the low words, as int32. */
export function remainderWord(a: number, b: number): number {
  return b === 0 ? a : (a % b) | 0;
}

/** REMUW of the low words, as int32. */
export function remainderWordUnsigned(a: number, b: number): number {
  return b === 0 ? a : ((a >>> 0) % (b >>> 0)) | 0;
}
