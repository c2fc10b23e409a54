import type { Program } from '../program.ts';

/** @source Unprivileged ISA 20240411, "CMO" extensions (Zicbom, Zicboz); Privileged ISA 20240411, 3.1.18 (menvcfg), 4.1.10 */
export const CACHE_BLOCKS: Program = {
  name: 'zicbom and zicboz',
  source: `
  open
  # all 64 bytes around the address, and no others
  la a0, block + 17
  cbo.zero (a0)
  la a0, block
  ld a1, -8(a0)
  expect a1, 0x1111
  ld a1, 0(a0)
  expect a1, 0
  ld a1, 56(a0)
  expect a1, 0
  ld a1, 64(a0)
  expect a1, 0x3333
  # the others leave memory as it is
  li a1, 0x4444
  sd a1, 0(a0)
  cbo.clean (a0)
  cbo.flush (a0)
  cbo.inval (a0)
  ld a1, 0(a0)
  expect a1, 0x4444
  # where nothing is
  li a2, 0x30000009
  catch n1
  cbo.zero (a2)
n1:
  expect s2, 7
  expect s4, n1 - 4

  # below M-mode menvcfg permits each
  csrw menvcfg, zero
  catch b1
  enter s, inval
inval:
  cbo.inval (a0)
b1:
  trapped 2, 0x0005200f, inval
  catch b2
  enter s, clean
clean:
  cbo.clean (a0)
b2:
  trapped 2, 0x0015200f, clean
  catch b3
  enter s, flush
flush:
  cbo.flush (a0)
b3:
  trapped 2, 0x0025200f, flush
  catch b4
  enter s, zero64
zero64:
  cbo.zero (a0)
b4:
  trapped 2, 0x0045200f, zero64
  li t0, 0xff
  csrw menvcfg, t0        # CBIE, CBCFE, CBZE, FIOM
  csrr a1, menvcfg
  expect a1, 0xf1
  li t0, 0xd0
  csrw menvcfg, t0        # CBIE = 1: inval is a flush
  csrr a1, menvcfg
  expect a1, 0xd0
  li t0, 0xe0             # CBIE = 2 is none: it stays
  csrw menvcfg, t0
  csrr a1, menvcfg
  expect a1, 0xd0
  catch b5
  enter s, all
all:
  cbo.inval (a0)
  cbo.clean (a0)
  cbo.flush (a0)
  cbo.zero (a0)
  ecall
b5:
  trapped 9, 0, all + 16
  ld a1, 0(a0)
  expect a1, 0
  # in U-mode senvcfg too
  catch u1
  enter u, all
u1:
  trapped 2, 0x0005200f, all
  li t0, 0x40
  csrw senvcfg, t0
  catch u2
  enter u, flushes
flushes:
  cbo.clean (a0)
  cbo.flush (a0)
  cbo.zero (a0)
u2:
  trapped 2, 0x0045200f, flushes + 8
  li t0, 0x80
  csrw senvcfg, t0
  sd a0, 8(a0)
  catch u3
  enter u, zeroes
zeroes:
  cbo.zero (a0)
  cbo.clean (a0)
u3:
  trapped 2, 0x0015200f, zeroes + 4
  ld a1, 8(a0)
  expect a1, 0
  # zero is a store, the others need load or store
  li t0, 8 << 60 | 0x80010
  csrw satp, t0
  li t0, 0xd0
  csrw senvcfg, t0
  li a2, 0x40000000       # readable
  li a3, 0x40001000       # executable only
  catch p1
  enter s, 0x80008000
p1:
  trapped 15, 0x40000000, 0x8000800c
  catch p2
  enter s, 0x80008010
p2:
  trapped 15, 0x40001000, 0x80008010
  # any other of the kind is illegal
  catch e1
  .word 0x0035200f
e1:
  trapped 2, 0x0035200f, e1 - 4
  pass

.org 0x80006038
  .dword 0x1111
block:
  .dword 0x2222, 0x2222, 0x2222, 0x2222, 0x2222, 0x2222, 0x2222, 0x2222
  .dword 0x3333
.org 0x80008000
  cbo.clean (a2)
  cbo.flush (a2)
  cbo.inval (a2)
  cbo.zero (a2)
  cbo.clean (a3)
.org 0x80010000
  .dword 0
  .dword 0x80011000 >> 2 | 1
  .dword 0x80000000 >> 2 | 0xcf
.org 0x80011000
  .dword 0x80012000 >> 2 | 1
.org 0x80012000
  .dword 0x80006000 >> 2 | 0xc3
  .dword 0x80006000 >> 2 | 0xc9
`,
};
