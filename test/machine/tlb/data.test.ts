import { describe, expect, it } from 'vitest';
import { code, MachineRun } from '../machine-run.ts';

/** World 0 by MPRV; page 0x80040000 as `first` says, the next as `second`. */
function twoPages(first: string, second: string, state: string, ...lines: readonly string[]): MachineRun {
  return new MachineRun(`slots dram
  1 napot 0x80040000/4K ${first}
  2 napot 0x80041000/4K ${second}
state
  mtvec 0x80000800
  mlwid 0
  mstatus MPRV MPP=S
  t0 0x1122334455667788
  a0 0x6000000
${state}
pmp
  0 napot all rwx
${code(...lines)}
code 0x80000800
  csrw mstatus, zero
  ld t2, 16(a0)
  ld t3, 24(a0)
data
  0x80040ff8 0x0706050403020100
  0x80041000 0x0f0e0d0c0b0a0908`);
}

describe('an access over a page border', () => {
  it.each([
    [0x1, 0x0807_0605_0403_0201n],
    [0x2, 0x0908_0706_0504_0302n],
    [0x3, 0x0a09_0807_0605_0403n],
    [0x4, 0x0b0a_0908_0706_0504n],
    [0x5, 0x0c0b_0a09_0807_0605n],
    [0x6, 0x0d0c_0b0a_0908_0706n],
    [0x7, 0x0e0d_0c0b_0a09_0807n],
  ])('loads its bytes in order, from offset 0xff8 + %i', (offset, value) => {
    const run = twoPages('0:rw', '0:rw', `  a1 ${0x8004_0ff8 + offset}`, 'ld t1, 0(a1)').after(1);
    expect(run.x(6)).toBe(value);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])('stores its bytes in order, at offset 0xff8 + %i', (offset) => {
    const run = twoPages('0:rw', '0:rw', `  a1 ${0x8004_0ff8 + offset}`, 'sd t0, 0(a1)').after(1);
    const both = (run.memory(0x8004_1000) << 64n) | run.memory(0x8004_0ff8);
    const before = 0x0f0e_0d0c_0b0a_0908_0706_0504_0302_0100n;
    const shift = BigInt(8 * offset);
    const mask = 0xffff_ffff_ffff_ffffn << shift;
    expect(both).toBe((before & ~mask) | (0x1122_3344_5566_7788n << shift));
  });

  it('of 4 and of 2 bytes loads what lies there', () => {
    const run = twoPages('0:rw', '0:rw', '  a1 0x80040ffd', 'lwu t1, 0(a1)', 'lhu t2, 2(a1)').after(2);
    expect([run.x(6), run.x(7)]).toEqual([0x0807_0605n, 0x0807n]);
  });

  it('moves page one, then faults on page two with the address of the piece (53)', () => {
    const state = '  a1 0x80040ffc';
    const run = twoPages('0:rw', 'react=ER,EW,IR,IW', state, 'sd t0, 0(a1)').after(4);
    expect(run.outcome(0)).toBe('7 0x80041000');
    expect(run.memory(0x8004_0ff8)).toBe(0x5566_7788_0302_0100n);
    expect([run.x(7), run.x(28) << 2n]).toEqual([0xc000_0000_0000_0200n, 0x8004_1000n]);
  });

  it('drops the half that is denied silently (54)', () => {
    const run = twoPages('0:rw', '', '  a1 0x80040ffc', 'sd t0, 0(a1)', 'ld t1, 0(a1)').after(2);
    expect([run.outcome(0), run.memory(0x8004_0ff8)]).toEqual(['retired', 0x5566_7788_0302_0100n]);
    expect([run.memory(0x8004_1000), run.x(6)]).toEqual([0x0f0e_0d0c_0b0a_0908n, 0x5566_7788n]);
  });

  it('faults on page one first, and then touches no page', () => {
    const run = twoPages('react=EW', 'react=EW', '  a1 0x80040ffc', 'sd t0, 0(a1)').after(1);
    expect(run.outcome(0)).toBe('7 0x80040ffc');
  });

  it('has both pages translated before data move: a fault of the second lets nothing move', () => {
    const run = new MachineRun(`platform
  device none
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  satp sv39 root=0x80010000
  t0 0xffffffffffffffff
  a1 0x40000ffc
pmp
  0 napot all rwx
maps
  0x40000000 -> 0x80040000 rw---a- 4K
${code('sd t0, 0(a1)')}`).after(1);
    expect([run.outcome(0), run.memory(0x8004_0ff8)]).toEqual(['15 0x40001000', 0n]);
    // D of the first page stays set.
    expect(run.memory(0x8001_2000) & 0xffn).toBe(0xc7n);
  });

  it('handles clean pages one by one', () => {
    const run = new MachineRun(`state
  a1 0x80040ffc
${code('sd ra, 0(a1)')}
events
  at 0 dirty-log-sync`).after(1);
    expect([run.dirty(0x8004_0000), run.dirty(0x8004_1000), run.dirty(0x8004_2000)]).toEqual([7, 7, 3]);
    const { notDirty, notDirtyCount } = run.machine.parts.journal;
    expect(notDirtyCount).toBe(2);
    expect([notDirty[0], notDirty[1], notDirty[5], notDirty[6]]).toEqual([0x4_0ffc, 4, 0x4_1000, 4]);
  });

  it('handles the second page alone if that alone is clean', () => {
    const run = new MachineRun(`state
  a1 0x80040ffc
${code('sd ra, -16(a1)', 'sd ra, 0(a1)')}
events
  at 0 dirty-log-sync`);
    expect([run.after(1).dirty(0x8004_0000), run.dirty(0x8004_1000)]).toEqual([7, 3]);
    expect([run.after(2).dirty(0x8004_0000), run.dirty(0x8004_1000)]).toEqual([7, 7]);
    expect(run.machine.parts.journal.notDirtyCount).toBe(1);
  });

  it('wraps at the end of the address space', () => {
    const run = new MachineRun(`platform
  low-ram 4K
state
  mtvec 0x80000800
  a1 0xfffffffffffffffc
${code('ld t0, 0(a1)')}`).after(1);
    expect(run.outcome(0)).toBe('5 0xfffffffffffffffc');
    expect(run.entry(0n)).toBe('load=ram store=ram fetch=ram addend last=none');
  });

  it('at offset 4096 - size is none', () => {
    const run = twoPages('0:rw', '', '  a1 0x80040ff8', 'sd t0, 0(a1)', 'ld t1, 0(a1)').after(2);
    expect([run.x(6), run.memory(0x8004_1000)]).toEqual([0x1122_3344_5566_7788n, 0x0f0e_0d0c_0b0a_0908n]);
  });
});

describe('an access to a region', () => {
  const uart = (...lines: readonly string[]) =>
    new MachineRun(`state
  mtvec 0x80000800
  t0 0x1122334455667788
  a1 0x10000000
  a0 0x6000000
${code(...lines)}`);

  it.each([
    ['lbu t1, 5(a1)', 0x60n],
    ['lhu t1, 5(a1)', 0xb060n],
    ['lwu t1, 4(a1)', 0x00b0_6000n],
    ['ld t1, 0(a1)', 0x00b0_6000_0001_0000n],
    ['lwu t1, 3(a1)', 0xb060_0000n],
    ['lwu t1, 1(a1)', 0x0000_0100n],
  ])('reads the UART in naturally aligned pieces: %s', (line, value) => {
    const run = uart(line).after(1);
    expect([run.outcome(0), run.x(6)]).toEqual(['retired', value]);
  });

  it.each([
    ['sd t0, 0(a1)', 0x11b0_6004_5501_0700n],
    ['sw t0, 3(a1)', 0x00b0_6017_8801_0000n],
    ['sb t0, 7(a1)', 0x88b0_6000_0001_0000n],
    ['sh t0, 1(a1)', 0x00b0_6000_0001_0800n],
  ])('writes the UART in naturally aligned pieces: %s', (line, value) => {
    const run = uart(line, 'ld t1, 0(a1)').after(2);
    expect([run.outcome(0), run.x(6)]).toEqual(['retired', value]);
  });

  it.each([
    ['ld t1, 1(a1)', '5 0x10000008'],
    ['sd t0, 4(a1)', '7 0x10000008'],
    ['lbu t1, 8(a1)', '5 0x10000008'],
    ['lbu t1, 8(a0)', '5 0x6000008'],
    ['sh t0, 16(a0)', '7 0x6000010'],
    ['lwu t1, 2(a0)', '5 0x6000002'],
    ['ld t1, 0(t0)', '5 0x1122334455667788'],
  ])('reports the piece that fails: %s', (line, outcome) => {
    expect(uart(line).after(1).outcome(0)).toBe(outcome);
  });

  it('splits a misaligned access to registers (29)', () => {
    const run = uart('sd t0, 68(a0)', 'ld t1, 68(a0)', 'lwu t2, 72(a0)').after(3);
    expect([run.x(6), run.x(7)]).toEqual([0x0000_0044_1566_7788n, 0x44n]);
  });

  it('is nothing to a world that may not configure', () => {
    const run = twoPages('', '', '', 'sw t0, 24(a0)', 'lw t1, 8(a0)', 'csrw mstatus, zero', 'lw t2, 24(a0)');
    run.after(4);
    expect([run.outcome(0), run.x(6), run.x(7)]).toEqual(['retired', 0n, 0n]);
  });

  it('in the middle of a block is made by a block of one instruction; nothing is done twice', () => {
    const lines = ['addi t1, t1, 1', 'sw t1, 24(a0)', 'addi t1, t1, 1', 'lw t2, 24(a0)'];
    const run = uart(...lines).after(4);
    expect([run.x(6), run.x(7)]).toEqual([2n, 1n]);
    // The addi before it and after it belong to blocks; the store was looked up anew.
    expect([0, 1, 2, 3].map((step) => run.fetch(step).how & 3)).toEqual([1, 1, 1, 1]);
    expect(run.fetch(1).word).toBe(
      run.machine.parts.ram.view.getInt32(run.machine.parts.bus.hostOf(0x8000_0004), true),
    );
  });

  it('as the last of its block is made at once', () => {
    const run = uart('nop', 'csrr t1, mscratch', 'lw t2, 8(a0)', 'j .').after(4);
    expect(run.x(7)).toBe(16n);
  });

  it('ends the run where it is the finisher', () => {
    const finish = (value: string, line: string) =>
      new MachineRun(
        `state\n  mtvec 0x80000800\n  a1 0x100000\n  t0 ${value}\n${code(line, 'nop', 'nop')}`,
      ).after(3);
    expect(finish('0x5555', 'sw t0, 0(a1)').machine.steps).toBe(1);
    const failed = finish('0x33333', 'sw t0, 0(a1)').machine;
    expect([failed.steps, failed.parts.bus.finished, failed.parts.bus.finishCode]).toEqual([1, 0x3333, 3]);
    expect(finish('0x7777', 'sh t0, 0(a1)').machine.steps).toBe(1);
    expect(finish('0x5556', 'sw t0, 0(a1)').machine.steps).toBe(3);
    expect(finish('0x5555', 'sw t0, 4(a1)').machine.steps).toBe(3);
    expect(finish('0x5555', 'sd t0, 0(a1)').outcome(0)).toBe('7 0x100000');
    expect(finish('0x5555', 'lb t1, 0(a1)').outcome(0)).toBe('5 0x100000');
  });
});

describe('atomics with one hart', () => {
  const page = (rights: string, ...lines: readonly string[]) =>
    new MachineRun(`slots dram
  1 napot 0x80040000/4K ${rights}
state
  mtvec 0x80000800
  mlwid 0
  mstatus MPRV MPP=S
  t0 7
  a1 0x80040000
  a2 0x80040002
pmp
  0 napot all rwx
${code(...lines)}
code 0x80000800
  csrr t3, mcause
data
  0x80040000 5`);

  it.each([
    ['0:rw', 'retired', 5n, 12n],
    ['0:r-', 'retired', 5n, 5n],
    ['0:-w', 'retired', 0n, 7n],
    ['1:rw', 'retired', 0n, 5n],
    ['react=ER,EW', '7 0x80040000', 0n, 5n],
    ['0:-w react=ER', '7 0x80040000', 0n, 5n],
    ['0:r- react=EW', '7 0x80040000', 0n, 5n],
  ])('AMO with %s: %s (61, 62, 65)', (rights, outcome, rd, memory) => {
    const run = page(rights, 'amoadd.w t1, t0, (a1)').after(1);
    expect([run.outcome(0), run.x(6), run.memory(0x8004_0000)]).toEqual([outcome, rd, memory]);
  });

  it.each([
    ['amoadd.w t1, t0, (a2)', '6 0x80040002'],
    ['amoadd.d t1, t0, (a2)', '6 0x80040002'],
    ['lr.w t1, (a2)', '4 0x80040002'],
    ['lr.d t1, (a2)', '4 0x80040002'],
    ['sc.w t1, t0, (a2)', '6 0x80040002'],
  ])('%s is misaligned, whatever it may touch', (line, outcome) => {
    expect(page('react=ER,EW', line).after(1).outcome(0)).toBe(outcome);
    expect(page('0:rw', 'ld t1, 0(a1)', line).after(2).outcome(1)).toBe(outcome);
  });

  it('SC stores once, and only what was reserved', () => {
    const run = page('0:rw', 'lr.w t1, (a1)', 'sc.w t2, t0, (a1)', 'sc.w t3, t0, (a1)').after(3);
    expect([run.x(7), run.x(28), run.memory(0x8004_0000)]).toEqual([0n, 1n, 7n]);
    const changed = page('0:rw', 'lr.w t1, (a1)', 'sw zero, 0(a1)', 'sc.w t2, t0, (a1)').after(3);
    expect([changed.x(7), changed.memory(0x8004_0000)]).toEqual([1n, 0n]);
    const other = page('0:rw', 'lr.w t1, (a1)', 'addi a1, a1, 8', 'sc.w t2, t0, (a1)').after(3);
    expect([other.x(7), other.memory(0x8004_0008)]).toEqual([1n, 0n]);
    const trapped = page('0:rw', 'lr.w t1, (a1)', 'ecall').after(3);
    expect(trapped.outcome(1)).toBe('11 0x0');
  });

  it('SC on a page it may not write faults, or is dropped (64)', () => {
    expect(page('0:r- react=EW', 'lr.w t1, (a1)', 'sc.w t2, t0, (a1)').after(2).outcome(1)).toBe(
      '7 0x80040000',
    );
    const dropped = page('0:r-', 'lr.w t1, (a1)', 'sc.w t2, t0, (a1)').after(2);
    expect([dropped.outcome(1), dropped.memory(0x8004_0000)]).toEqual(['retired', 5n]);
  });
});
