import type { Program } from '../program.ts';

/** What memory holds behind each operation on `old` and `source`. */
interface Operands {
  readonly size: 'w' | 'd';
  readonly old: bigint;
  readonly source: bigint;
  readonly results: Readonly<Record<string, bigint>>;
}

const MOST_W = 0x7fffffffn;
const LEAST_W = 0x80000001n;
const MOST_D = 0x7fff_ffff_ffff_ffffn;
const LEAST_D = 0x8000_0000_0000_0001n;

// biome-ignore format: a table
const WORD: Operands = { size: 'w', old: LEAST_W, source: MOST_W, results: {
  amoswap: MOST_W, amoadd: 0n, amoxor: 0xfffffffen, amoand: 1n, amoor: 0xffffffffn,
  amomin: LEAST_W, amomax: MOST_W, amominu: MOST_W, amomaxu: LEAST_W,
} };
// biome-ignore format: a table
const DOUBLE: Operands = { size: 'd', old: LEAST_D, source: MOST_D, results: {
  amoswap: MOST_D, amoadd: 0n, amoxor: 0xffff_ffff_ffff_fffen, amoand: 1n, amoor: 0xffff_ffff_ffff_ffffn,
  amomin: LEAST_D, amomax: MOST_D, amominu: MOST_D, amomaxu: LEAST_D,
} };

/** Around a word lie bytes that must stay. */
const BESIDE = 0x11223344n << 32n;

function operation({ size, old, source, results }: Operands, name: string): string {
  const beside = size === 'w' ? BESIDE : 0n;
  const loaded = BigInt.asIntN(size === 'w' ? 32 : 64, old);
  return `
  li a1, ${beside | old}
  sd a1, 0(a0)
  li a2, ${source}
  ${name}.${size} a3, a2, (a0)
  expect a3, ${loaded}
  ld a3, 0(a0)
  expect a3, ${beside | results[name]}`;
}

function operations(operands: Operands): string {
  return Object.keys(operands.results)
    .map((name) => operation(operands, name))
    .join('\n');
}

/** @source Unprivileged ISA 20240411, "A" extension: atomic memory operations */
export const RV64A_AMO: Program = {
  name: 'rv64a atomic operations',
  source: `
  la a0, cell
${operations(WORD)}
${operations(DOUBLE)}
  # the destination may be the source, or nothing
  li a1, 7
  sd a1, 0(a0)
  amoadd.d.aqrl a1, a1, (a0)
  expect a1, 7
  amoswap.d.aq zero, zero, (a0)
  ld a1, 0(a0)
  expect a1, 0
  # misaligned: always a store's exception
  addi a4, a0, 2
  catch m1
  amoadd.w a3, a2, (a4)
m1:
  trapped 6, cell + 2, m1 - 4
  addi a4, a0, 4
  catch m2
  amoadd.d a3, a2, (a4)
m2:
  trapped 6, cell + 4, m2 - 4
  pass
.align 8
cell: .dword 0
`,
};

/** @source Unprivileged ISA 20240411, "A" extension: load-reserved and store-conditional */
export const RV64A_RESERVATION: Program = {
  name: 'rv64a reservations',
  source: `
  la a0, cell
  li a1, 0x1111111180000000
  sd a1, 0(a0)
  lr.w a2, (a0)
  expect a2, -0x80000000
  li a3, 42
  sc.w a4, a3, (a0)
  expect a4, 0
  ld a2, 0(a0)
  expect a2, 0x111111110000002a
  # one sc per lr
  sc.w a4, zero, (a0)
  sltu a4, zero, a4
  expect a4, 1
  ld a2, 0(a0)
  expect a2, 0x111111110000002a

  lr.d.aq a2, (a0)
  expect a2, 0x111111110000002a
  sc.d.rl a4, a3, (a0)
  expect a4, 0
  ld a2, 0(a0)
  expect a2, 42

  # another address, or a value that changed in between
  addi a5, a0, 8
  lr.d a2, (a0)
  sc.d a4, a3, (a5)
  sltu a4, zero, a4
  expect a4, 1
  lr.d a2, (a0)
  sd zero, 0(a0)
  sc.d a4, a3, (a0)
  sltu a4, zero, a4
  expect a4, 1
  ld a2, 0(a0)
  expect a2, 0

  # a loop as programs write it
  li a5, 5
again:
  lr.d a2, (a0)
  add a2, a2, a5
  sc.d a4, a2, (a0)
  bnez a4, again
  addi a5, a5, -1
  bnez a5, again
  ld a2, 0(a0)
  expect a2, 15

  addi a5, a0, 1
  catch m1
  lr.w a2, (a5)
m1:
  trapped 4, cell + 1, m1 - 4
  catch m2
  sc.w a2, a3, (a5)
m2:
  trapped 6, cell + 1, m2 - 4
  pass
.align 16
cell: .dword 0, 0
`,
};
