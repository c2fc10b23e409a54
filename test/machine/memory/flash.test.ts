import { describe, expect, it } from 'vitest';
import { accessOf } from '../access-of.ts';
import { code, MachineRun } from '../machine-run.ts';

const BANK = 0x2000_0000n;
const VALUE = 0x1122_3344_5566_7788n;

/** Two banks of two pages, no checkers; a1 and a2 are their addresses, t0 is 0x40, t1 is 0xff. */
function flash(...lines: readonly string[]): MachineRun {
  return new MachineRun(`platform
  device none
  flash 8K
state
  mtvec 0x80000800
  t0 0x40
  t1 0xff
  a1 0x20000000
  a2 0x22000000
${code(...lines)}
code 0x20000100
  addi s0, s0, 1
  jr ra
data
  0x20000000 0x1122334455667788
  0x22000000 0x99`);
}

describe('a flash bank', () => {
  it('is read like RAM until a store changes its mode; its contents never change', () => {
    const run = flash('ld t2, 0(a1)', 'sd t0, 0(a1)', 'ld t3, 0(a1)', 'ld t4, 0(a2)').after(4);
    expect([run.x(7), run.x(28), run.x(29), run.memory(0x2000_0000)]).toEqual([VALUE, 0x80n, 0x99n, VALUE]);
    expect([0, 1, 2, 3].map((step) => accessOf(run, step))).toEqual([
      'load ram 0x20000000 0x1122334455667788',
      'store io 0x20000000 0x40',
      'load io 0x20000000 0x80',
      'load ram 0x22000000 0x99',
    ]);
  });

  it('obeys the low byte of each piece: 0xff is array mode', () => {
    const run = flash('sb t0, 5(a1)', 'ld t2, 0(a1)', 'sh t1, 6(a1)', 'ld t3, 0(a1)').after(4);
    expect([run.x(7), run.x(28)]).toEqual([0x80n, VALUE]);
    // Bytes 1..3 of t0 are 0: the second piece, two bytes at 2, is another command.
    const pieces = flash('slli t1, t1, 8', 'addi t1, t1, 0x40', 'sw t1, 1(a1)', 'ld t2, 0(a1)').after(4);
    expect(pieces.x(7)).toBe(0x80n);
  });

  it('shows its status in the first byte of every piece', () => {
    const run = flash('sb t0, 0(a1)', 'lw t2, 1(a1)', 'ld t3, 4(a1)', 'lbu t4, 3(a1)').after(4);
    expect([run.x(7), run.x(28), run.x(29)]).toEqual([0xffff_ffff_8000_8080n, 0x80_0000_0080n, 0x80n]);
  });

  it('is filled as RAM for reads and as a device for writes; a change of mode empties the TLB', () => {
    const run = flash('ld t2, 0(a1)', 'sb t0, 0(a1)', 'ld t3, 0(a1)', 'sb t0, 0(a1)', 'sb t1, 0(a1)', 'nop');
    expect(run.after(1).entry(BANK)).toBe('load=ram store=io fetch=ram addend last=none');
    expect(run.after(2).machine.flushOutstanding).toBe(true);
    expect(run.after(3).entry(BANK)).toBe('load=io store=io fetch=io last=none');
    // The mode it is in already changes nothing.
    expect(run.after(4).machine.flushOutstanding).toBe(false);
    expect(run.after(6).entry(BANK)).toBe('none');
  });

  it('holds code, which is kept like that in RAM and is read as status bytes in status mode', () => {
    const call = ['addi a3, a1, 0x100', 'jalr ra, 0(a3)', 'sb t0, 0(a1)', 'jalr ra, 0(a3)', 'nop'];
    const run = flash(...call);
    expect(run.after(6).x(8)).toBe(1n);
    // 0x0080 is c.addi4spn s0, sp, 64.
    expect([run.after(7).fetch(6).word, run.x(8)]).toEqual([0x80, 64n]);
    const at = [2, 6].map((step) => run.fetch(step).how & 16);
    expect(at).toEqual([0, 16]);
  });

  it('holds page tables while in array mode, and takes no A or D bit', () => {
    const walk = (flags: string, quirks = '') =>
      new MachineRun(
        `platform
  flash 16K
  device none
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  satp sv39 root=0x20000000
  t0 0x40
  a1 0x40000000
  a2 0x22000000
pmp
  0 napot all rwx
maps
  tables 0x20000000
  0x40000000 -> 0x80000000 ${flags} 1G
${code('sd t0, 8(a1)')}`,
        quirks,
      ).after(1);
    expect(walk('rw---ad').outcome(0)).toBe('retired');
    expect([walk('rw---a-').outcome(0), walk('rw---a-', '+base-f').outcome(0)]).toEqual([
      '7 0x40000008',
      '15 0x40000008',
    ]);
  });

  describe('behind its checker', () => {
    const guarded = (slot: string, ...lines: readonly string[]) =>
      new MachineRun(`platform
  flash 8K
slots flash
  1 napot 0x20000000/4K ${slot}
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  mlwid 0
  t0 0x40
  a1 0x20000000
  a2 0x22000000
pmp
  0 napot all rwx
${code(...lines)}
data
  0x20000000 0x1122334455667788`);

    it('is read, and commanded, by the worlds that its slots grant it', () => {
      const run = guarded('0:r- react=EW', 'ld t2, 0(a1)', 'sd t0, 0(a1)').after(2);
      expect([run.x(7), run.outcome(1)]).toEqual([VALUE, '7 0x20000000']);
      expect(run.machine.parts.bus.checker(2).read32(0x10)).toBe(0x200);
      expect(run.entry(BANK, 1)).toBe('load=ram store=blocked fetch=ram addend last=store');
      expect(guarded('0:rw', 'sd t0, 0(a1)', 'ld t2, 0(a1)').after(2).x(7)).toBe(0x80n);
    });

    it('has one checker for both banks', () => {
      const run = guarded('0:rw', 'ld t2, 0(a2)').after(1);
      expect(accessOf(run, 0)).toBe('load blocked 0x22000000 0x0');
    });
  });
});
