/** Instructions that leave the 64-bit `value` in `rd`, as few as simple means allow. */
export function loadImmediate(rd: string, value: bigint): string[] {
  const v = BigInt.asIntN(64, value);
  if (v === BigInt.asIntN(12, v)) return [`addi ${rd}, zero, ${v}`];
  if (v === BigInt.asIntN(32, v)) {
    const low = BigInt.asIntN(12, v);
    const upper = BigInt.asUintN(20, (v - low) >> 12n);
    return [`lui ${rd}, ${upper}`, ...(low === 0n ? [] : [`addiw ${rd}, ${rd}, ${low}`])];
  }
  const low = BigInt.asIntN(12, v);
  const above = loadImmediate(rd, (v - low) >> 12n);
  return [...above, `slli ${rd}, ${rd}, 12`, ...(low === 0n ? [] : [`addi ${rd}, ${rd}, ${low}`])];
}

/** The same in a number of instructions that does not depend on the value, {@link FULL_LOAD}. */
export function loadFull(rd: string, value: bigint): string[] {
  const parts = [BigInt.asIntN(12, value)];
  let rest = (value - parts[0]) >> 12n;
  for (let i = 0; i < 2; i++) {
    parts.unshift(BigInt.asIntN(12, rest));
    rest = (rest - parts[0]) >> 12n;
  }
  const top = BigInt.asIntN(32, rest);
  const low = BigInt.asIntN(12, top);
  const shifted = parts.flatMap((part) => [`slli ${rd}, ${rd}, 12`, `addi ${rd}, ${rd}, ${part}`]);
  return [`lui ${rd}, ${BigInt.asUintN(20, (top - low) >> 12n)}`, `addiw ${rd}, ${rd}, ${low}`, ...shifted];
}

export const FULL_LOAD = 8;
