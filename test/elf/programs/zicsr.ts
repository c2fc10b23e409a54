import type { Program } from '../program.ts';

/** @source Unprivileged ISA 20240411, "Zicsr"; Privileged ISA 20240411, 2.1 */
export const ZICSR: Program = {
  name: 'zicsr',
  source: `
  li a0, 0xf0f0
  csrw mscratch, zero
  csrrw a1, mscratch, a0
  expect a1, 0
  li a0, 0x0ff0
  csrrs a1, mscratch, a0
  expect a1, 0xf0f0
  csrrc a1, mscratch, a0
  expect a1, 0xfff0
  csrr a1, mscratch
  expect a1, 0xf000
  csrrwi a1, mscratch, 21
  expect a1, 0xf000
  csrrsi a1, mscratch, 10
  expect a1, 21
  csrrci a1, mscratch, 7
  expect a1, 31
  csrr a1, mscratch
  expect a1, 24
  # source and destination may be one register
  li a0, 5
  csrrw a0, mscratch, a0
  expect a0, 24
  csrr a0, mscratch
  expect a0, 5

  # read-only: reading is fine, also by forms that write nothing
  csrr a0, mhartid
  expect a0, 0
  csrrci a0, mvendorid, 0
  expect a0, 0
  catch e1
  csrrw a0, mhartid, zero
e1:
  trapped 2, 0xf1401573, e1 - 4
  catch e2
  csrrsi a0, mhartid, 1
e2:
  trapped 2, 0xf140e573, e2 - 4
  # no such register
  catch e3
  csrrw zero, 0x7ff, zero
e3:
  trapped 2, 0x7ff01073, e3 - 4
  catch e4
  csrr a0, fcsr
e4:
  trapped 2, 0x00302573, e4 - 4
  pass
`,
};

/** @source Unprivileged ISA 20240411, "Zifencei" */
export const ZIFENCEI: Program = {
  name: 'zifencei',
  source: `
  li a0, 0
  li a2, 4
  la t0, patch
  la t1, new
  lw t1, 0(t1)
again:
  jalr ra, 0(t0)
  sw t1, 0(t0)
  fence.i
  addi a2, a2, -1
  bnez a2, again
  # once as it was, then three times as it is now
  expect a0, 1 + 3 * 16

  # an instruction that the running code is about to reach
  la t0, ahead
  sw t1, 0(t0)
  fence.i
ahead:
  addi a0, a0, 1
  expect a0, 1 + 4 * 16

  # code that is copied to fresh memory, run, and overwritten there
  la t0, fresh
  sw t1, 0(t0)
  li t2, 0x8082        # ret
  sh t2, 4(t0)
  fence.i
  jalr ra, 0(t0)
  expect a0, 1 + 5 * 16
  li t3, 0x0505        # c.addi a0, 1, twice
  sh t3, 0(t0)
  sh t3, 2(t0)
  fence.i
  jalr ra, 0(t0)
  expect a0, 3 + 5 * 16
  pass
patch:
  addi a0, a0, 1
  ret
new:
  addi a0, a0, 16
.align 64
fresh: .zero 64
`,
};
