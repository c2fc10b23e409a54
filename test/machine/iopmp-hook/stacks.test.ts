import { describe, expect, it } from 'vitest';
import { guarded, PAGE, recordOf, VALUE } from './guarded-run.ts';

const BOTH = ['device both', 'stack iopmp-first'];
const CHECKER_FIRST = ['device both', 'stack wgchecker-first'];
/** ERRCAUSE of the checker in front of DRAM, its upper half: 0 if it has recorded nothing. */
const ERRCAUSE_HI = 0x14;

/** World 0, which has no right to the page but is told so with a bus error. */
const WORLD_0 = ['mstatus MPRV MPP=S', 'mlwid 0'];
const SLOTS = 'slots dram\n  1 napot 0x80040000/4K react=ER,EW\n';

/** True if the checker in front of DRAM has recorded a violation. */
function checkerRecorded(run: ReturnType<typeof guarded>): boolean {
  return run.machine.parts.bus.dramChecker.read32(ERRCAUSE_HI) !== 0;
}

describe('a board with checkers and an IOPMP', () => {
  it('lets pass what both grant', () => {
    for (const platform of [BOTH, CHECKER_FIRST]) {
      const run = guarded(
        { platform, entries: ['napot 0x80040000/4K rw-'] },
        'ld t1, 0(a1)',
        'sd t0, 8(a1)',
      ).after(2);
      expect([run.x(6), run.memory(PAGE + 8), recordOf(run)]).toEqual([VALUE, 5n, 'none']);
    }
  });

  it('refuses what the IOPMP does not grant, whichever is asked first', () => {
    for (const platform of [BOTH, CHECKER_FIRST]) {
      const run = guarded({ platform }, 'ld t1, 0(a1)').after(1);
      expect([run.outcome(0), recordOf(run)]).toEqual(['5 0x80040000', 'read 5 at 80040000 by 0 entry 0']);
    }
  });

  it('asks the second only what the first has granted', () => {
    const world = { state: WORLD_0, slots: SLOTS };
    const first = guarded({ ...world, platform: BOTH }, 'ld t1, 0(a1)').after(1);
    expect([recordOf(first), checkerRecorded(first)]).toEqual(['read 5 at 80040000 by 0 entry 0', false]);
    expect(first.outcome(0)).toBe('5 0x80040000');
    const last = guarded({ ...world, platform: CHECKER_FIRST }, 'ld t1, 0(a1)').after(1);
    expect([recordOf(last), checkerRecorded(last)]).toEqual(['none', true]);
    expect(last.outcome(0)).toBe('5 0x80040000');
  });

  it('has the UART behind both, byte for byte', () => {
    const uart = { state: ['a1 0x10000000'], entries: ['napot 0x10000000/8 rw-'] };
    for (const platform of [BOTH, CHECKER_FIRST]) {
      const run = guarded({ ...uart, platform }, 'lb t1, 5(a1)', 'lb t1, 8(a1)').after(2);
      expect([run.x(6), recordOf(run)]).toEqual([0x60n, 'read 5 at 10000008 by 0 entry 0']);
      expect(run.outcome(1)).toBe('5 0x10000008');
    }
  });

  it('has low RAM behind the IOPMP alone', () => {
    const low = { state: ['a1 0x0'] };
    for (const stack of [BOTH, CHECKER_FIRST]) {
      const platform = [...stack, 'low-ram 4K'];
      const refused = guarded({ ...low, platform }, 'ld t1, 8(a1)').after(1);
      expect([refused.outcome(0), recordOf(refused)]).toEqual(['5 0x8', 'read 5 at 8 by 0 entry 0']);
      const granted = guarded(
        { ...low, platform, entries: ['napot 0x0/4K rw-'] },
        'sd t0, 8(a1)',
        'ld t1, 8(a1)',
      );
      expect(granted.after(2).x(6)).toBe(5n);
    }
  });

  it('hears of changes in either', () => {
    const program = ['ld t1, 0(a1)', 'sw zero, 0(a3)', 'ld t2, 0(a1)'];
    const board = { entries: ['napot 0x80040000/4K rw-'], state: ['a3 0x10204018'] };
    for (const platform of [BOTH, CHECKER_FIRST]) {
      const run = guarded({ ...board, platform }, ...program).after(3);
      expect([run.x(6), run.outcome(2)]).toEqual([VALUE, '5 0x80040000']);
    }
  });
});
