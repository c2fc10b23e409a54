import type { Program } from '../program.ts';

/** @source Privileged ISA 20240411, chapter 3 */
export const MACHINE_MODE: Program = {
  name: 'M-mode',
  source: `
  csrr a0, misa
  expect a0, 2 << 62 | 1 << 20 | 1 << 18 | 1 << 12 | 1 << 8 | 1 << 2 | 1
  csrr a0, mimpid
  expect a0, 0
  csrr a0, marchid
  expect a0, 0
  csrr a0, mconfigptr
  expect a0, 0
  # reset: interrupts off, UXL = SXL = 64 bits
  csrr a0, mstatus
  expect a0, 0xa00000000

  catch e1
  ecall
e1:
  trapped 11, 0, e1 - 4
  csrr a0, mstatus        # MPP is M, MPIE the former MIE
  expect a0, 0xa00001800
  catch e2
  ebreak
e2:
  trapped 3, e2 - 4, e2 - 4
  catch e3
  .word 0xffffffff
e3:
  trapped 2, 0xffffffff, e3 - 4

  # nothing is there
  li a0, 0x30000000
  catch f1
  ld a1, 8(a0)
f1:
  trapped 5, 0x30000008, f1 - 4
  catch f2
  sb a1, 1(a0)
f2:
  trapped 7, 0x30000001, f2 - 4
  catch f3
  jr a0
f3:
  trapped 1, 0x30000000, 0x30000000
  li a0, 0xff00000080000000
  catch f4
  lw a1, 0(a0)
f4:
  trapped 5, 0xff00000080000000, f4 - 4

  # fields that keep only what is legal
  li a0, 0x1000           # MPP = 2 is none
  csrc mstatus, a0
  li a0, 0x800
  csrs mstatus, a0
  li a0, 0x1800
  csrrc a1, mstatus, a0
  expect a1, 0xa00000800
  li a0, 0x1000
  csrs mstatus, a0
  csrr a1, mstatus
  expect a1, 0xa00000000
  li a0, -1
  csrw mepc, a0
  csrr a1, mepc
  expect a1, -2
  csrw mcause, a0
  csrr a1, mcause
  expect a1, -1
  csrw mtval, a0
  csrr a1, mtval
  expect a1, -1
  csrw mideleg, a0
  csrr a1, mideleg
  expect a1, 0x222
  csrw medeleg, a0
  csrr a1, medeleg
  expect a1, 0xb3ff
  csrw mie, a0
  csrr a1, mie
  expect a1, 0xaaa
  csrw mie, zero
  csrw mideleg, zero
  csrw medeleg, zero

  # mret: MIE from MPIE, MPIE = 1, MPP = U, the mode from MPP
  li a0, 0x1880
  csrs mstatus, a0
  la a0, r1
  csrw mepc, a0
  mret
r1:
  csrrci a1, mstatus, 8
  expect a1, 0xa00000088
  li a0, 0x80             # MPIE becomes 1 whatever it was
  csrc mstatus, a0
  li a0, 1 << 17          # MPRV stays where the mode stays M
  csrs mstatus, a0
  li a0, 0x1800
  csrs mstatus, a0
  la a0, r2
  csrw mepc, a0
  mret
r2:
  li a0, 1 << 17
  csrrc a1, mstatus, a0
  expect a1, 0xa00020080
  pass
`,
};

/** @source Privileged ISA 20240411, 3.1.7 (mtvec), 3.1.9 (mip, mie) */
export const VECTORED: Program = {
  name: 'M-mode interrupts and vectors',
  source: `
  li a0, 0
  la t0, table + 1
  csrw mtvec, t0
  csrr a1, mtvec
  expect a1, table + 1
  # an S-mode software interrupt that nobody delegated is M-mode's
  csrwi mip, 2
  csrwi mie, 2
  csrr a1, mip
  expect a1, 2
  expect a0, 0
i1:
  csrsi mstatus, 8
  expect a0, 1
  csrr a1, mcause
  expect a1, 1 << 63 | 1
  csrr a1, mepc
  expect a1, i1 + 4
  csrr a1, mtval
  expect a1, 0
  # the S-mode external one comes before the software one, the timer after it
  csrci mstatus, 8
  li t0, 0x222
  csrs mip, t0
  csrw mie, t0
  csrsi mstatus, 8
  expect a0, 1 << 9 | 1
  csrr a1, mcause
  expect a1, 1 << 63 | 9
  # exceptions go to the base
  csrci mstatus, 8
  li s10, 0
  ecall
  expect s10, 77
  # modes 2 and 3 do not exist
  csrw mtvec, zero
  li t0, 0x80000402
  csrw mtvec, t0
  csrr a1, mtvec
  expect a1, 0
  pass

.align 256
table:
  j exception
  j software
  j exception
  j exception
  j exception
  j timer
  j exception
  j exception
  j exception
  j external
exception:
  li s10, 77
  csrr t0, mepc
  addi t0, t0, 4
  csrw mepc, t0
  mret
software:
  slli a0, a0, 1
  addi a0, a0, 1
  li t0, 2
  csrc mip, t0
  j leave
timer:
  slli a0, a0, 4
  li t0, 0x20
  csrc mip, t0
  j leave
external:
  slli a0, a0, 9
  ori a0, a0, 1
  # no further ones, to see which came first
  csrw mie, zero
leave:
  mret
`,
};
