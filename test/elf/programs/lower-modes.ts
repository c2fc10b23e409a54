import type { Program } from '../program.ts';

/** @source Privileged ISA 20240411, 3.1.6, 3.3.1, table of exception codes */
export const USER_MODE: Program = {
  name: 'U-mode',
  source: `
  open
  catch u1
  enter u, call
call:
  ecall
u1:
  trapped 8, 0, call
  csrr a0, mstatus        # MPP: U; MPIE: MIE as it was in U-mode
  expect a0, 0xa00000000
  .equ MSTATUS, 0x30002573
  catch u2
  enter u, read
read:
  csrr a0, mstatus
u2:
  trapped 2, MSTATUS, read
  catch u3
  enter u, reads
reads:
  csrr a0, sstatus
u3:
  trapped 2, 0x10002573, reads
  catch u4
  enter u, return
return:
  mret
u4:
  trapped 2, 0x30200073, return
  catch u5
  enter u, returns
returns:
  sret
u5:
  trapped 2, 0x10200073, returns
  catch u6
  enter u, wait
wait:
  wfi
u6:
  trapped 2, 0x10500073, wait
  catch u7
  enter u, fence
fence:
  sfence.vma
u7:
  trapped 2, 0x12000073, fence
  # computation, memory and jumps are as in M-mode
  la a0, cell
  catch u8
  enter u, work
work:
  li a1, 5
  sd a1, 0(a0)
  ld a2, 0(a0)
  amoadd.d a3, a1, (a0)
  ebreak
u8:
  trapped 3, u8 - 4, u8 - 4
  expect a2, 5
  ld a2, 0(a0)
  expect a2, 10
  # mret from M-mode with MPRV set leaves it clear
  li a4, 1 << 17
  catch u9
  csrs mstatus, a4
  enter u, call
u9:
  csrr a1, mstatus
  and a1, a1, a4
  expect a1, 0
  pass
.align 8
cell: .dword 0
`,
};

/** @source Privileged ISA 20240411, 3.1.8 (delegation), 4.1 (supervisor CSRs), 3.3.2 (sret) */
export const SUPERVISOR_MODE: Program = {
  name: 'S-mode and delegation',
  source: `
  open
  la t0, s_trap
  csrw stvec, t0
  csrr a0, stvec
  expect a0, s_trap
  # not delegated
  catch m1
  enter s, call
call:
  ecall
m1:
  trapped 9, 0, call

  # ecall of U-mode and breakpoints are S-mode's now
  li t0, 1 << 8 | 1 << 3
  csrw medeleg, t0
  catch m2
  enter u, ucall
ucall:
  ecall                   # s_trap goes on behind it, in U-mode
after:
  ebreak
  .word 0                 # illegal: M-mode's
m2:
  trapped 2, 0, m2 - 4
  expect s6, 2            # traps that S-mode took
  expect s7, 8            # the first: cause, pc, tval, sstatus
  expect s8, ucall
  expect s9, 0
  expect s10, 0x200000000
  expect a4, 3            # the second
  expect a5, after
  expect a6, after
  # a trap in M-mode stays there
  catch m3
  ebreak
m3:
  trapped 3, m3 - 4, m3 - 4
  # a trap of S-mode is S-mode's
  catch m4
  enter s, sbreak
sbreak:
  ebreak
  .word 0
m4:
  trapped 2, 0, m4 - 4
  expect a4, 3
  expect a5, sbreak
  expect a7, 0x200000100  # SPP says S

  # what S-mode may not see
  catch m5
  enter s, mscratch_read
mscratch_read:
  csrr a0, mscratch
m5:
  trapped 2, 0x34002573, mscratch_read
  catch m6
  enter s, mret_try
mret_try:
  mret
m6:
  trapped 2, 0x30200073, mret_try
  # sstatus is a part of mstatus
  li t0, 0xc0000
  csrs sstatus, t0
  csrr a0, mstatus
  and a0, a0, t0
  expect a0, 0xc0000
  csrc sstatus, t0
  li t0, 1 << 17          # MPRV is none of it
  csrs sstatus, t0
  csrr a0, mstatus
  and a0, a0, t0
  expect a0, 0
  csrw sscratch, t0
  csrr a0, sscratch
  expect a0, 1 << 17
  pass

s_trap:
  addi s6, s6, 1
  bnez a3, second
  csrr s7, scause
  csrr s8, sepc
  csrr s9, stval
  csrr s10, sstatus
  li a3, 1
  j behind
second:
  csrr a4, scause
  csrr a5, sepc
  csrr a6, stval
  csrr a7, sstatus
behind:
  csrr t0, sepc
  addi t0, t0, 4
  csrw sepc, t0
  sret
`,
};

/** @source Privileged ISA 20240411, 3.1.9, 4.1.3: interrupts that are delegated to S-mode */
export const SUPERVISOR_INTERRUPTS: Program = {
  name: 'S-mode interrupts',
  source: `
  open
  li t0, 0x222
  csrw mideleg, t0
  la t0, table + 1
  csrw stvec, t0
  csrwi mip, 2
  csrwi mie, 2
  csrr a0, sip
  expect a0, 2
  csrr a0, sie
  expect a0, 2
  # sie writes what is delegated and nothing else
  li t0, 0xaa8
  csrw mie, t0
  li t0, 2
  csrw sie, t0
  csrr a0, mie
  expect a0, 0x88a
  csrwi mie, 2
  # not in M-mode, whatever SIE and MIE say
  csrsi mstatus, 10
  li a1, 0
  nop
  expect a1, 0
  csrci mstatus, 10
  # in S-mode only with SIE
  catch m1
  enter s, quiet
quiet:
  nop
  ecall
m1:
  expect a1, 0
  trapped 9, 0, m1 - 4
  catch m2
  enter s, ready
ready:
  csrsi sstatus, 2
taken:
  ecall
m2:
  expect a1, 1
  trapped 9, 0, taken
  expect a2, 1 << 63 | 1
  expect a3, taken
  csrr a0, mip            # the handler cleared SSIP through sip
  expect a0, 0
  # in U-mode always
  csrwi mip, 2
  csrci mstatus, 2
  catch m3
  enter u, user
user:
  ecall
m3:
  expect a1, 2
  expect a3, user
  trapped 8, 0, user
  # the software bits of timer and external are M-mode's to write
  li t0, 0x222
  csrw mip, zero
  csrw sip, t0
  csrr a0, mip
  expect a0, 2
  csrw mip, zero
  csrw mideleg, zero
  csrw sip, t0
  csrr a0, mip
  expect a0, 0
  csrr a0, sie
  expect a0, 0
  pass

.align 256
table:
  j table
  addi a1, a1, 1
  csrr a2, scause
  csrr a3, sepc
  csrci sip, 2
  sret
`,
};

/** @source Privileged ISA 20240411, 3.1.6.5 (TVM, TW, TSR) */
export const TRAP_BITS: Program = {
  name: 'TVM, TW and TSR',
  source: `
  open
  # all of it is S-mode's at first
  catch m0
  li a1, 1
  la t0, returned
  csrw sepc, t0
  enter s, free
free:
  csrr a0, satp
  csrw satp, zero
  sfence.vma
  sfence.vma a0, a0
  wfi
  li t0, 0x100
  csrs sstatus, t0
  sret
returned:
  addi a1, a1, 1
  ecall
m0:
  trapped 9, 0, m0 - 4
  expect a1, 2

  li a0, 1 << 20
  csrs mstatus, a0
  catch v1
  enter s, tvm1
tvm1:
  csrr a0, satp
v1:
  trapped 2, 0x18002573, tvm1
  catch v2
  enter s, tvm2
tvm2:
  csrw satp, a0
v2:
  trapped 2, 0x18051073, tvm2
  catch v3
  enter s, tvm3
tvm3:
  sfence.vma
v3:
  trapped 2, 0x12000073, tvm3
  csrr a0, satp           # M-mode may
  sfence.vma
  catch v4
  enter s, tvm4
tvm4:
  wfi
  ecall
v4:
  trapped 9, 0, tvm4 + 4

  li a0, 1 << 20
  csrc mstatus, a0
  li a0, 1 << 21
  csrs mstatus, a0
  catch w1
  enter s, tw1
tw1:
  wfi
w1:
  trapped 2, 0x10500073, tw1
  wfi
  li a0, 1 << 21
  csrc mstatus, a0
  li a0, 1 << 22
  csrs mstatus, a0
  catch r1
  enter s, tsr1
tsr1:
  sret
r1:
  trapped 2, 0x10200073, tsr1
  catch r2
  enter s, tsr2
tsr2:
  csrr a0, satp
  wfi
  ecall
r2:
  trapped 9, 0, tsr2 + 8
  # sret of M-mode is not trapped by TSR; SPP = U, SIE from SPIE, SPIE = 1
  li t0, 0x122
  csrc mstatus, t0
  la t0, user
  csrw sepc, t0
  catch r3
  sret
user:
  ecall
r3:
  trapped 8, 0, user
  csrr a0, mstatus
  li t0, 0x122
  and a0, a0, t0
  expect a0, 0x20
  pass
`,
};
