import { describe, expect, it } from 'vitest';
import { R_FETCH_PA, RECORD } from '../../../src/trace/record.ts';
import { accessOf } from '../access-of.ts';
import { code, MachineRun } from '../machine-run.ts';

const WINDOW = 0x4000_0000n;
/** Its second page, whose entry has another place than that of the code. */
const SECOND = 0x4000_1000n;
const A = 0x8004_0000;
const B = 0x8004_1000;

interface Board {
  readonly remap: string;
  readonly platform?: string;
  readonly slots?: string;
  readonly state?: string;
  readonly maps?: string;
  readonly rest?: string;
  readonly quirks?: string;
}

/** A window of two pages at a1; its registers are at a0, memory holds 0xa at A and 0xb at B; t0 is 5. */
function board(
  { remap, platform = '', slots, state = '', maps = '', rest = '', quirks = '' }: Board,
  ...lines: readonly string[]
) {
  return new MachineRun(
    `platform
${slots === undefined ? '  device none' : ''}
  remap pages=2
${platform}
${slots === undefined ? '' : `slots dram\n${slots}`}
remap
${remap}
state
  mtvec 0x80000800
  t0 0x5
  a0 0x6004000
  a1 0x40000000
  a2 0x40001000
${state}
pmp
  0 napot all rwx
${maps}
${code(...lines)}
data
  0x80040000 0xa
  0x80041000 0xb
${rest}`,
    quirks,
  );
}

const SPLIT = '  0 read=0x80040000 write=0x80041000';

describe('the remapping region', () => {
  it('sends both directions of a page to one page', () => {
    const run = board({ remap: '  0 both=0x80041000' }, 'ld t1, 0(a1)', 'sd t0, 8(a1)', 'ld t2, 8(a1)').after(
      3,
    );
    expect([run.x(6), run.x(7), accessOf(run, 1)]).toEqual([0xbn, 5n, 'store ram 0x80041008 0x5']);
    expect(run.entry(WINDOW)).toBe('load=ram store=ram fetch=ram addend last=load');
  });

  it('sends reads to one page and writes to another', () => {
    const run = board({ remap: SPLIT }, 'ld t1, 0(a1)', 'sd t0, 0(a1)', 'ld t2, 0(a1)', 'sd t1, 8(a1)').after(
      4,
    );
    expect([run.x(6), run.x(7), run.memory(A), run.memory(B), run.memory(B + 8)]).toEqual([
      0xan,
      0xan,
      0xan,
      5n,
      0xan,
    ]);
    expect([accessOf(run, 0), accessOf(run, 1)]).toEqual([
      'load ram 0x80040000 0xa',
      'store ram 0x80041000 0x5',
    ]);
  });

  it('refuses a direction that is not enabled, and one that leads into the window or nowhere', () => {
    const outcomes = (remap: string) => {
      const run = board({ remap }, 'ld t1, 0(a1)');
      return [run.after(1).outcome(0), board({ remap }, 'sd t0, 0(a1)').after(1).outcome(0)];
    };
    expect(outcomes('  0 read=0x80040000')).toEqual(['retired', '7 0x40000000']);
    expect(outcomes('  0 write=0x80040000')).toEqual(['5 0x40000000', 'retired']);
    expect(outcomes('  0 read=0x80040000 write=0x40001000\n  1 both=0x80040000')).toEqual([
      'retired',
      '7 0x40000000',
    ]);
    expect(outcomes('  0 both=0x90000000')).toEqual(['5 0x40000000', '7 0x40000000']);
    expect(outcomes('  0 both=0xf0000080040000')).toEqual(['5 0x40000000', '7 0x40000000']);
    expect(outcomes('  0 read=0x80040000,off write=0x80040000')).toEqual(['5 0x40000000', 'retired']);
  });

  it('takes an access that crosses its pages apart', () => {
    const run = board(
      { remap: '  0 read=0x80040000 write=0x80041000\n  1 read=0x80041000 write=0x80040000' },
      'sd t0, -4(a2)',
      'ld t1, -4(a2)',
    ).after(2);
    expect([accessOf(run, 0), accessOf(run, 0, 1)]).toEqual([
      'store ram 0x80041ffc 0x5',
      'store ram 0x80040000 0x0',
    ]);
    expect([accessOf(run, 1), accessOf(run, 1, 1)]).toEqual([
      'load ram 0x80040ffc 0x0',
      'load ram 0x80041000 0xb',
    ]);
  });

  it('follows its registers at once', () => {
    const run = board(
      { remap: '  0 both=0x80040000', state: '  s0 0x80041001' },
      'ld t1, 0(a1)',
      'sd s0, 0(a0)',
      'ld t2, 0(a1)',
      'sw zero, 8(a0)',
      'sd t0, 0(a1)',
    ).after(5);
    expect([run.x(6), run.x(7), run.outcome(4)]).toEqual([0xan, 0xbn, '7 0x40000000']);
  });

  it('keeps bits 55:12 and 0 of a register, in pieces of 4 and 8 bytes', () => {
    const run = board(
      { remap: SPLIT, state: '  s0 0xfedcba9876543211' },
      'sd s0, 24(a0)',
      'ld t1, 24(a0)',
      'sw t0, 28(a0)',
      'ld t2, 24(a0)',
      'lh t2, 0(a0)',
    );
    expect([run.after(2).x(6), run.after(4).x(7)]).toEqual([0xdc_ba98_7654_3001n, 0x5_7654_3001n]);
    expect(run.after(5).outcome(4)).toBe('5 0x6004000');
    // Behind the registers of the last page.
    const behind = board(
      { remap: '  1 both=0x80040000', state: '  s0 0x80041001' },
      'ld t1, 0(a2)',
      'sd s0, 32(a0)',
      'ld t2, 32(a0)',
    ).after(3);
    expect([behind.x(7), behind.entry(SECOND)]).toEqual([
      0n,
      'load=ram store=ram fetch=ram addend last=load',
    ]);
  });

  it('runs the code of the page that reads go to, under its RAM address', () => {
    const run = new MachineRun(`platform
  remap pages=1
remap
  0 read=0x80000000 write=0x80041000
state
  stop 0x40000040
  mtvec 0x80000800
  a1 0x40000020
  a2 0x80000020
${code('jr a1')}
code 0x80000020
  addi t1, t1, 1
  sw zero, 0(a2)
  addi t1, t1, 1
  j .-12`).after(6);
    // The store at the other address removes the block: the overwritten instruction is found the next time.
    expect([run.x(6), run.outcome(5)]).toEqual([2n, '2 0x0']);
    expect(run.machine.trace[RECORD + R_FETCH_PA]).toBe(0x8000_0020 | 0);
  });

  it('goes on through the checkers of the target, for the WID of the access', () => {
    const slots = '  1 napot 0x80040000/4K 0:r-\n  2 napot 0x80041000/4K react=EW';
    const asWorld0 = { remap: SPLIT, slots, state: '  mstatus MPRV MPP=S\n  mlwid 0' };
    const run = board(asWorld0, 'ld t1, 0(a1)', 'sd t0, 8(a1)').after(2);
    expect([run.x(6), run.outcome(1)]).toEqual([0xan, '7 0x40000008']);
    const { dramChecker } = run.machine.parts.bus;
    expect([dramChecker.read32(0x10), dramChecker.read32(0x18)]).toEqual([0x200, (B + 8) / 4]);
  });

  it('is asked anew when the rules of the target change', () => {
    const slots = '  1 napot 0x80040000/4K 0:rw';
    const run = board(
      {
        remap: '  0 both=0x80040000',
        slots,
        state: '  mstatus MPRV MPP=S\n  mlwid 0\n  s0 0x1800\n  s1 0x6000000',
      },
      'ld t1, 0(a1)',
      'csrs mstatus, s0',
      'sw zero, 0x48(s1)',
      'csrc mstatus, s0',
    );
    expect(run.after(1).entry(WINDOW, 1)).not.toBe('none');
    expect(run.after(3).entry(WINDOW, 1)).toBe('none');
  });

  it('leads to devices', () => {
    const run = board(
      { remap: '  0 both=0x10000000' },
      'sb t0, 7(a1)',
      'lbu t1, 7(a1)',
      'lb t1, 8(a1)',
    ).after(3);
    expect([run.x(6), run.outcome(2), accessOf(run, 1)]).toEqual([
      5n,
      '5 0x40000008',
      'load io 0x10000007 0x5',
    ]);
  });

  describe('under page tables', () => {
    const TABLES = 'maps\n  tables 0x80010000\n  0x40000000 -> 0x40000000 rw----- 1G';
    const walk = (remap: string, quirks = '') =>
      board(
        {
          remap: `${remap}\n  1 both=0x80040000`,
          state: '  mstatus MPRV MPP=S\n  satp sv39 root=0x40000000',
          maps: TABLES,
          quirks,
        },
        'ld t1, 0(a2)',
      ).after(1);

    it('takes A and D where reads and writes go to one page', () => {
      const run = walk('  0 both=0x80010000');
      expect([run.outcome(0), run.memory(0x8001_0008) & 0xc0n]).toEqual(['retired', 0x40n]);
    });

    it('refuses them elsewhere, which as posted is looked up as a read (B03)', () => {
      expect(walk('  0 read=0x80010000 write=0x80041000').outcome(0)).toBe('5 0x40001000');
      expect(walk('  0 read=0x80010000').outcome(0)).toBe('5 0x40001000');
      expect(walk('  0 read=0x80010000', '+B03').outcome(0)).toBe('retired');
    });
  });
});

describe('a second host page in one entry (T04)', () => {
  it('stops the machine as posted', () => {
    const run = board({ remap: SPLIT, quirks: '+T04' }, 'ld t1, 0(a1)', 'sd t0, 0(a1)').after(2);
    expect(run.outcome(1)).toBe('dual-addend');
  });

  it('leaves the first its addend and stays pending', () => {
    const run = board({ remap: SPLIT }, 'ld t1, 0(a1)', 'sd t0, 0(a1)');
    expect(run.after(2).entry(WINDOW)).toBe('load=ram store=pending fetch=ram addend last=store');
    const other = board({ remap: SPLIT }, 'sd t0, 0(a1)', 'ld t1, 0(a1)');
    expect(other.after(2).entry(WINDOW)).toBe('load=pending store=ram fetch=pending addend last=load');
    expect(other.x(6)).toBe(0xan);
  });

  it('handles the clean page that the second leads to', () => {
    const run = board(
      { remap: SPLIT, rest: 'events\n  at 1 dirty-log-sync' },
      'ld t1, 0(a1)',
      'sd t0, 0(a1)',
      'sd t0, 8(a1)',
    );
    run.after(3);
    expect([run.dirty(A), run.dirty(B)]).toEqual([3, 7]);
  });

  it('does AMO as two halves on two pages', () => {
    const run = board({ remap: SPLIT }, 'amoadd.d t1, t0, (a1)', 'amoadd.d t2, t0, (a1)').after(2);
    expect([run.x(6), run.x(7), run.memory(A), run.memory(B)]).toEqual([0xan, 0xan, 0xan, 0xfn]);
  });
});

describe('a type that its translation permits nothing (T05)', () => {
  const oneWay = (quirks: string, ...lines: readonly string[]) =>
    board({ remap: '  1 read=0x80040000', quirks }, ...lines);

  it('is refused, and stays pending', () => {
    const run = oneWay('', 'ld t1, 0(a2)', 'sd t0, 0(a2)').after(2);
    expect([run.outcome(1), run.memory(A)]).toEqual(['7 0x40001000', 0xan]);
    expect(run.entry(SECOND)).toBe('load=ram store=pending fetch=ram addend last=store');
  });

  it('as posted moves data at the host address of the other type, or at none', () => {
    const run = oneWay('+T05', 'ld t1, 0(a2)', 'sd t0, 0(a2)').after(2);
    expect([run.outcome(1), run.memory(A)]).toEqual(['retired', 5n]);
    expect(oneWay('+T05', 'sd t0, 0(a2)').after(1).outcome(0)).toBe('data-outside-ram');
  });
});
