import type { Program } from '../program.ts';

/** @source Privileged ISA 20240411, 3.1.10, 3.1.11 (counters), 4.1.5 (scounteren); Unprivileged ISA, "Zicntr" */
export const COUNTERS: Program = {
  name: 'counters',
  source: `
  open
  li t0, 1000
  csrw minstret, t0
  csrr a0, minstret
  nop
  csrr a1, minstret
  expect a0, 1000
  expect a1, 1002
  csrr a0, instret
  csrr a1, minstret
  sub a1, a1, a0
  expect a1, 1
  # a trap is no retired instruction
  catch t1
  csrr a0, minstret
  ebreak
t1:
  csrr a1, minstret
  sub a1, a1, a0
  # csrr, then the handler's six (la is two), then csrr
  expect a1, 8
  # cycles run on
  csrw mcycle, t0
  csrr a0, mcycle
  csrr a1, cycle
  sltu a2, a0, a1
  expect a2, 1
  li t1, -1
  csrw mcycle, t1
  nop
  csrr a0, mcycle         # past 2^64
  sltu a2, a0, t0
  expect a2, 1
  csrr a0, time
  li t1, 20
again:
  addi t1, t1, -1
  bnez t1, again
  csrr a1, time
  sltu a2, a0, a1
  expect a2, 1
  # the others are not there
  li t0, -1
  csrw mhpmcounter3, t0
  csrr a0, mhpmcounter3
  expect a0, 0
  csrw mhpmevent31, t0
  csrr a0, mhpmevent31
  expect a0, 0
  csrr a0, hpmcounter31
  expect a0, 0
  catch w1
  csrw instret, zero
w1:
  trapped 2, 0xc0201073, w1 - 4

  # who may read them below M-mode
  catch s1
  enter s, sread
sread:
  csrr a0, cycle
s1:
  trapped 2, 0xc0002573, sread
  li t0, 7
  csrw mcounteren, t0
  catch s2
  enter s, scan
scan:
  csrr a0, cycle
  csrr a0, time
  csrr a0, instret
  csrr a0, hpmcounter3
s2:
  trapped 2, 0xc0302573, scan + 12
  catch u1
  enter u, uread
uread:
  csrr a0, time
u1:
  trapped 2, 0xc0102573, uread
  csrwi scounteren, 2
  catch u2
  enter u, ucan
ucan:
  csrr a0, time
  csrr a0, instret
u2:
  trapped 2, 0xc0202573, ucan + 4
  csrw mcounteren, zero   # both must permit
  catch u3
  enter u, uread
u3:
  trapped 2, 0xc0102573, uread
  pass
`,
};

/** @source Privileged ISA 20240411, 3.2.1 (mtime, mtimecmp), 3.1.9 (MSIP, MTIP); SiFive CLINT register map */
export const CLINT: Program = {
  name: 'CLINT',
  source: `
  .equ CLINT, 0x02000000
  li a0, CLINT
  li a1, CLINT + 0x4000
  li a2, CLINT + 0xbff8
  # software interrupt
  csrr a3, mip
  expect a3, 0
  li t0, -1
  sw t0, 0(a0)
  lw a3, 0(a0)
  expect a3, 1
  csrr a3, mip
  expect a3, 8
  csrw mip, zero          # the line is the device's
  csrr a3, mip
  expect a3, 8
  csrwi mie, 8
  catch i1
c1:
  csrsi mstatus, 8
i1:
  trapped 1 << 63 | 3, 0, c1 + 4
  sw zero, 0(a0)
  csrr a3, mip
  expect a3, 0

  # timer: never, after reset
  ld a3, 0(a1)
  expect a3, -1
  li t0, 5000
  sd t0, 0(a2)
  ld a3, 0(a2)
  sltu a4, a3, t0
  expect a4, 0
  sd t0, 0(a1)            # due already
  csrr a3, mip
  expect a3, 0x80
  li t1, 0x80
  csrw mie, t1
  catch i2
c2:
  csrsi mstatus, 8
i2:
  trapped 1 << 63 | 7, 0, c2 + 4
  addi t0, t0, 100
  sd t0, 0(a1)            # later
  csrr a3, mip
  expect a3, 0
  # it comes while the hart runs
  catch i3
  csrsi mstatus, 8
wait:
  j wait
i3:
  trapped 1 << 63 | 7, 0, wait
  ld a3, 0(a2)
  sltu a4, a3, t0
  expect a4, 0
  # software comes before timer
  li t1, 0x88
  csrw mie, t1
  sw t1, 0(a0)
  li t1, 1
  sw t1, 0(a0)
  csrr a3, mip
  expect a3, 0x88
  catch i4
  csrsi mstatus, 8
i4:
  expect s2, 1 << 63 | 3
  # in U-mode whatever MIE says
  open
  sw zero, 0(a0)
  csrci mstatus, 8
  catch i5
  enter u, user
user:
  j user
i5:
  trapped 1 << 63 | 7, 0, user
  # halves of the registers
  li t0, -1
  sw t0, 4(a1)
  lw a3, 4(a1)
  expect a3, -1
  csrr a3, mip
  expect a3, 0
  lwu a3, 0(a1)
  expect a3, 5100
  sw zero, 4(a2)
  lw a3, 4(a2)
  expect a3, 0
  # pieces of other sizes are refused, other places are empty
  catch e1
  lh a3, 0(a0)
e1:
  trapped 5, CLINT, e1 - 4
  ld a3, 8(a0)
  expect a3, 0
  pass
`,
};

/** @source Privileged ISA 20240411, 3.3.3 (wfi) */
export const WFI: Program = {
  name: 'WFI',
  source: `
  li a1, 0x02004000
  li a2, 0x0200bff8
  ld a3, 0(a2)
  li t0, 1000000
  add a3, a3, t0
  sd a3, 0(a1)
  # it ends when the interrupt is pending, taken or not
  li t0, 0x80
  csrw mie, t0
  csrw minstret, zero
sleep:
  wfi
  csrr a0, mip
  and a0, a0, t0
  beqz a0, sleep
  expect a0, 0x80
  ld a4, 0(a2)
  sltu a4, a4, a3
  expect a4, 0
  csrr a4, minstret       # and long before that many instructions
  li t1, 1000
  sltu a4, a4, t1
  expect a4, 1
  # pending already: it goes on at once
  wfi
  # taken: behind the wfi
  ld a3, 0(a2)
  li t0, 1000000
  add a3, a3, t0
  sd a3, 0(a1)
  catch i1
  csrsi mstatus, 8
again:
  wfi
  j again
i1:
  expect s2, 1 << 63 | 7
  addi s4, s4, -4
  andi s4, s4, -4
  expect s4, again
  # nothing to wait for: it may go on
  li t0, -1
  sd t0, 0(a1)
  csrw mie, zero
  wfi
  csrr a0, mip
  expect a0, 0
  pass
`,
};
