import { describe, expect, it } from 'vitest';
import { accessOf } from '../access-of.ts';
import { code, MachineRun } from '../machine-run.ts';

const VALUE = 0x1122_3344_5566_7788n;

/** ROM of two pages at a1, which holds a value; t0 is 5. */
function rom(state: string, ...lines: readonly string[]): MachineRun {
  return new MachineRun(`platform
  rom 8K
state
  mtvec 0x80000800
  t0 0x5
  a1 0x1000
${state}
pmp
  0 napot all rwx
${code(...lines)}
data
  0x1000 0x1122334455667788`);
}

describe('ROM', () => {
  it('is read like RAM, and what is stored to it is accepted and dropped', () => {
    const run = rom('', 'ld t1, 0(a1)', 'sd t0, 0(a1)', 'ld t2, 0(a1)').after(3);
    expect([run.outcome(1), run.x(6), run.x(7), run.memory(0x1000)]).toEqual([
      'retired',
      VALUE,
      VALUE,
      VALUE,
    ]);
    expect([accessOf(run, 0), accessOf(run, 1)]).toEqual([
      'load ram 0x1000 0x1122334455667788',
      'store discarded 0x1000 0x5',
    ]);
    expect(run.entry(0x1000n)).toBe('load=ram store=discard fetch=ram addend last=none');
  });

  it('drops each part of a store by the page it lies on', () => {
    const both = new MachineRun(`platform
  low-ram 4K
  rom 4K
state
  t0 0x1122334455667788
  a1 0xffc
${code('sd t0, 0(a1)')}`).after(1);
    expect([accessOf(both, 0), accessOf(both, 0, 1)]).toEqual([
      'store ram 0xffc 0x55667788',
      'store discarded 0x1000 0x11223344',
    ]);
    expect([both.memory(0xff8), both.memory(0x1000)]).toEqual([0x5566_7788_0000_0000n, 0n]);
  });

  it('compares and then drops what SC stores, and computes what AMO stores', () => {
    const run = rom('', 'lr.d t1, (a1)', 'sc.d t2, t0, (a1)', 'amoadd.d t3, t0, (a1)').after(3);
    expect([run.x(7), run.x(28), run.memory(0x1000)]).toEqual([0n, VALUE, VALUE]);
    expect(accessOf(run, 2, 1)).toBe('store discarded 0x1000 0x112233445566778d');
  });

  it('is said to drop what an SC that fails would not have stored either', () => {
    const run = rom('', 'lr.w t1, (a1)', 'sc.d t2, t0, (a1)').after(2);
    expect([run.x(7), accessOf(run, 1, 1)]).toEqual([1n, 'store discarded 0x1000 0x0']);
  });

  it('zeroes nothing for cbo.zero', () => {
    const run = rom('', 'cbo.zero (a1)').after(1);
    expect([accessOf(run, 0), run.memory(0x1000)]).toEqual(['store discarded 0x1000 0x0', VALUE]);
  });

  it('sets no dirty bit and keeps the blocks translated from it', () => {
    const run = new MachineRun(`platform
  rom 4K
state
  stop 0x80000100
  a1 0x1000
  ra 0x8000000c
${code('jr a1', 'nop', 'nop', 'sw zero, 0(a1)', 'addi ra, ra, 8', 'jr a1', 'nop')}
code 0x1000
  addi t1, t1, 1
  jr ra`).after(9);
    expect(run.x(6)).toBe(2n);
  });

  it('holds page tables, but takes no A or D bit (worldguard.md 5.7); as posted it takes them', () => {
    const walk = (flags: string, quirks = '') =>
      new MachineRun(
        `platform
  rom 16K
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  mlwid 3
  satp sv39 root=0x1000
  a1 0x40000000
pmp
  0 napot all rwx
maps
  tables 0x1000
  0x40000000 -> 0x80000000 ${flags} 1G
${code('sd t0, 8(a1)')}`,
        quirks,
      ).after(1);
    expect(walk('rw---ad').outcome(0)).toBe('retired');
    expect([walk('rw---a-').outcome(0), walk('rw-----').outcome(0)]).toEqual([
      '7 0x40000008',
      '7 0x40000008',
    ]);
    expect(walk('rw---a-').memory(0x1008) & 0x80n).toBe(0n);
    const posted = walk('rw-----', '+base-f');
    expect([posted.outcome(0), posted.memory(0x1008) & 0xc0n]).toEqual(['retired', 0xc0n]);
  });
});
