import type { Program } from '../program.ts';

/** @source Unprivileged ISA 20240411, "M" extension: table of division by zero and overflow */
export const RV64M: Program = {
  name: 'rv64m',
  source: `
  li a0, 0x123456789abcdef
  li a1, -3
  mul a2, a0, a1
  expect a2, -3 * 0x123456789abcdef
  mulh a2, a0, a1
  expect a2, -1
  mulhu a2, a0, a1
  expect a2, 0x123456789abcdee
  mulhsu a2, a1, a0
  expect a2, -1
  mulhsu a2, a0, a1
  expect a2, 0x123456789abcdee
  li a3, 5
  mulh a2, a3, a1
  expect a2, -1
  mulhu a2, a3, a1
  expect a2, 4
  mulhsu a2, a3, a1
  expect a2, 4
  mulh a2, a1, a1
  expect a2, 0
  mulhu a2, a1, a1
  expect a2, -6
  mulhsu a2, a1, a1
  expect a2, -3
  li a3, 0x80000001
  li a4, 3
  mulw a2, a3, a4
  expect a2, 0xffffffff80000003

  li a0, -7
  li a1, 2
  div a2, a0, a1
  expect a2, -3
  rem a2, a0, a1
  expect a2, -1
  divu a2, a0, a1
  expect a2, 0x7ffffffffffffffc
  remu a2, a0, a1
  expect a2, 1
  li a1, -2
  div a2, a0, a1
  expect a2, 3
  rem a2, a0, a1
  expect a2, -1
  divw a2, a0, a1
  expect a2, 3
  remw a2, a0, a1
  expect a2, -1
  li a1, 16
  divuw a2, a0, a1
  expect a2, 0x0fffffff
  remuw a2, a0, a1
  expect a2, 9

  # division by zero: all ones, and the dividend
  li a0, 42
  div a2, a0, zero
  expect a2, -1
  divu a2, a0, zero
  expect a2, -1
  rem a2, a0, zero
  expect a2, 42
  remu a2, a0, zero
  expect a2, 42
  divw a2, a0, zero
  expect a2, -1
  divuw a2, a0, zero
  expect a2, -1
  li a0, 0x180000000
  remw a2, a0, zero
  expect a2, 0xffffffff80000000
  remuw a2, a0, zero
  expect a2, 0xffffffff80000000

  # overflow: the most negative number by -1
  li a0, 1 << 63
  li a1, -1
  div a2, a0, a1
  expect a2, 1 << 63
  rem a2, a0, a1
  expect a2, 0
  li a0, 0x80000000
  divw a2, a0, a1
  expect a2, 0xffffffff80000000
  remw a2, a0, a1
  expect a2, 0
  pass
`,
};
