import type { Program } from '../program.ts';

/** @source Privileged ISA 20240411, 4.5 (Sv48) */
export const SV48: Program = {
  name: 'Sv48',
  source: `
  open
  li t0, 9 << 60 | 0x80010
  csrw satp, t0
  csrr a0, satp
  expect a0, 9 << 60 | 0x80010
  # leaves of all four sizes, and the upper half
  li a0, 0x800000000000 - 0x8000000000 + 0x40001008
  li a2, 0x800000000000 - 0x8000000000 + 0x40206008
  li a3, 0x800000000000 - 0x8000000000 + 0x80006008
  li a4, 0x8080006008
  li a5, 0xffff800080006008
  catch p1
  as s
  ld a0, 0(a0)
  ld a2, 0(a2)
  ld a3, 0(a3)
  ld a4, 0(a4)
  ld a5, 0(a5)
  alone
p1:
  untrapped
  expect a0, 0x3333
  expect a2, 0x2222
  expect a3, 0x2222
  expect a4, 0x2222
  expect a5, 0x2222
  # bits above 47 are those of bit 47
  li a0, 0x800080006008
  catch f1
  as s
  ld a1, 0(a0)
f1:
  trapped 13, 0x800080006008, f1 - 4
  li a0, 0x10080006008
  catch f2                # a leaf of 512 GiB that is not in line
  as s
  sd a1, 0(a0)
f2:
  trapped 15, 0x10080006008, f2 - 4
  catch f3                # nothing there
  enter s, 0x18000000000
f3:
  trapped 12, 0x18000000000, 0x18000000000
  catch x1
  enter s, 0x8080008000
x1:
  trapped 9, 0, 0x8080008000
  # under Sv39 the same root is read with three levels
  li t0, 8 << 60 | 0x80010
  csrw satp, t0
  sfence.vma
  li a0, 0x8080006008
  catch f4
  as s
  ld a1, 0(a0)
f4:
  trapped 13, 0x8080006008, f4 - 4
  li a0, 0x40006008       # root[1] is a page of 1 GiB at 0 now, where nothing is
  catch f5
  as s
  ld a1, 0(a0)
f5:
  trapped 5, 0x40006008, f5 - 4
  # bare
  csrw satp, zero
  sfence.vma
  li a0, 0x80006008
  as s
  ld a1, 0(a0)
  alone
  expect a1, 0x2222
  pass

.org 0x80010000
  .dword 0
  .dword 0xcf                             # 0x8000000000: 512 GiB from 0
  .dword 0x40000000 >> 2 | 0xcf           # 0x10000000000: not in line
.org 0x800107f8
  .dword level2 >> 2 | 1                  # the last of the lower half
  .dword 0xcf                             # the first of the upper half
.org 0x80011000
level2:
  .dword 0
  .dword level1 >> 2 | 1
  .dword 0x80000000 >> 2 | 0xcf           # 1 GiB
.org 0x80012000
level1:
  .dword level0 >> 2 | 1
  .dword 0x80000000 >> 2 | 0xcf           # 2 MiB
.org 0x80013000
level0:
  .dword 0
  .dword 0x80007000 >> 2 | 0xcf           # 4 KiB
.org 0x80006000
  .dword 0x1111, 0x2222
.org 0x80007000
  .dword 0, 0x3333
.org 0x80008000
  ecall
`,
};

/** Pages whose A and D bits are clear. */
const AD_TABLES = `
.org 0x80010000
  .dword 0
  .dword level1 >> 2 | 1
.org 0x80011000
level1:
  .dword level0 >> 2 | 1
.org 0x80012000
level0:
  .dword 0x80006000 >> 2 | 0x07
  .dword 0x80008000 >> 2 | 0x0b
  .dword 0x80006000 >> 2 | 0x47
  .dword 0x80006000 >> 2 | 0x87
  .dword 0x80006000 >> 2 | 0x03
.org 0x80006000
  .dword 0x1111, 0x2222
.org 0x80008000
  ecall
`;

/** @source Privileged ISA 20240411, 4.3.1 (A and D bits), 3.1.18 (menvcfg.ADUE); Svadu */
export const SVADU: Program = {
  name: 'Svadu',
  source: `
  open
  csrr a0, menvcfg
  expect a0, 1 << 61
  li t0, 8 << 60 | 0x80010
  csrw satp, t0
  la a0, level0
  li a1, 0x40000008
  # a load sets A, a store D as well
  as s
  ld a2, 0(a1)
  alone
  expect a2, 0x2222
  ld a2, 0(a0)
  expect a2, 0x80006000 >> 2 | 0x47
  as s
  sd a2, 0(a1)
  alone
  ld a2, 0(a0)
  expect a2, 0x80006000 >> 2 | 0xc7
  # code sets A
  catch x1
  enter s, 0x40001000
x1:
  trapped 9, 0, 0x40001000
  ld a2, 8(a0)
  expect a2, 0x80008000 >> 2 | 0x4b
  # a store that is refused sets nothing
  li a1, 0x40004000
  catch s1
  as s
  sd a2, 0(a1)
s1:
  trapped 15, 0x40004000, s1 - 4
  ld a2, 32(a0)
  expect a2, 0x80006000 >> 2 | 0x03
  # without ADUE it is the trap handler's work
  li t0, 1 << 61
  csrc menvcfg, t0
  csrr a2, menvcfg
  expect a2, 0
  li t1, 0x80006000 >> 2 | 0x07
  sd t1, 0(a0)
  sfence.vma
  li a1, 0x40000000
  catch s2
  as s
  ld a2, 0(a1)
s2:
  trapped 13, 0x40000000, s2 - 4
  ld a2, 0(a0)
  expect a2, 0x80006000 >> 2 | 0x07
  li t1, 0x80006000 >> 2 | 0x47
  sd t1, 0(a0)
  sfence.vma
  catch s3
  as s
  ld a2, 0(a1)
  sd a2, 0(a1)
s3:
  expect a2, 0x1111
  trapped 15, 0x40000000, s3 - 4
  pass
${AD_TABLES}`,
};

/** @source Privileged ISA 20240411, 4.3.1; Svade */
export const SVADE: Program = {
  name: 'Svade',
  hart: ['svade'],
  source: `
  open
  li t0, 1 << 61
  csrs menvcfg, t0
  csrr a0, menvcfg
  expect a0, 0
  li t0, 8 << 60 | 0x80010
  csrw satp, t0
  la a0, level0
  li a1, 0x40000000
  catch s1
  as s
  ld a2, 0(a1)
s1:
  trapped 13, 0x40000000, s1 - 4
  catch s2
  enter s, 0x40001000
s2:
  trapped 12, 0x40001000, 0x40001000
  # A without D: reading is fine
  li a1, 0x40002000
  catch s3
  as s
  ld a2, 0(a1)
  sd a2, 0(a1)
s3:
  expect a2, 0x1111
  trapped 15, 0x40002000, s3 - 4
  # D without A: not even a store
  li a1, 0x40003000
  catch s4
  as s
  sd a2, 0(a1)
s4:
  trapped 15, 0x40003000, s4 - 4
  ld a2, 0(a0)
  expect a2, 0x80006000 >> 2 | 0x07
  ld a2, 16(a0)
  expect a2, 0x80006000 >> 2 | 0x47
  # the handler sets what is missing
  li t1, 0x80006000 >> 2 | 0xc7
  sd t1, 24(a0)
  sfence.vma
  catch s5
  as s
  sd zero, 0(a1)
  ld a2, 0(a1)
  alone
s5:
  untrapped
  expect a2, 0
  pass
${AD_TABLES}`,
};
