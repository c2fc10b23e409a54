import type { Program } from '../program.ts';

/**
 * Tables of the Sv39 programs: 0x40000000 has pages of all kinds, 0x40200000 is a 2 MiB page, 0x80000000 (S) and
 * 0xc0000000 (U) are all of the DRAM, and so is the top of the address space.
 */
const TABLES = `
.org 0x80010000
root:
  .dword 0
  .dword level1 >> 2 | 1
  .dword 0x80000000 >> 2 | 0xcf
  .dword 0x80000000 >> 2 | 0xdf
  .dword 0x80001000 >> 2 | 0xcf            # 4: not in line
  .dword 0x80000000 >> 2 | 0xce            # 5: not valid
  .dword 0x80000000 >> 2 | 0xc5            # 6: W without R
  .dword 1 << 54 | 0x80000000 >> 2 | 0xcf  # 7: a reserved bit
  .dword 1 << 63 | 0x80000000 >> 2 | 0xcf  # 8: N
  .dword level1 >> 2 | 0x41                # 9: a pointer with A
  .dword low1 >> 2 | 1                     # 10: a pointer at the last level
  .dword 0x70000000 >> 2 | 1               # 11: a table where nothing is
.org 0x80010ff8
  .dword 0x80000000 >> 2 | 0xcf
.org 0x80011000
level1:
  .dword level0 >> 2 | 1
  .dword 0x80000000 >> 2 | 0xcf
  .dword 0x80001000 >> 2 | 0xcf            # not in line
.org 0x80012000
level0:
  .dword 0x80006000 >> 2 | 0xc7            # rw
  .dword 0x80007000 >> 2 | 0x43            # r
  .dword 0x80008000 >> 2 | 0x49            # x
  .dword 0x80008000 >> 2 | 0x4b            # rx
  .dword 0x80006000 >> 2 | 0xd7            # rw u
  .dword 0
  .dword 0x80008000 >> 2 | 0x5b            # rx u
.org 0x80013000
low1:
  .dword low0 >> 2 | 1
.org 0x80014000
low0:
  .dword 0x80006000 >> 2 | 1
.org 0x80006000
  .dword 0x1111, 0x2222
.org 0x80006ff8
  .dword 0x1122334455667788
.org 0x80007000
  .dword 0x3333
.org 0x80008000
  ecall
  .dword 0x9999
`;

/** Faults of loads by S-mode: an address each. */
const LOAD_FAULTS: readonly (readonly [address: string, cause: number])[] = [
  ['0x100000000', 13],
  ['0x140000000', 13],
  ['0x180000000', 13],
  ['0x1c0000000', 13],
  ['0x200000000', 13],
  ['0x240000000', 13],
  ['0x280000000', 13],
  ['0x2c0000000', 5],
  ['0x40400000', 13],
  ['0x40005000', 13],
  ['0x40002000', 13],
  ['0x4000000000', 13],
  ['0x8040000000', 13],
  ['0xffffffbfffffffff', 13],
  ['0xc0000000', 13],
];

function loadFault([address, cause]: readonly [string, number], i: number): string {
  return `
  li a0, ${address}
  catch fault${i}
  as s
  lb a1, 0(a0)
fault${i}:
  trapped ${cause}, ${address}, fault${i} - 4`;
}

/** @source Privileged ISA 20240411, 4.3 (virtual address translation), 4.4 (Sv39) */
export const SV39: Program = {
  name: 'Sv39',
  source: `
  open
  li t0, 8 << 60 | 1 << 44 | 0x80010
  csrw satp, t0
  csrr a0, satp
  expect a0, 8 << 60 | 1 << 44 | 0x80010
  li t0, 10 << 60                 # no such mode: ignored
  csrw satp, t0
  csrr a0, satp
  expect a0, 8 << 60 | 1 << 44 | 0x80010
  sfence.vma
${LOAD_FAULTS.map(loadFault).join('\n')}
  # M-mode is not translated
  li a0, 0x80006000
  ld a1, 8(a0)
  expect a1, 0x2222
  # pages of 4 KiB, 2 MiB and 1 GiB, and the upper half
  li a0, 0x40000000
  li a2, 0x40206000
  li a4, 0xffffffffc0006000
  catch p1
  as s
  ld a1, 0(a0)
  ld a3, 8(a2)
  ld a5, 0(a4)
  sd a1, 16(a2)
  alone
p1:
  untrapped
  expect a1, 0x1111
  expect a3, 0x2222
  expect a5, 0x1111
  li a0, 0x80006000
  ld a1, 16(a0)
  expect a1, 0x1111

  li a0, 0x40001000
  catch w1
  as s
  ld a1, 0(a0)
  sd a1, 0(a0)
w1:
  expect a1, 0x3333
  trapped 15, 0x40001000, w1 - 4
  catch w2
  as s
  amoadd.d a1, a1, (a0)
w2:
  trapped 15, 0x40001000, w2 - 4
  # over the end of a page: both must permit, and the second says so
  li a0, 0x40000ffc
  catch w3
  as s
  ld a1, 0(a0)
  sd zero, 0(a0)
w3:
  expect a1, 0x333311223344
  trapped 15, 0x40001000, w3 - 4
  li a0, 0x80006ff8
  ld a1, 0(a0)            # the first page has nothing of the store
  expect a1, 0x1122334455667788

  # code
  catch x1
  enter s, 0x40002000
x1:
  trapped 9, 0, 0x40002000
  catch x2
  enter s, 0x40003000
x2:
  trapped 9, 0, 0x40003000
  catch x3
  enter s, 0x40001000
x3:
  trapped 12, 0x40001000, 0x40001000
  catch x4
  enter u, 0x40006000
x4:
  trapped 8, 0, 0x40006000
  catch x5
  enter u, 0x40003000
x5:
  trapped 12, 0x40003000, 0x40003000
  catch x6
  enter s, 0x40006000
x6:
  trapped 12, 0x40006000, 0x40006000

  # another page from a fence on
  li a0, 0x40000000
  as s
  ld a1, 0(a0)
  alone
  expect a1, 0x1111
  la a2, level0
  li a3, 0x80007000 >> 2 | 0xc7
  sd a3, 0(a2)
  sfence.vma
  as s
  ld a1, 0(a0)
  alone
  expect a1, 0x3333
  # and none
  sd zero, 0(a2)
  sfence.vma a0, zero
  catch n1
  as s
  ld a1, 0(a0)
n1:
  trapped 13, 0x40000000, n1 - 4
  pass
${TABLES}`,
};

/** @source Privileged ISA 20240411, 3.1.6.3: MPRV, SUM, MXR */
export const PRIVILEGE_BITS: Program = {
  name: 'MPRV, SUM and MXR',
  source: `
  open
  .equ SUM, 1 << 18
  .equ MXR, 1 << 19
  li t0, 8 << 60 | 0x80010
  csrw satp, t0
  # MPRV with MPP = M changes nothing
  li a0, 0x80006000
  as m
  ld a1, 0(a0)
  alone
  expect a1, 0x1111
  # pages of U-mode: SUM opens them to S-mode's data, not to its code
  li a0, 0x40004000
  catch s1
  as s
  ld a1, 8(a0)
s1:
  trapped 13, 0x40004008, s1 - 4
  catch s2
  as s
  sd a1, 8(a0)
s2:
  trapped 15, 0x40004008, s2 - 4
  li t0, SUM
  csrs mstatus, t0
  catch s3
  as s
  ld a1, 8(a0)
  sd a1, 16(a0)
  alone
s3:
  untrapped
  expect a1, 0x2222
  catch s4
  enter s, 0x40006000
s4:
  trapped 12, 0x40006000, 0x40006000
  li t0, SUM
  csrc mstatus, t0
  # U-mode has them and no others
  catch u1
  as u
  ld a1, 16(a0)
  ld a2, 0(a0)
  li a0, 0x40000000
  ld a3, 0(a0)
u1:
  expect a1, 0x2222
  expect a2, 0x1111
  trapped 13, 0x40000000, u1 - 4
  # MXR: what can be executed can be read
  li a0, 0x40002000
  catch x1
  as s
  ld a1, 4(a0)
x1:
  trapped 13, 0x40002004, x1 - 4
  li t0, MXR
  csrs mstatus, t0
  catch x2
  as s
  ld a1, 4(a0)
  sd a1, 4(a0)
x2:
  expect a1, 0x9999
  trapped 15, 0x40002004, x2 - 4
  # sstatus has both bits
  csrr a1, sstatus
  li t0, SUM | MXR
  and a1, a1, t0
  expect a1, MXR
  # code is fetched with the mode's own rights, whatever MPRV says
  as u
  nop
  alone
  pass
${TABLES}`,
};
