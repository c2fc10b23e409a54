/** x0..x31 by their ABI names. @source RISC-V psABI, integer register convention */
// biome-ignore format: a table
const ABI_NAMES: readonly string[] = [
  'zero', 'ra', 'sp', 'gp', 'tp', 't0', 't1', 't2', 's0', 's1', 'a0', 'a1', 'a2', 'a3', 'a4', 'a5',
  'a6', 'a7', 's2', 's3', 's4', 's5', 's6', 's7', 's8', 's9', 's10', 's11', 't3', 't4', 't5', 't6',
];

/** ABI name of register `index`, 0..31. */
export function registerName(index: number): string {
  return ABI_NAMES[index];
}

/** The register that `name` names (`a0`, `fp`, `x10`); -1 if none. */
export function registerNumber(name: string): number {
  if (name === 'fp') return ABI_NAMES.indexOf('s0');
  const number = /^x(0|[1-9]\d?)$/.exec(name);
  if (number === null) return ABI_NAMES.indexOf(name);
  return Number(number[1]) < ABI_NAMES.length ? Number(number[1]) : -1;
}
