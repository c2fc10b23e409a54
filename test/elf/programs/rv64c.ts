import type { Program } from '../program.ts';

/** @source Unprivileged ISA 20240411, "C" extension */
export const RV64C: Program = {
  name: 'rv64c',
  source: `
  la sp, stack
  c.addi4spn a0, sp, 16
  expect a0, stack + 16
  li a1, 0x1122334455667788
  c.sd a1, 8(a0)
  c.ld a2, 8(a0)
  expect a2, 0x1122334455667788
  c.sw a2, 4(a0)
  c.lw a3, 4(a0)
  expect a3, 0x55667788
  c.sdsp a1, 64(sp)
  c.ldsp t0, 64(sp)
  expect t0, 0x1122334455667788
  c.swsp a1, 124(sp)
  c.lwsp t0, 124(sp)
  expect t0, 0x55667788
  c.addi16sp sp, -64
  expect sp, stack - 64

  c.nop
  c.li a0, -32
  expect a0, -32
  c.addi a0, 31
  expect a0, -1
  c.addiw a0, 1
  expect a0, 0
  c.lui a0, 0x1f
  expect a0, 0x1f000
  c.lui a0, 0xfffe0
  expect a0, -0x20000
  c.srai a0, 4
  expect a0, -0x2000
  c.srli a0, 60
  expect a0, 15
  c.andi a0, -7
  expect a0, 9
  c.slli a0, 60
  expect a0, 9 << 60
  c.srli64 a0
  c.srai64 a0
  c.slli64 a0
  expect a0, 9 << 60
  li a0, 0x80000000
  li a1, 3
  c.sub a0, a1
  expect a0, 0x7ffffffd
  c.xor a0, a1
  expect a0, 0x7ffffffe
  c.or a0, a1
  expect a0, 0x7fffffff
  c.addw a0, a1
  expect a0, -0x7ffffffe
  c.subw a0, a1
  expect a0, 0x7fffffff
  c.and a0, a1
  expect a0, 3
  c.mv a0, a1
  c.add a0, a1
  expect a0, 6

  li a2, 0
  c.j j1
  c.addi a2, 1
j1:
  c.beqz a2, j2
  c.addi a2, 1
j2:
  c.bnez a2, j3
  c.addi a2, 2
j3:
  c.bnez a2, j4
  c.addi a2, 4
j4:
  c.beqz a2, j5
  c.addi a2, 8
j5:
  expect a2, 10
  la t0, j6
from:
  c.jalr t0
  c.li a2, 0
j6:
  expect ra, from + 2
  expect a2, 10
  la t0, j7
  c.jr t0
  c.li a2, 0
j7:
  expect a2, 10

  catch e1
  c.ebreak
e1:
  trapped 3, e1 - 2, e1 - 2
  catch e2
  .half 0
e2:
  trapped 2, 0, e2 - 2
  catch e3
  .half 0x6501    # c.lui a0, 0: reserved
e3:
  trapped 2, 0x6501, e3 - 2
  catch e4
  .half 0x8002    # c.jr with register 0: reserved
e4:
  trapped 2, 0x8002, e4 - 2
  pass
.align 16
  .zero 64
stack: .zero 256
`,
};

/** Code at the ends of pages, by links, by lookups, and into a page that is not mapped. */
export const PAGE_ENDS: Program = {
  name: 'code at page ends',
  source: `
  li a0, 0
  li a1, 3
again:
  la t0, short
  jalr ra, 0(t0)
  la t0, across
  jalr ra, 0(t0)
  addi a1, a1, -1
  bnez a1, again
  expect a0, 3 + 3 * 32

  # the second half of the instruction at the page end changes
  la t0, across + 2
  li t1, 0x0405        # addi a0, a0, 64 instead of 32
  sh t1, 0(t0)
  fence.i
  la t0, across
  jalr ra, 0(t0)
  expect a0, 3 + 3 * 32 + 64

  # S-mode: the next page is not mapped
  open
  li t0, 8 << 60 | 0x80010
  csrw satp, t0
  catch f1
  enter s, 0x40000ffc
f1:
  trapped 12, 0x40001000, 0x40000ffe
  expect a0, 3 + 3 * 32 + 64 + 1
  pass

.org 0x80004ffe
short:
  c.addi a0, 1
  ret
.org 0x80006ffe
across:
  addi a0, a0, 32
  ret
.org 0x80007ffc
  c.addi a0, 1
  addi a0, a0, 32
  ret
.org 0x80010000
  .zero 8
  .dword 0x80011000 >> 2 | 1
.org 0x80011000
  .dword 0x80012000 >> 2 | 1
.org 0x80012000
  .dword 0x80007000 >> 2 | 0xcf
`,
};
