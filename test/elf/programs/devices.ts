import type { Program } from '../program.ts';

/** @source RISC-V PLIC specification 1.0.0; the sources are the checkers' lines (worldguard.md 3.3) */
export const PLIC: Program = {
  name: 'PLIC',
  source: `
  .equ PLIC, 0x0c000000
  .equ DRAM_ERRCAUSE, 0x06000010
  .equ UART_ERRCAUSE, 0x06002010
  li a0, PLIC
  li a1, PLIC + 0x1000            # pending
  li a2, PLIC + 0x2000            # enables: M-mode, and S-mode 0x80 behind
  li a3, PLIC + 0x200000          # threshold and claim of M-mode
  li a4, PLIC + 0x201000          # of S-mode
  li a5, DRAM_ERRCAUSE
  li a6, UART_ERRCAUSE
  li a7, 1 << 63                  # ERRCAUSE.IP raises the line
  # registers
  li t0, -1
  sw t0, 60(a0)
  lw t1, 60(a0)
  expect t1, 7
  sw t0, 0(a2)
  lw t1, 0(a2)
  expect t1, -2
  sw t0, 0(a3)
  lw t1, 0(a3)
  expect t1, 7
  sw t0, 0(a0)                    # there is no source 0
  lw t1, 0(a0)
  expect t1, 0
  sw t0, 0(a1)                    # pending is read-only
  lw t1, 0(a1)
  expect t1, 0
  sw zero, 0(a2)
  sw zero, 0(a3)
  lw t1, 4(a3)
  expect t1, 0

  # source 15, the DRAM's checker: pending, but not enabled
  sd a7, 0(a5)
  lw t1, 0(a1)
  expect t1, 1 << 15
  csrr t1, mip
  expect t1, 0
  li t0, 1 << 15 | 1 << 17
  sw t0, 0(a2)
  csrr t1, mip
  expect t1, 0x800
  li t0, 7                        # not above the threshold
  sw t0, 0(a3)
  csrr t1, mip
  expect t1, 0
  sw zero, 0(a3)
  li t0, 0x800
  csrw mie, t0
  catch i1
c1:
  csrsi mstatus, 8
i1:
  trapped 1 << 63 | 11, 0, c1 + 4
  # claimed: no longer pending, not offered again
  lw t1, 4(a3)
  expect t1, 15
  lw t1, 0(a1)
  expect t1, 0
  csrr t1, mip
  expect t1, 0
  lw t1, 4(a3)
  expect t1, 0
  sd zero, 0(a5)
  sd a7, 0(a5)
  csrr t1, mip
  expect t1, 0
  li t0, 15
  sw t0, 4(a3)                    # complete: the new one comes
  csrr t1, mip
  expect t1, 0x800
  # 17, the UART's, has the higher number: with the same priority it waits
  sd a7, 0(a6)
  li t0, 7
  sw t0, 68(a0)
  lw t1, 4(a3)
  expect t1, 15
  lw t1, 4(a3)
  expect t1, 17
  li t0, 15
  sw t0, 4(a3)
  li t0, 17
  sw t0, 4(a3)
  # with a higher priority it comes first
  sd a7, 0(a5)
  sd a7, 0(a6)
  li t0, 3
  sw t0, 60(a0)
  lw t1, 4(a3)
  expect t1, 17
  lw t1, 4(a3)
  expect t1, 15
  li t0, 15
  sw t0, 4(a3)
  li t0, 17
  sw t0, 4(a3)
  # a priority of 0 is never offered
  sw zero, 60(a0)
  sd a7, 0(a5)
  lw t1, 4(a3)
  expect t1, 0
  li t0, 1
  sw t0, 60(a0)

  # the S-mode context
  sw zero, 0(a2)
  li t0, 1 << 15
  sw t0, 128(a2)
  csrr t1, mip
  expect t1, 0x200
  li t0, 0x200
  csrc mip, t0                    # the line is not the software bit
  csrr t1, mip
  expect t1, 0x200
  csrw mie, t0
  csrw mideleg, t0
  la t2, s_trap
  csrw stvec, t2
  open
  csrci mstatus, 8
  catch s1
  enter u, user
user:
  ecall
s1:
  trapped 8, 0, user
  expect s6, 1 << 63 | 9
  expect s7, 15
  csrr t1, mip
  expect t1, 0
  # words only
  catch e1
  ld t1, 0(a0)
e1:
  trapped 5, PLIC, e1 - 4
  pass

s_trap:
  csrr s6, scause
  lw s7, 4(a4)
  sw s7, 4(a4)
  sret
`,
};

/** @source worldguard.md 2 to 4: CSRs of worlds, slots, reactions, the error registers */
export const WGCHECKER: Program = {
  name: 'wgChecker',
  source: `
  .equ D, 0x80006000
  .equ CHECKER, 0x06000000
  open
  li a0, CHECKER
  lw a1, 8(a0)
  expect a1, 16                   # slots
  csrr a1, mlwid
  expect a1, 3                    # the trusted world, as hw-bypass leaves it
  catch c1
  csrr a1, slwid
c1:
  trapped 2, 0x190025f3, c1 - 4
  # slot 1: page D for world 1, to read; errors are bus errors
  li t0, D >> 2 | 0x1ff
  sd t0, 0x40(a0)
  li t0, 1 << 2
  sd t0, 0x48(a0)
  li t0, 0x303
  sw t0, 0x50(a0)
  ld a1, 0x40(a0)
  expect a1, D >> 2 | 0x1ff
  lw a1, 0x50(a0)
  expect a1, 0x303

  csrwi mlwid, 1
  csrr a1, mlwid
  expect a1, 1
  li a2, D
  catch w1
  as s
  ld a1, 0(a2)
  sd a1, 8(a2)
w1:
  expect a1, 0x1111
  trapped 7, D + 8, w1 - 4
  ld a1, 0x10(a0)                 # ERRCAUSE: world 1, write, bus error
  expect a1, 1 << 62 | 0x201
  ld a1, 0x18(a0)
  expect a1, D + 8 >> 2
  ld a1, 8(a2)                    # nothing was stored
  expect a1, 0x2222
  # the first error stays until it is cleared
  csrwi mlwid, 2
  catch w2
  as s
  ld a1, 0(a2)
w2:
  trapped 5, D, w2 - 4
  ld a1, 0x10(a0)
  expect a1, 1 << 62 | 0x201
  sd zero, 0x10(a0)
  catch w3
  as s
  ld a1, 0(a2)
w3:
  trapped 5, D, w3 - 4
  ld a1, 0x10(a0)
  expect a1, 1 << 62 | 0x102
  # without reaction: silence
  sd zero, 0x10(a0)
  li t0, 3
  sw t0, 0x50(a0)
  li a1, 5
  catch w4
  as s
  ld a1, 0(a2)
  sd a2, 0(a2)
  alone
w4:
  untrapped
  expect a1, 0
  ld a1, 0(a2)
  expect a1, 0x1111
  ld a1, 0x10(a0)
  expect a1, 0
  # the registers are the trusted world's
  catch w5
  as s
  ld a1, 8(a0)
  sd a2, 0x40(a0)
  alone
w5:
  untrapped
  expect a1, 0
  ld a1, 0x40(a0)
  expect a1, D >> 2 | 0x1ff
  # delegation: U-mode has a world of its own
  li t0, 1 << 1 | 1 << 2
  csrw mwiddeleg, t0
  csrr a1, slwid
  expect a1, 1
  catch w6
  as u
  ld a1, 0(a2)
  alone
w6:
  untrapped
  expect a1, 0x1111
  csrwi slwid, 2
  as u
  ld a1, 0(a2)
  alone
  expect a1, 0
  csrwi slwid, 3                  # not delegated: the lowest that is
  csrr a1, slwid
  expect a1, 1
  # a rule changes, the next access sees it
  as u
  ld a1, 0(a2)
  alone
  expect a1, 0x1111
  sd zero, 0x48(a0)
  as u
  ld a1, 0(a2)
  alone
  expect a1, 0
  pass
.org 0x80006000
  .dword 0x1111, 0x2222
`,
};
