import type { Program } from '../program.ts';

/**
 * Two tasks of U-mode in address spaces of their own, at the same addresses; a kernel in S-mode that switches them by a
 * timer which M-mode hands on. Each task counts in a register and in its own memory and compares the two.
 */
export const TWO_TASKS: Program = {
  name: 'two tasks under a kernel',
  source: `
  .equ SWITCHES, 60
  .equ MTIME, 0x0200bff8
  .equ MTIMECMP, 0x02004000
  open
  la t0, m_kernel
  csrw mtvec, t0
  la t0, s_kernel
  csrw stvec, t0
  li t0, 0x20
  csrw mideleg, t0
  li t0, 0xa0             # MTIE, STIE
  csrw mie, t0
  li s5, SWITCHES
  la t0, first
  csrw sscratch, t0
  ld t1, 40(t0)
  csrw satp, t1
  li t1, MTIMECMP
  li t2, MTIME
  ld t2, 0(t2)
  addi t2, t2, 20
  sd t2, 0(t1)
  la s1, over
  li a0, 0
  enter u, 0x40000000
over:
  trapped 9, 0, done
  expect s5, 0
  # both came far, neither met the other's memory
  li a1, 0x80006000
  ld a2, 0(a1)
  la a3, first
  ld a4, 8(a3)
  sub a4, a4, a2
  sltiu a4, a4, 2         # at most the step between register and memory
  expect a4, 1
  sltiu a2, a2, 500
  expect a2, 0
  li a1, 0x80007000
  ld a2, 0(a1)
  la a3, second
  ld a4, 8(a3)
  sub a4, a4, a2
  sltiu a4, a4, 2
  expect a4, 1
  sltiu a2, a2, 500
  expect a2, 0
  pass

m_kernel:
  csrr t3, mcause
  bgez t3, request
  li t3, MTIMECMP         # the timer: S-mode's from here
  li t4, -1
  sd t4, 0(t3)
  li t3, 0x20
  csrs mip, t3
  mret
request:
  li t4, 9
  bne t3, t4, fatal
  beqz t1, fatal
  li t3, 0x20             # the kernel has seen it
  csrc mip, t3
  csrr t3, mepc
  addi t3, t3, 4
  csrw mepc, t3
  mret
fatal:
  j m_trap

s_kernel:
  csrr t0, sscratch
  csrr t1, sepc
  sd t1, 0(t0)
  sd a0, 8(t0)
  sd a1, 16(t0)
  sd a2, 24(t0)
  ld t0, 32(t0)
  csrw sscratch, t0
  ld t1, 40(t0)
  csrw satp, t1
  addi s5, s5, -1
  li t1, 0
  beqz s5, done
  li t1, MTIMECMP
  li t2, MTIME
  ld t2, 0(t2)
  addi t2, t2, 20
  sd t2, 0(t1)
  li t1, 1
  ecall
  ld t1, 0(t0)
  csrw sepc, t1
  ld a0, 8(t0)
  ld a1, 16(t0)
  ld a2, 24(t0)
  sret
done:
  ecall

# pc, a0, a1, a2, the next task, satp
.align 8
first:  .dword 0x40000000, 0, 0, 0, second, 8 << 60 | 1 << 44 | 0x80010
second: .dword 0x40000000, 0, 0, 0, first, 8 << 60 | 2 << 44 | 0x80020

.org 0x80005000
  lui a1, 0x40001
again:
  addi a0, a0, 1
  ld a2, 0(a1)
  c.addi a2, 1
  sd a2, 0(a1)
  beq a0, a2, again
  ebreak

.org 0x80010000
  .dword 0xe7             # the devices and the kernel, global
  .dword 0x80011000 >> 2 | 1
  .dword 0x80000000 >> 2 | 0xef
.org 0x80011000
  .dword 0x80012000 >> 2 | 1
.org 0x80012000
  .dword 0x80005000 >> 2 | 0x5b
  .dword 0x80006000 >> 2 | 0x17
.org 0x80020000
  .dword 0xe7
  .dword 0x80021000 >> 2 | 1
  .dword 0x80000000 >> 2 | 0xef
.org 0x80021000
  .dword 0x80022000 >> 2 | 1
.org 0x80022000
  .dword 0x80005000 >> 2 | 0x5b
  .dword 0x80007000 >> 2 | 0x17
`,
};
