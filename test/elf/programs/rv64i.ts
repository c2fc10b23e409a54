import type { Program } from '../program.ts';

/** @source Unprivileged ISA 20240411, RV32I and RV64I, integer computational instructions */
export const RV64I_COMPUTATION: Program = {
  name: 'rv64i computation',
  source: `
  li a0, 0x7fffffff
  addi a1, a0, 1
  expect a1, 0x80000000
  addiw a1, a0, 1
  expect a1, -0x80000000
  li a0, 5
  slti a1, a0, 6
  expect a1, 1
  slti a1, a0, -1
  expect a1, 0
  sltiu a1, a0, -1
  expect a1, 1
  li a0, 0xff00ff00ff00ff00
  xori a1, a0, -1
  expect a1, 0x00ff00ff00ff00ff
  ori a1, a0, 0x0f
  expect a1, 0xff00ff00ff00ff0f
  andi a1, a0, 0x7f0
  expect a1, 0x700
  li a0, 0x8000000000000001
  slli a1, a0, 1
  expect a1, 2
  slli a1, a0, 63
  expect a1, 1 << 63
  srli a1, a0, 63
  expect a1, 1
  srai a1, a0, 63
  expect a1, -1
  li a0, 0x180000001
  slliw a1, a0, 31
  expect a1, -0x80000000
  srliw a1, a0, 31
  expect a1, 1
  srliw a1, a0, 0
  expect a1, -0x7fffffff
  sraiw a1, a0, 31
  expect a1, -1

  li a0, -1
  li a2, 2
  add a1, a0, a2
  expect a1, 1
  sub a1, a2, a0
  expect a1, 3
  li a3, 65
  sll a1, a2, a3
  expect a1, 4
  slt a1, a0, a2
  expect a1, 1
  sltu a1, a0, a2
  expect a1, 0
  slt a1, a0, a0
  expect a1, 0
  sltu a1, a0, a0
  expect a1, 0
  xor a1, a0, a2
  expect a1, -3
  or a1, a0, a2
  expect a1, -1
  and a1, a0, a2
  expect a1, 2
  li a3, 60
  srl a1, a0, a3
  expect a1, 15
  sra a1, a0, a3
  expect a1, -1
  li a0, 0x7fffffff
  addw a1, a0, a2
  expect a1, -0x7fffffff
  subw a1, a2, a0
  expect a1, -0x7ffffffd
  li a3, 33
  sllw a1, a0, a3
  expect a1, -2
  li a0, 0x80000000
  srlw a1, a0, a3
  expect a1, 0x40000000
  sraw a1, a0, a3
  expect a1, -0x40000000

  lui a1, 0x80000
  expect a1, -0x80000000
here:
  auipc a1, 1
  expect a1, here + 0x1000
  addi zero, a0, 1
  expect zero, 0
  fence rw, rw
  fence.tso
  pass
`,
};

/** @source Unprivileged ISA 20240411, RV64I, load and store instructions */
export const RV64I_MEMORY: Program = {
  name: 'rv64i loads and stores',
  source: `
  la a0, bytes
  lb a1, 0(a0)
  expect a1, -0x78
  lbu a1, 0(a0)
  expect a1, 0x88
  lh a1, 0(a0)
  expect a1, -0x7878
  lhu a1, 0(a0)
  expect a1, 0x8788
  lw a1, 0(a0)
  expect a1, -0x7a797878
  lwu a1, 0(a0)
  expect a1, 0x85868788
  ld a1, 0(a0)
  expect a1, 0x8182838485868788
  lb a1, 9(a0)
  expect a1, 0x77

  la a0, scratch
  li a1, 0x1122334455667788
  sd a1, 0(a0)
  ld a2, 0(a0)
  expect a2, 0x1122334455667788
  sw zero, 4(a0)
  ld a2, 0(a0)
  expect a2, 0x55667788
  sh a1, 6(a0)
  ld a2, 0(a0)
  expect a2, 0x7788000055667788
  sb a1, 3(a0)
  ld a2, 0(a0)
  expect a2, 0x7788000088667788
  addi a3, a0, 16
  sd a1, -16(a3)
  ld a2, 0(a0)
  expect a2, 0x1122334455667788
  pass
.align 8
bytes: .dword 0x8182838485868788, 0x7778
scratch: .dword 0
`,
};

/** @source Unprivileged ISA 20240411, RV32I, control transfer instructions */
export const RV64I_JUMPS: Program = {
  name: 'rv64i jumps and branches',
  source: `
  li a1, -1
  li a2, 1
  li a3, 0        # branches that were not taken and should have been
  li a4, 0        # branches that were rightly not taken
  beq a1, a1, b1
  addi a3, a3, 1
b1:
  beq a1, a2, b2
  addi a4, a4, 1
b2:
  bne a1, a2, b3
  addi a3, a3, 1
b3:
  bne a1, a1, b4
  addi a4, a4, 1
b4:
  blt a1, a2, b5
  addi a3, a3, 1
b5:
  blt a2, a1, b6
  addi a4, a4, 1
b6:
  bge a2, a1, b7
  addi a3, a3, 1
b7:
  bge a1, a2, b8
  addi a4, a4, 1
b8:
  bltu a2, a1, b9
  addi a3, a3, 1
b9:
  bltu a1, a2, b10
  addi a4, a4, 1
b10:
  bgeu a1, a2, b11
  addi a3, a3, 1
b11:
  bgeu a2, a1, b12
  addi a4, a4, 1
b12:
  bge a1, a1, b13
  addi a3, a3, 1
b13:
  blt a1, a1, b14
  addi a4, a4, 1
b14:
  bgeu a1, a1, b15
  addi a3, a3, 1
b15:
  bltu a1, a1, b16
  addi a4, a4, 1
b16:
  expect a3, 0
  expect a4, 8

  li a0, 10
  li a1, 0
loop:
  add a1, a1, a0
  addi a0, a0, -1
  bnez a0, loop
  expect a1, 55

from:
  jal ra, over
  li a1, 0
over:
  expect a1, 55
  expect ra, from + 4
  la t0, forth + 1    # bit 0 of the target is cleared
back:
  jalr ra, -4(t0)
  nop
  li a1, 0
forth:
  expect ra, back + 4
  # the target was the instruction in front of the label
  expect a1, 0
  la t0, same
  jalr t0, 0(t0)
  li a1, 1
same:
  expect t0, same - 4
  expect a1, 0
  pass
`,
};

/** @source Unprivileged ISA 20240411, RV32I 2.6: misaligned loads and stores; this hart executes them */
export const MISALIGNED: Program = {
  name: 'misaligned accesses',
  source: `
  la a0, bytes
  lh a1, 1(a0)
  expect a1, 0x0302
  lw a1, 3(a0)
  expect a1, 0x07060504
  ld a1, 5(a0)
  expect a1, 0x0d0c0b0a09080706
  la a0, edge         # the last bytes of a page and the first of the next
  li a1, 0xa1a2a3a4a5a6a7a8
  sd a1, -3(a0)
  ld a2, -3(a0)
  expect a2, 0xa1a2a3a4a5a6a7a8
  ld a2, -8(a0)
  expect a2, 0xa6a7a8 << 40
  ld a2, 0(a0)
  expect a2, 0xa1a2a3a4a5
  sw zero, -2(a0)
  ld a2, -3(a0)
  expect a2, 0xa1a2a300000000a8
  sh a1, -1(a0)
  ld a2, -3(a0)
  expect a2, 0xa1a2a300a7a800a8
  lhu a2, -1(a0)
  expect a2, 0xa7a8
  lwu a2, -1(a0)
  expect a2, 0xa300a7a8
  pass
bytes: .byte 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
.org 0x80004ff0
  .zero 16
edge: .zero 16
`,
};
