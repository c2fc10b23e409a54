import { describe, expect, it } from 'vitest';
import { USED } from '../../../src/machine/tlb/entry.ts';
import { code, MachineRun } from '../machine-run.ts';

/** mmu indexes. */
const U = 0;
const S = 1;
const S_SUM = 2;
const M = 3;

const DATA = 0x8004_0000n;

/** M-mode with MPRV and MPP = S: data at a1 go through mmu index S as world 0. */
function asWorld0(slot: string, ...lines: readonly string[]): MachineRun {
  return new MachineRun(`slots dram
  1 napot 0x80040000/4K ${slot}
state
  mtvec 0x80000800
  mlwid 0
  mstatus MPRV MPP=S
  a0 0x6000000
  a1 0x80040000
  a2 0x80042000
  s0 0x20800
pmp
  0 napot all rwx
${code(...lines)}`);
}

/** The states of DATA's entry in mmu index S after 0, 1, 2, ... steps. */
function states(run: MachineRun, steps: number): string[] {
  return Array.from({ length: steps + 1 }, (_, i) => run.after(i).entry(DATA, S));
}

describe('the entry of a page behind the checker', () => {
  it('is pending for all types until each is used, and keeps the RAM address when a store is blocked', () => {
    const run = asWorld0('0:r-', 'ld t0, 0(a1)', 'sd t0, 0(a1)', 'ld t0, 8(a1)', 'sd t0, 0(a1)');
    expect(states(run, 4)).toEqual([
      'none',
      'load=ram store=pending fetch=ram addend last=load',
      'load=ram store=blocked fetch=ram addend last=store',
      'load=ram store=blocked fetch=ram addend last=store',
      'load=ram store=blocked fetch=ram addend last=store',
    ]);
  });

  it('learns a denied load by its first load, an allowed store by its first store', () => {
    const run = asWorld0('0:-w', 'ld t0, 0(a1)', 'sd t0, 0(a1)');
    expect(states(run, 2)).toEqual([
      'none',
      'load=blocked store=pending fetch=blocked last=load',
      'load=blocked store=ram fetch=blocked addend last=store',
    ]);
  });

  it('learns all types at once where both directions have one verdict', () => {
    expect(states(asWorld0('0:rw', 'ld t0, 0(a1)'), 1)[1]).toBe(
      'load=ram store=ram fetch=ram addend last=load',
    );
    expect(states(asWorld0('1:rw', 'sd t0, 0(a1)'), 1)[1]).toBe(
      'load=blocked store=blocked fetch=blocked last=store',
    );
  });

  it('asks again when the last translation was for another type', () => {
    // The fast path of the load does not ask; the slow store does, and asks for the load's sake no more.
    const run = asWorld0('0:-w', 'sd t0, 0(a1)', 'ld t0, 0(a1)', 'sd t0, 0(a1)', 'ld t0, 0(a1)');
    expect(states(run, 4).slice(1)).toEqual([
      'load=pending store=ram fetch=pending addend last=store',
      'load=blocked store=ram fetch=blocked addend last=load',
      'load=blocked store=ram fetch=blocked addend last=load',
      'load=blocked store=ram fetch=blocked addend last=load',
    ]);
  });

  it('belongs to one mmu index', () => {
    const run = asWorld0('0:rw', 'ld t0, 0(a1)').after(1);
    expect([U, S_SUM, M].map((index) => run.entry(DATA, index))).toEqual(['none', 'none', 'none']);
    // Code is protected: a store to its page asks first.
    expect(run.entry(0x8000_0000n, M)).toBe('load=ram store=ram+notdirty fetch=ram addend last=fetch');
  });

  it('forgets what it was used for when it is filled again', () => {
    const run = asWorld0('0:rw', 'sd t0, 0(a1)', 'sfence.vma', 'ld t0, 0(a1)');
    const { words } = run.after(1).machine.parts.tlb;
    const e = run.machine.parts.tlb.slot(S, 0x8004_0000 | 0);
    expect(words[e + USED]).toBe(2);
    run.after(3);
    expect(words[e + USED]).toBe(1);
  });

  it('is dropped when a rule changes, and not when an error register is written', () => {
    const lines = ['ld t0, 0(a1)', 'csrw mstatus, zero', 'sd zero, 24(a0)', 'sw zero, 80(a0)'];
    const run = asWorld0('0:rw', ...lines);
    expect(run.after(3).entry(DATA, S)).toBe('load=ram store=ram fetch=ram addend last=load');
    expect(run.after(4).entry(DATA, S)).toBe('none');
  });

  it('survives a rule change as long as nothing was filled through a checker', () => {
    const lowRam = new MachineRun(`platform
  low-ram 4K
state
  pc 0x0
  a0 0x6000000
code 0x0
  ld t0, 64(zero)
  sw zero, 80(a0)
  nop`);
    const state = 'load=ram store=ram+notdirty fetch=ram addend last=none';
    // The register page takes its place in the table; the next fetch gets it back.
    const seen = [1, 2, 3].map((steps) => lowRam.after(steps).entry(0n));
    expect(seen).toEqual([state, `${state} victim`, state]);
  });
});

describe('dirty pages', () => {
  /** M-mode; the dirty log is synchronised before step `at`. */
  function synced(at: number, ...lines: readonly string[]): MachineRun {
    return new MachineRun(`state
  a1 0x80040000
  a2 0x80000000
${code(...lines)}
events
  at ${at} dirty-log-sync`);
  }

  it('are clean after a synchronisation: the first store sets their bits, takes NOTDIRTY, and the next is fast', () => {
    const run = synced(1, 'ld t0, 0(a1)', 'ld t0, 8(a1)', 'sd t0, 0(a1)', 'sd t0, 0(a1)');
    expect(run.after(1).entry(DATA)).toBe('load=ram store=ram fetch=ram addend last=load');
    expect(run.after(2).entry(DATA)).toBe('load=ram store=ram+notdirty fetch=ram addend last=load');
    expect(run.dirty(0x8004_0000)).toBe(3);
    expect(run.after(3).entry(DATA)).toBe('load=ram store=ram fetch=ram addend last=store');
    expect(run.dirty(0x8004_0000)).toBe(7);
    expect(run.machine.parts.journal.notDirtyCount).toBe(1);
    expect(run.after(4).machine.parts.journal.useCount).toBe(0);
  });

  it('are entered as clean when the page is', () => {
    const run = synced(0, 'ld t0, 0(a1)', 'sd t0, 0(a1)');
    expect(run.after(1).entry(DATA)).toBe('load=ram store=ram+notdirty fetch=ram addend last=load');
    expect(run.after(2).entry(DATA)).toBe('load=ram store=ram fetch=ram addend last=store');
  });

  it('with code stay clean as long as a block is left: a store elsewhere in the page removes none', () => {
    const run = synced(9, 'sd zero, 256(a2)', 'sd zero, 264(a2)', 'nop', 'j .-4');
    expect(run.after(1).entry(0x8000_0000n)).toBe('load=ram store=ram+notdirty fetch=ram addend last=store');
    expect(run.dirty(0x8000_0000)).toBe(5);
    expect(run.after(2).machine.parts.journal.notDirtyCount).toBe(1);
    expect(run.dirty(0x8000_0000)).toBe(5);
  });

  it('become dirty with the store that removes the last block of a page', () => {
    const run = new MachineRun(`state
  a1 0x80040000
  t0 0x80000004
${code('jalr ra, 0(a1)', 'sd zero, 0(a1)', 'nop')}
code 0x80040000
  jr ra`);
    expect(run.after(2).dirty(0x8004_0000)).toBe(5);
    expect(run.after(3).dirty(0x8004_0000)).toBe(7);
    expect(run.entry(DATA)).toBe('load=ram store=ram fetch=ram addend last=store');
  });

  it('lose their bits for all of RAM, low RAM included', () => {
    const run = new MachineRun(`platform
  low-ram 4K
state
  a1 0x80040000
${code('sd zero, 0(zero)', 'sd zero, 0(a1)', 'nop', 'sd zero, 8(zero)')}
events
  at 2 dirty-log-sync`);
    expect(run.after(2).entry(0n)).toBe('load=ram store=ram fetch=ram addend last=none');
    expect(run.after(3).entry(0n)).toBe('load=ram store=ram+notdirty fetch=ram addend last=none');
    expect([run.dirty(0), run.dirty(0x8004_0000)]).toEqual([3, 3]);
    expect(run.after(4).entry(0n)).toBe('load=ram store=ram fetch=ram addend last=none');
    expect([run.dirty(0), run.dirty(0x8004_0000)]).toEqual([7, 3]);
  });
});

describe('what is not behind an IOMMU', () => {
  const devices = new MachineRun(`platform
  low-ram 4K
state
  mtvec 0x80000800
  a0 0x6000000
  a1 0x10000000
  a2 0x100000
  a3 0x40000000
${code('lw t0, 8(a0)', 'lbu t0, 5(a1)', 'lw t0, 0(a2)', 'ld t0, 0(zero)', 'ld t0, 0(a3)')}`);

  it.each([
    ['a register block', 1, 0x0600_0000n, 'load=io store=io fetch=io last=none'],
    ['the page of the UART', 2, 0x1000_0000n, 'load=io store=io fetch=io last=none'],
    ['the finisher', 3, 0x0010_0000n, 'load=io store=io fetch=io last=none'],
    ['low RAM', 4, 0n, 'load=ram store=ram fetch=ram addend last=none'],
    ['nothing', 5, 0x4000_0000n, 'load=io store=io fetch=io last=none'],
  ])('is translated by its fill: %s', (_, steps, va, state) => {
    expect(devices.after(steps).entry(va)).toBe(state);
  });

  it('is RAM without a checker', () => {
    const run = new MachineRun(`platform\n  device none\nstate\n  a1 0x80040000\n${code('ld t0, 0(a1)')}`);
    expect(run.after(1).entry(DATA)).toBe('load=ram store=ram fetch=ram addend last=none');
  });
});

describe('page table and PMP', () => {
  /** S-mode data at 0x40000000 through one mapping. */
  function mapped(flags: string, pmp: string, ...lines: readonly string[]): MachineRun {
    return new MachineRun(`platform
  device none
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  satp sv39 root=0x80010000
  a1 0x40000000
  a2 0x80040000
  s0 0x60800
pmp
  ${pmp}
  1 napot all rwx
maps
  0x40000000 -> 0x80040000 ${flags} 4K
${code(...lines)}`);
  }
  const NO_ENTRY = '0 off 0x0 ---';

  it.each([
    ['r----a-', 'load=ram store=absent fetch=absent addend last=none'],
    ['rw---ad', 'load=ram store=ram fetch=absent addend last=none'],
    ['rwx--ad', 'load=ram store=ram fetch=ram addend last=none'],
    ['r-x--a-', 'load=ram store=absent fetch=ram addend last=none'],
    ['rw---a-', 'load=ram store=absent fetch=absent addend last=none'],
  ])('%s gives a load the entry %s', (flags, state) => {
    expect(mapped(flags, NO_ENTRY, 'ld t0, 0(a1)').after(1).entry(0x4000_0000n, S)).toBe(state);
  });

  it('give the first store to a page without D an entry of its own', () => {
    const run = mapped('rw-----', NO_ENTRY, 'ld t0, 0(a1)', 'sd t0, 0(a1)');
    expect(run.after(1).entry(0x4000_0000n, S)).toBe('load=ram store=absent fetch=absent addend last=none');
    expect(run.memory(0x8001_2000) & 0xffn).toBe(0x47n);
    expect(run.after(2).entry(0x4000_0000n, S)).toBe('load=ram store=ram fetch=absent addend last=none');
    expect(run.memory(0x8001_2000) & 0xffn).toBe(0xc7n);
  });

  it('give an entry the rights of both', () => {
    const readOnly = mapped('rwx--ad', '0 napot 0x80040000/4K r--', 'ld t0, 0(a1)');
    expect(readOnly.after(1).entry(0x4000_0000n, S)).toBe(
      'load=ram store=absent fetch=absent addend last=none',
    );
  });

  it('make an entry for one use where PMP splits the page, and it is filled again at every use', () => {
    const run = mapped('rw---ad', '0 napot 0x80040800/8 ---', 'ld t0, 0(a1)', 'ld t0, 8(a1)', 'sd t0, 0(a1)');
    const state = 'load=ram store=ram fetch=absent invalid addend last=none';
    expect(run.after(1).entry(0x4000_0000n, S)).toBe(state);
    // What carries INVALID is no entry of this page to a fill: it moves among the victims.
    expect(run.after(2).machine.parts.tlb.victimIndex[S]).toBe(1);
    expect([run.after(3).entry(0x4000_0000n, S), run.outcome(2)]).toEqual([state, 'retired']);
  });

  it('keep SUM apart by its own mmu index', () => {
    const run = mapped('rw-u-ad', NO_ENTRY, 'ld t0, 0(a1)', 'csrw mstatus, s0', 'ld t0, 0(a1)', 'nop');
    expect(run.after(1).outcome(0)).toBe('13 0x40000000');
    const summed = mapped('rw-u-ad', NO_ENTRY, 'csrw mstatus, s0', 'ld t0, 0(a1)').after(2);
    expect([summed.outcome(1), summed.entry(0x4000_0000n, S)]).toEqual(['retired', 'none']);
    expect(summed.entry(0x4000_0000n, S_SUM)).toBe('load=ram store=ram fetch=absent addend last=none');
  });
});
