import { describe, expect, it } from 'vitest';
import { Auditor } from '../../../src/machine/auditor.ts';
import { DESIGNS, designLine, parseDesign, parseDesignLine } from '../../../src/machine/design.ts';
import { accessOf } from '../access-of.ts';
import { code, type DesignName, MachineRun } from '../machine-run.ts';

const DATA = 0x8004_0000n;
const S = 1;
const OLD = ['v1', 'mainline', 'iopmp-v11'] as const satisfies readonly DesignName[];

/** World 0 on a page at a1 with a slot of its own. */
function asWorld0(design: DesignName, slot: string, ...lines: readonly string[]): MachineRun {
  return new MachineRun(
    `slots dram
  1 napot 0x80040000/4K ${slot}
state
  mtvec 0x80000800
  mlwid 0
  mstatus MPRV MPP=S
  t0 0x5
  a1 0x80040000
pmp
  0 napot all rwx
${code(...lines)}`,
    '',
    design,
  );
}

/** A window page at a1 and memory at its targets. */
function windowed(design: DesignName, remap: string, ...lines: readonly string[]): MachineRun {
  return new MachineRun(
    `platform
  device none
  remap pages=2
remap
  1 ${remap}
state
  mtvec 0x80000800
  t0 0x5
  a1 0x40001000
${code(...lines)}
data
  0x80040000 0xa
  0x80041000 0xb`,
    '',
    design,
  );
}

/** Rules that the auditor finds broken in the run. */
function broken(run: MachineRun, steps: number): string[] {
  const auditor = new Auditor(run.machine);
  run.machine.observer = auditor;
  run.after(steps);
  run.machine.observer = undefined;
  if (run.machine.stop === 0) auditor.checkAll(steps);
  return auditor.violations.map((violation) => violation.rule);
}

describe('a design', () => {
  it('has a TLB by its name, and every quirk but fixed', () => {
    const tlbs = Object.keys(DESIGNS).map((name) => [name, parseDesign(name).tlb]);
    expect(Object.fromEntries(tlbs)).toEqual({
      posted: 'v2',
      fixed: 'v2',
      v1: 'v1',
      mainline: 'mainline',
      'iopmp-v11': 'iopmp-v11',
    });
    for (const name of OLD) expect(Object.values(parseDesign(name).quirks)).not.toContain(false);
  });

  it('is read as it was printed', () => {
    for (const name of OLD) {
      const design = parseDesign(name, '-B14,-tlb');
      expect(parseDesignLine(designLine(design))).toEqual(design);
    }
  });
});

describe('TLB v1', () => {
  it('asks with the type of the fill, so that loads and stores of a read-only page refill in turn', () => {
    const run = asWorld0('v1', '0:r-', 'ld t1, 0(a1)', 'sd t0, 0(a1)', 'ld t1, 0(a1)');
    const states = [1, 2, 3].map((steps) => run.after(steps).entry(DATA, S));
    expect(states).toEqual([
      'load=ram store=absent fetch=ram addend last=none',
      'load=absent store=io fetch=absent last=none',
      'load=ram store=absent fetch=ram addend last=none',
    ]);
    expect([accessOf(run, 1), run.outcome(1)]).toEqual(['store blocked 0x80040000 0x5', 'retired']);
  });

  it('learns both directions at once where they have one answer', () => {
    for (const slot of ['0:rw', '1:rw']) {
      const state = asWorld0('v1', slot, 'sd t0, 0(a1)').after(1).entry(DATA, S);
      expect(state).toBe(
        slot === '0:rw'
          ? 'load=ram store=ram fetch=ram addend last=none'
          : 'load=io store=io fetch=io last=none',
      );
    }
  });

  it('serves split targets by turns, without a second addend', () => {
    const run = windowed('v1', 'read=0x80040000 write=0x80041000', 'sd t0, 0(a1)', 'ld t1, 0(a1)').after(2);
    expect([run.x(6), run.memory(0x8004_1000)]).toEqual([0xan, 5n]);
  });

  it('moves data through an entry that permits nothing (host-fault)', () => {
    const run = windowed('v1', 'read=0x80040000', 'sd t0, 0(a1)').after(1);
    expect(run.outcome(0)).toBe('dirty-outside-ram');
    const low = windowed('v1', 'write=0x80040000', 'ld t1, 0(a1)').after(1);
    expect(low.outcome(0)).toBe('dirty-outside-ram');
  });
});

describe('TLB of mainline', () => {
  it('asks for no type, which the checker takes for a read: a write-only page is blocked', () => {
    const run = asWorld0('mainline', '0:-w', 'ld t1, 0(a1)');
    expect(run.after(1).entry(DATA, S)).toBe('load=io store=absent fetch=io last=none');
  });

  it('stores to a page that is only read through the comparator that its own fill left at -1', () => {
    const run = asWorld0('mainline', '0:r-', 'sd t0, 0(a1)').after(1);
    expect([accessOf(run, 0), run.memory(0x8004_0000)]).toEqual(['store ram 0x80040000 0x5', 5n]);
    const denied = asWorld0('mainline', '0:-w', 'sd t0, 0(a1)').after(1);
    expect(denied.outcome(0)).toBe('data-outside-ram');
  });

  it('sends stores where reads go', () => {
    const both = windowed('mainline', 'both=0x80041000', 'sd t0, 0(a1)').after(1);
    expect(accessOf(both, 0)).toBe('store ram 0x80041000 0x5');
    const split = windowed('mainline', 'read=0x80040000 write=0x80041000', 'sd t0, 0(a1)').after(1);
    expect(accessOf(split, 0)).toBe('store ram 0x80040000 0x5');
  });
});

describe('TLB of iopmp-v11', () => {
  it('gives the device the exact address: the verdict is that of the access that filled the entry', () => {
    const exact = (design: DesignName, ...lines: readonly string[]) =>
      new MachineRun(
        `platform
  worlds 4 trusted=3 mwid=3 mwidlist=0,1,2,3 granule=4
slots dram
  1 napot 0x80040800/2K 0:rw
state
  mtvec 0x80000800
  mlwid 0
  mstatus MPRV MPP=S
  a1 0x80040000
pmp
  0 napot all rwx
${code(...lines)}
data
  0x80040800 0x77`,
        '+B14',
        design,
      );
    const lines = ['ld t1, 0x7f8(a1)', 'ld t2, 0x7fc(a1)', 'addi a1, a1, 0x400', 'ld t3, 0x400(a1)'];
    // By the page's base it is denied, by the address of the first access too; after a granted one all is granted.
    expect(
      exact('mainline', ...lines)
        .after(4)
        .x(28),
    ).toBe(0n);
    const granted = ['addi a1, a1, 0x400', 'ld t1, 0x400(a1)', 'ld t2, -0x400(a1)'];
    expect(
      exact('mainline', ...granted)
        .after(2)
        .x(6),
    ).toBe(0n);
    const run = exact('iopmp-v11', ...granted).after(3);
    expect([run.x(6), accessOf(run, 2)]).toEqual([0x77n, 'load ram 0x80040000 0x0']);
  });

  it('counts the offset in the page twice where there is no host memory', () => {
    const uart = (design: DesignName, ...lines: readonly string[]) =>
      new MachineRun(`platform\n  device none\nstate\n  a1 0x10000000\n${code(...lines)}`, '+Q29', design);
    expect(accessOf(uart('iopmp-v11', 'lb t1, 2(a1)').after(1), 0)).toBe('load io 0x10000004 0x0');
    expect(accessOf(uart('mainline', 'lb t1, 2(a1)').after(1), 0)).toBe('load io 0x10000002 0x1');
    // An entry filled at 0 is right for all; one filled at 5 is wrong for all. (Code has another place in the table.)
    const ordered = (first: number, second: number) =>
      new MachineRun(
        `platform
  device none
state
  pc 0x80001000
  a1 0x10000000
code 0x80001000
  lb t1, ${first}(a1)
  lb t2, ${second}(a1)`,
        '+Q29',
        'iopmp-v11',
      ).after(2);
    expect(accessOf(ordered(0, 5), 1)).toBe('load io 0x10000005 0x60');
    expect(accessOf(ordered(3, 0), 1)).toBe('load io 0x10000003 0x0');
  });

  it('aligns RAM down', () => {
    const run = asWorld0('iopmp-v11', '0:rw', 'sd t0, 8(a1)', 'ld t1, 8(a1)', 'ld t2, 0(a1)').after(3);
    expect([run.x(6), run.x(7), run.dirty(0x8004_0000)]).toEqual([5n, 0n, 7]);
  });
});

describe('the auditor', () => {
  it.each(OLD)('finds the entries of %s in order where its translation permits the access', (design) => {
    const lines = ['ld t1, 0(a1)', 'ld t2, 8(a1)', 'sd t0, 16(a1)', 'ld t2, 16(a1)', 'nop'];
    for (const slot of ['0:rw', '1:rw']) expect(broken(asWorld0(design, slot, ...lines), 5)).toEqual([]);
    const reads = lines.filter((line) => !line.startsWith('sd'));
    for (const slot of ['0:r-', '0:-w']) expect(broken(asWorld0(design, slot, ...reads), 4)).toEqual([]);
    for (const target of ['both=0x80040000', 'both=0x10000000', 'read=0x80040000']) {
      expect(broken(windowed(design, target, ...reads), 4)).toEqual([]);
    }
  });

  it('finds v1 in order on a page that each direction answers differently', () => {
    const lines = ['ld t1, 0(a1)', 'sd t0, 16(a1)', 'ld t2, 16(a1)', 'sd t0, 0(a1)'];
    for (const slot of ['0:r-', '0:-w']) expect(broken(asWorld0('v1', slot, ...lines), 4)).toEqual([]);
    expect(broken(windowed('v1', 'read=0x80040000 write=0x80041000', ...lines), 4)).toEqual([]);
  });

  it('finds the entries of fixed in order that lead to two host pages, or nowhere', () => {
    const lines = ['ld t1, 0(a1)', 'sd t0, 16(a1)', 'ld t2, 16(a1)', 'sd t0, 0(a1)'];
    for (const remap of ['read=0x80040000 write=0x80041000', 'read=0x80040000', 'write=0x80041000']) {
      expect(broken(windowed('fixed', remap, ...lines), 4)).toEqual([]);
    }
  });
});
