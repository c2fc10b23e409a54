import fc from 'fast-check';

const EDGES = [
  0n,
  1n,
  2n,
  31n,
  32n,
  63n,
  64n,
  0xffffn,
  0x1_0000n,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  1n << 32n,
];

/** Signed 64-bit values, crowded round the edges of words and double words. */
export const value64: fc.Arbitrary<bigint> = fc
  .oneof(
    fc.bigInt(-(1n << 63n), (1n << 63n) - 1n),
    fc.bigInt(-3n, 3n),
    fc.constantFrom(...EDGES, ...EDGES.map((edge) => edge - (1n << 63n)), ...EDGES.map((edge) => -edge)),
    fc.tuple(fc.nat({ max: 63 }), fc.bigInt(-2n, 2n)).map(([bit, near]) => (1n << BigInt(bit)) + near),
    fc.tuple(word(), word()).map(([lo, hi]) => (hi << 32n) | lo),
  )
  .map((value) => BigInt.asIntN(64, value));

function word(): fc.Arbitrary<bigint> {
  return fc.constantFrom(0n, 1n, 0x7fff_ffffn, 0x8000_0000n, 0x8000_0001n, 0xffff_fffen, 0xffff_ffffn);
}

/** Low half of a value as int32. */
export function low(value: bigint): number {
  return Number(BigInt.asIntN(32, value));
}

/** High half of a value as int32. */
export function high(value: bigint): number {
  return Number(BigInt.asIntN(32, value >> 32n));
}
