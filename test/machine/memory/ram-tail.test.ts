import { describe, expect, it } from 'vitest';
import { accessOf } from '../access-of.ts';
import { code, MachineRun } from '../machine-run.ts';

const PATTERN = 0x1122_3344_5566_7788n;

interface Board {
  readonly slots?: string;
  readonly state?: string;
  readonly maps?: string;
  readonly rest?: string;
  readonly quirks?: string;
}

/** 64 KiB of RAM and 16 bytes more at a1; data accesses are S-mode's, of world 0. */
function tail(
  { slots = '', state = '', maps = '', rest = '', quirks = '' }: Board,
  ...lines: readonly string[]
): MachineRun {
  return new MachineRun(
    `platform
  ram 64K
  ram-tail 16
slots dram
  1 napot 0x80000000/64K 0:rw
${slots}
state
  mtvec 0x80000800
  mstatus MPRV MPP=S
  mlwid 0
  t0 0x1122334455667788
  a1 0x80010000
${state}
pmp
  0 napot all rwx
${maps}
${code(...lines)}
${rest}`,
    quirks,
  );
}

const GRANTED = '  2 napot 0x80010000/4K 0:rw';

describe('the page in which RAM ends', () => {
  it('is RAM piece by piece as far as RAM goes', () => {
    const run = tail({ slots: GRANTED }, 'sd t0, 8(a1)', 'ld t1, 8(a1)', 'lw t2, 13(a1)').after(3);
    expect([run.x(6), run.outcome(2)]).toEqual([PATTERN, '5 0x80010010']);
    expect([accessOf(run, 0), run.memory(0x8001_0008)]).toEqual([
      'store io 0x80010008 0x1122334455667788',
      PATTERN,
    ]);
    expect(run.entry(0x8001_0000n, 1)).toBe('load=io store=io fetch=io last=none');
  });

  it('refuses the pieces behind the end, after those before it moved', () => {
    const run = tail({ slots: GRANTED }, 'sd t0, 12(a1)').after(1);
    expect([run.outcome(0), run.memory(0x8001_0008)]).toEqual(['7 0x80010010', 0x5566_7788_0000_0000n]);
  });

  it('asks the checkers for each piece', () => {
    const run = tail(
      { slots: '  2 napot 0x80010000/4K 0:r- react=EW' },
      'ld t1, 0(a1)',
      'sd t0, 4(a1)',
    ).after(2);
    expect([accessOf(run, 0), run.outcome(1)]).toEqual(['load io 0x80010000 0x0', '7 0x80010004']);
    const { dramChecker } = run.machine.parts.bus;
    expect([dramChecker.read32(0x10), dramChecker.read32(0x18)]).toEqual([0x200, 0x8001_0004 / 4]);
  });

  it('runs code that is read anew each time', () => {
    const run = tail(
      {
        slots: '  2 napot 0x80010000/4K 0:rw 3:rw',
        state: '  stop 0x80000100',
        rest: 'code 0x80010000\n  addi t1, t1, 1\n  jr ra',
      },
      'jalr ra, 0(a1)',
      'nop',
    ).after(4);
    expect([run.x(6), run.fetch(1).how & 16]).toEqual([1n, 16]);
  });

  it('counts as written while dirty logging is on, not otherwise', () => {
    const sync = 'events\n  at 0 dirty-log-sync';
    const run = tail({ slots: GRANTED, rest: sync }, 'sd t0, 0(a1)').after(1);
    expect(run.dirty(0x8001_0000) & 4).toBe(0);
    const logging = tail({ slots: GRANTED, rest: `${sync}\n  at 0 dirty-log-start` }, 'sd t0, 0(a1)').after(
      1,
    );
    expect(logging.dirty(0x8001_0000) & 4).toBe(4);
    const stopped = `${sync}\n  at 0 dirty-log-start\n  at 0 dirty-log-stop`;
    expect(tail({ slots: GRANTED, rest: stopped }, 'sd t0, 0(a1)').after(1).dirty(0x8001_0000) & 4).toBe(0);
  });

  it('holds page tables, which take no A or D bit', () => {
    const walk = (flags: string, quirks = '') =>
      tail(
        {
          slots: GRANTED,
          state: '  satp sv39 root=0x80010000\n  a2 0x40000000',
          maps: `maps\n  tables 0x80010000\n  0x0 -> 0x80000000 ${flags} 1G`,
          quirks,
        },
        'sd t0, 0(zero)',
      ).after(1);
    expect([walk('rw---ad').outcome(0), walk('rw---a-').outcome(0)]).toEqual(['retired', '7 0x0']);
    expect(walk('rw---a-', '+base-f').outcome(0)).toBe('15 0x0');
    expect(walk('rw---a-', '+base').outcome(0)).toBe('15 0x0');
  });
});
