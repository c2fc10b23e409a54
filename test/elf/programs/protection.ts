import type { Program } from '../program.ts';

/** @source Privileged ISA 20240411, 3.7 (physical memory protection) */
export const PMP: Program = {
  name: 'PMP',
  source: `
  .equ D, 0x80006000
  .equ E, 0x80007000
  # nothing matches: M-mode alone may
  li t0, 0x80006000
  catch n1
  enter u, nowhere
nowhere:
  nop
n1:
  trapped 1, nowhere, nowhere
  catch n2
  as s
  ld a0, 0(t0)
n2:
  trapped 5, D, n2 - 4
  catch n3
  as u
  sd a0, 0(t0)
n3:
  trapped 7, D, n3 - 4

  open
  li t0, D >> 2                   # 0: 4 bytes, R
  csrw pmpaddr0, t0
  li t0, D + 8 >> 2               # 1: 8 bytes, nothing
  csrw pmpaddr1, t0
  li t0, D + 16 >> 2              # 2: off, the bottom of 3
  csrw pmpaddr2, t0
  li t0, D + 32 >> 2              # 3: up to here, RW
  csrw pmpaddr3, t0
  li t0, D >> 2 | 0x1ff           # 4: the page, X
  csrw pmpaddr4, t0
  li t0, 0x11 | 0x18 << 8 | 0x0b << 24 | 0x1c << 32
  csrw pmpcfg0, t0
  csrr a0, pmpcfg0
  expect a0, 0x1c0b001811

  la a0, page
  catch a1
  as u
  lw a1, 0(a0)
  ld a2, 16(a0)
  sd a2, 24(a0)
  alone
a1:
  untrapped
  expect a1, 0x1111
  expect a2, 0x3333
  catch d1
  as u
  sw a1, 0(a0)
d1:
  trapped 7, D, d1 - 4
  catch d2
  as u
  lw a1, 4(a0)
d2:
  trapped 5, D + 4, d2 - 4
  catch d3
  as s
  ld a1, 8(a0)
d3:
  trapped 5, D + 8, d3 - 4
  catch d4                # not all bytes lie in the entry that matches
  as u
  ld a1, 28(a0)
d4:
  trapped 5, D + 28, d4 - 4
  catch d5                # that holds for M-mode too
  ld a1, 0(a0)
d5:
  trapped 5, D, d5 - 4
  # an entry without L says nothing to M-mode
  catch a2
  sw zero, 4(a0)
  ld a1, 8(a0)
a2:
  untrapped
  expect a1, 0x2222
  # code
  catch x1
  enter u, D + 0x100
x1:
  trapped 8, 0, D + 0x100
  catch x2
  enter u, D + 16
x2:
  trapped 1, D + 16, D + 16

  # W without R is not kept, nor are the reserved bits
  li t0, 0x7a
  csrw pmpcfg0, t0
  csrr a0, pmpcfg0
  expect a0, 0x18
  # an empty range matches nothing
  li t0, D + 32 >> 2
  csrw pmpaddr0, t0
  li t0, D >> 2
  csrw pmpaddr1, t0
  li t0, 0x08 << 8        # 1: TOR from above to below, nothing
  csrw pmpcfg0, t0
  catch a3
  as u
  ld a1, 0(t1)
a3:
  trapped 5, 0, a3 - 4
  la t1, page
  catch a4
  as u
  ld a1, 8(t1)
  alone
a4:
  untrapped
  expect a1, 0x2222

  # locked entries bind M-mode and cannot be changed
  li t0, E >> 2
  csrw pmpaddr5, t0
  li t0, E + 0x1000 >> 2
  csrw pmpaddr6, t0
  li t0, 0x89 << 48       # 6: TOR over page E, R, locked
  csrw pmpcfg0, t0
  li a0, E
  ld a1, 0(a0)
  expect a1, 0x4444
  catch l1
  sd a1, 0(a0)
l1:
  trapped 7, E, l1 - 4
  csrw pmpcfg0, zero
  csrr a1, pmpcfg0
  expect a1, 0x89 << 48
  csrw pmpaddr5, zero     # it is the bottom of a locked TOR entry
  csrr a1, pmpaddr5
  expect a1, E >> 2
  csrw pmpaddr6, zero
  csrr a1, pmpaddr6
  expect a1, E + 0x1000 >> 2
  # without Smepmp there is no mseccfg
  catch e1
  csrr a0, mseccfg
e1:
  trapped 2, 0x74702573, e1 - 4
  pass

.org 0x80006000
page: .dword 0x1111, 0x2222, 0x3333, 0
.org 0x80006100
  ecall
.org 0x80007000
  .dword 0x4444
`,
};

/** @source Smepmp 1.0: truth table of mseccfg.MML, RLB and MMWP */
export const SMEPMP: Program = {
  name: 'Smepmp',
  hart: ['smepmp'],
  source: `
  .equ BASE, 0x80000000
  csrr a0, mseccfg
  expect a0, 0
  csrwi mseccfg, 4                # RLB: locks do not bind while the rules are made
  li t0, tohost >> 2 | 7
  csrw pmpaddr0, t0
  li t0, BASE >> 2 | 0x7ff
  csrw pmpaddr1, t0
  li t0, BASE + 0x8000 >> 2 | 0x1ff
  csrw pmpaddr2, t0
  li t0, BASE + 0x9000 >> 2 | 0x1ff
  csrw pmpaddr3, t0
  li t0, BASE + 0xa000 >> 2 | 0x1ff
  csrw pmpaddr4, t0
  li t0, BASE + 0xb000 >> 2 | 0x1ff
  csrw pmpaddr5, t0
  li t0, BASE + 0xc000 >> 2 | 0x1ff
  csrw pmpaddr6, t0
  # 0: the report, M RW; 1: this code, M RX
  li t0, 0x9d9b
  csrw pmpcfg0, t0
  csrsi mseccfg, 1                # MML
  csrr a0, mseccfg
  expect a0, 5
  # 2: S/U RWX; 3: M RW, S/U R; 4: both RW; 5: both R, locked; 6: both X, locked
  li t0, 0x9a9f1e1a1f9d9b
  csrw pmpcfg0, t0
  csrr a0, pmpcfg0
  expect a0, 0x9a9f1e1a1f9d9b
  csrci mseccfg, 5                # RLB goes for good, MML stays
  csrsi mseccfg, 4
  csrr a0, mseccfg
  expect a0, 1

  li a0, BASE + 0x8000
  catch m1
  ld a1, 8(a0)
m1:
  trapped 5, BASE + 0x8008, m1 - 4
  catch m2
  sd a1, 8(a0)
m2:
  trapped 7, BASE + 0x8008, m2 - 4
  catch m3
  jr a0
m3:
  trapped 1, BASE + 0x8000, BASE + 0x8000
  catch m4
  enter u, BASE + 0x8000
m4:
  trapped 8, 0, BASE + 0x8000
  catch m5
  enter s, BASE + 0x8000
m5:
  trapped 9, 0, BASE + 0x8000
  catch m6                        # M-mode's code is nobody else's
  enter s, m6
m6:
  trapped 1, m6, m6

  li a0, BASE + 0x9000            # written by M-mode, read by all
  li a1, 99
  sd a1, 0(a0)
  catch s1
  as u
  ld a2, 0(a0)
  sd a1, 0(a0)
s1:
  expect a2, 99
  trapped 7, BASE + 0x9000, s1 - 4
  li a0, BASE + 0xa000
  sd a1, 0(a0)
  catch s2
  as s
  ld a2, 0(a0)
  sd zero, 0(a0)
  alone
s2:
  untrapped
  expect a2, 99
  ld a2, 0(a0)
  expect a2, 0
  catch s3                        # shared data are not code
  jr a0
s3:
  trapped 1, BASE + 0xa000, BASE + 0xa000
  li a0, BASE + 0xb000            # constants for all
  ld a2, 0(a0)
  expect a2, 0x5555
  catch s4
  sd a1, 0(a0)
s4:
  trapped 7, BASE + 0xb000, s4 - 4
  catch s5
  as u
  ld a3, 0(a0)
  sd a1, 0(a0)
s5:
  expect a3, 0x5555
  trapped 7, BASE + 0xb000, s5 - 4
  li a0, BASE + 0xc000            # code for all
  jalr ra, 0(a0)
  catch s6
  ld a1, 0(a0)
s6:
  trapped 5, BASE + 0xc000, s6 - 4
  catch s7
  enter u, BASE + 0xc004
s7:
  trapped 8, 0, BASE + 0xc004

  # what no entry matches: M-mode's data, nobody's code
  li a0, BASE + 0xd000
  sd a1, 0(a0)
  catch d1
  jr a0
d1:
  trapped 1, BASE + 0xd000, BASE + 0xd000
  catch d2
  as s
  ld a1, 0(a0)
d2:
  trapped 5, BASE + 0xd000, d2 - 4
  # no new rule may let M-mode execute
  li t0, 0x9d << 56
  csrs pmpcfg0, t0
  csrr a1, pmpcfg0
  expect a1, 0x9a9f1e1a1f9d9b
  li t0, BASE + 0xd000 >> 2 | 0x1ff
  csrw pmpaddr7, t0
  li t0, 0x18 << 56
  csrs pmpcfg0, t0
  catch d3
  ld a1, 0(a0)
d3:
  trapped 5, BASE + 0xd000, d3 - 4
  # MMWP: nothing for M-mode either where no entry matches
  li a0, BASE + 0xe000
  ld a1, 0(a0)
  expect a1, 0
  csrsi mseccfg, 2
  catch w1
  ld a1, 0(a0)
w1:
  trapped 5, BASE + 0xe000, w1 - 4
  csrci mseccfg, 2
  csrr a1, mseccfg
  expect a1, 3
  pass

.org 0x80008000
  ecall
.org 0x8000b000
  .dword 0x5555
.org 0x8000c000
  ret
  ecall
`,
};
