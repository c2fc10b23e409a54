import { describe, expect, it } from 'vitest';
import { code, MachineRun } from './machine-run.ts';

const DATA = 0x8004_0000n;
const ALL_RAM = 'load=ram store=ram fetch=ram addend last=load';

describe('a change of the memory map', () => {
  /** M-mode loads from DATA, ends its block, goes on. */
  function changed(event: string): MachineRun {
    return new MachineRun(`state
  a1 0x80040000
${code('ld t0, 0(a1)', 'csrr t1, mscratch', 'nop')}
events
  at 1 ${event}`);
  }

  it.each(['dirty-log-start', 'dirty-log-stop'])(
    'by %s flushes the TLB when the hart leaves its block',
    (event) => {
      const run = changed(event);
      expect([run.after(2).entry(DATA), run.machine.flushOutstanding]).toEqual([ALL_RAM, true]);
      expect([run.after(3).entry(DATA), run.machine.flushOutstanding]).toEqual(['none', false]);
      expect(run.dirty(0x8004_0000)).toBe(7);
    },
  );

  it('does not outlast its run, nor does dirty logging', () => {
    const run = changed('dirty-log-start').after(2);
    expect([run.machine.flushOutstanding, run.machine.parts.dirty.logging]).toEqual([true, true]);
    run.after(0);
    expect([run.machine.flushOutstanding, run.machine.parts.dirty.logging]).toEqual([false, false]);
  });

  it('is none by dirty-log-sync', () => {
    const run = changed('dirty-log-sync');
    expect(run.after(3).entry(DATA)).toBe(ALL_RAM.replace('store=ram', 'store=ram+notdirty'));
    expect(run.dirty(0x8004_0000)).toBe(3);
  });
});

describe('a notifier', () => {
  it('is inactive from the first rule change to the next fill through its checker', () => {
    const run = new MachineRun(`platform
  low-ram 4K
state
  pc 0x100
  a1 0x80040000
code 0x100
  lui a0, 0x6000
  ld t0, 0(a1)
  sw zero, 80(a0)
  nop
  sw zero, 80(a0)
  nop`);
    // The first write flushes what the load registered for; after it only low RAM is filled, which no checker guards.
    expect(run.after(3).machine.parts.tlb.dirtyIndexes).toBe(0);
    expect(run.after(5).machine.parts.tlb.dirtyIndexes).toBe(1 << 3);
  });
});

describe('the first state', () => {
  it('is written by firmware that turns a slot off first', () => {
    // Asked for NAPOT, the last slot keeps the A it has: OFF.
    const run = new MachineRun(`slots dram
  16 napot all 3:rw react=ER
state
  a0 0x6000000
${code('nop')}`).after(0);
    expect(run.machine.parts.bus.dramChecker.read32(0x230)).toBe(0x100);
  });

  it('has CSRs as M-mode may write them, PMP, registers, mode and pc', () => {
    const run = new MachineRun(`state
  mode S
  pc 0x80000100
  mstatus MPP=S
  mie 0xffff
  slwid 1
  ra 0x123456789abcdef0
pmp
  0 tor 0x80000000 r-x lock
  9 napot all rwx`).after(0);
    expect([run.csr('mstatus'), run.csr('mie'), run.csr('mlwid')]).toEqual([0xa_0000_0800n, 0xaaan, 3n]);
    const { pmp, state, worlds } = run.machine.parts;
    expect([pmp.readCfg(0), pmp.readCfg(8), pmp.addrLo[0]]).toEqual([0x8d, 0x1f00, 0x2000_0000]);
    expect([state.mode, state.pcLo >>> 0, run.x(1), worlds.slwidLo]).toEqual([
      1,
      0x8000_0100,
      0x1234_5678_9abc_def0n,
      0,
    ]);
  });

  it('has no WID CSRs, and no registers of checkers, without a wgChecker', () => {
    const run = new MachineRun(`platform
  device none
state
  mtvec 0x80000800
  a0 0x6000000
${code('csrr t0, mlwid')}
code 0x80000800
  lw t0, 8(a0)`).after(2);
    expect([run.outcome(0), run.outcome(1)]).toEqual(['2 0x390022f3', '5 0x6000008']);
  });
});

describe('a run ends', () => {
  it('before the instruction at its stop address, also within a block', () => {
    const run = new MachineRun(`state\n  stop 0x80000008\n${code('nop', 'nop', 'nop')}`).after(9);
    expect([run.machine.steps, run.machine.parts.state.pcLo >>> 0]).toEqual([2, 0x8000_0008]);
  });

  it('when its steps are used', () => {
    const run = new MachineRun(code('nop', 'nop', 'nop'));
    expect([0, 1, 3].map((steps) => run.after(steps).machine.steps)).toEqual([0, 1, 3]);
  });

  it('when a WID that is no world reaches the bus', () => {
    const run = new MachineRun(
      `state
  mstatus MPRV MPP=S
  t0 67
  a0 0x80040000
pmp
  0 napot all rwx
${code('csrw mlwid, t0', 'ld t1, 0(a0)', 'nop')}`,
      '+B07',
    ).after(9);
    expect([run.machine.steps, run.outcome(1)]).toEqual([1, 'wid-out-of-range']);
  });
});
