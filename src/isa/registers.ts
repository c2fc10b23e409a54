/** x0..x31 by their ABI names. @source RISC-V psABI, integer register convention */
const ABI =
  'zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6'.split(
    ' ',
  );

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...ABI.map((name, number) => [name, number] as const),
  ...ABI.map((_, number) => [`x${number}`, number] as const),
  ['fp', 8],
]);

/** ABI name of register 0..31. */
export function registerName(number: number): string {
  return ABI[number];
}

/** Number of a register by its ABI name, `fp` or `x0`..`x31`; `undefined` for any other text. */
export function registerNumber(name: string): number | undefined {
  return NUMBERS.get(name);
}
