import fc from 'fast-check';

/** Any 64-bit value, small ones, all-ones and addresses on few pages far more often than others. */
export function values(): fc.Arbitrary<bigint> {
  return fc.oneof(
    { weight: 4, arbitrary: addresses() },
    { weight: 2, arbitrary: fc.bigInt({ min: 0n, max: 40n }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(0x1fff_ffff_ffff_ffffn, (1n << 62n) - 1n, 1n << 63n, (1n << 64n) - 1n),
    },
    { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }) },
  );
}

/** Byte addresses on few pages of DRAM, low RAM and the devices, and sometimes beyond everything. */
export function addresses(): fc.Arbitrary<bigint> {
  const bases = [
    0x8000_0000n,
    0x8001_0000n,
    0x8010_0000n,
    0x4000_0000n,
    0x1000_0000n,
    0x0600_0000n,
    0x2000_0000n,
    0n,
    1n << 56n,
  ];
  const page = fc.tuple(fc.constantFrom(...bases), fc.bigInt({ min: 0n, max: 3n }));
  const offset = fc.oneof(
    fc.constantFrom(0n, 8n, 0xff8n, 0xffcn, 0xffen),
    fc.bigInt({ min: 0n, max: 0xfffn }),
  );
  return fc.tuple(page, offset).map(([[base, number], inside]) => base + number * 0x1000n + inside);
}

/** Instruction words: many that decode, some that do not, both lengths. */
export function instructionWords(): fc.Arbitrary<number> {
  const known = [
    0x0015_0513, 0x0081_3503, 0x3020_0073, 0x1200_0073, 0x00b6_252f, 0x0505, 0x9002, 0x3419_27f3, 0,
  ];
  const opcodes = [0x03, 0x0f, 0x13, 0x17, 0x1b, 0x23, 0x2f, 0x33, 0x37, 0x3b, 0x63, 0x67, 0x6f, 0x73];
  return fc.oneof(
    fc.constantFrom(...known),
    fc.tuple(fc.integer(), fc.constantFrom(...opcodes)).map(([bits, opcode]) => (bits & ~0x7f) | opcode),
    fc.integer().map((bits) => bits | 3),
    fc.nat(0xffff).map((bits) => ((bits & 3) === 3 ? bits ^ 1 : bits)),
  );
}
