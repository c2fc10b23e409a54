import { describe, expect, it } from 'vitest';
import { accessOf } from '../access-of.ts';
import { type Guarded, guarded, PAGE, recordOf, VALUE } from './guarded-run.ts';

const AMO = 'amoadd.d t1, t0, (a1)';
/** Every entry without priority, one that reads and one that writes. */
const APART: Guarded = {
  platform: ['iopmp prio=0'],
  entries: ['napot 0x80040000/4K r-x', 'napot 0x80040000/4K -w-'],
};
const AMO_WORD = 'amoadd.w t1, t0, (a1)';
/** Nothing but the code may be accessed, and nothing that is refused is a bus error; where the halves of an AMO go. */
function partedOver(read: string, write: string): Guarded {
  return {
    platform: ['device both', 'stack wgchecker-first', 'ram 1M', 'ram-tail 256', 'rom 4K', 'remap pages=1'],
    iopmp: ['errors ie rs'],
    state: ['a1 0x40000000'],
    remap: `remap\n  0 read=0x${read} write=0x${write}\n`,
  };
}

function run(board: Guarded, line = AMO) {
  return guarded(board, line).after(1);
}

describe('an AMO behind the IOPMP', () => {
  it('needs one entry that grants both', () => {
    const granted = run({ entries: ['napot 0x80040000/4K rw-'] });
    expect([granted.x(6), granted.memory(PAGE), recordOf(granted)]).toEqual([VALUE, VALUE + 5n, 'none']);
  });

  it.each([
    { rights: 'r-x', name: 'a page that can be read' },
    { rights: '-w-', name: 'a page that can be written' },
  ])('is refused as one write in $name', ({ rights }) => {
    const refused = run({ entries: [`napot 0x80040000/4K ${rights}`] });
    expect([refused.outcome(0), recordOf(refused)]).toEqual([
      '7 0x80040000',
      'write 2 at 80040000 by 0 entry 1',
    ]);
    expect(refused.memory(PAGE)).toBe(VALUE);
  });

  it('is not granted by two entries together', () => {
    const refused = run(APART);
    expect([refused.outcome(0), recordOf(refused)]).toEqual([
      '7 0x80040000',
      'write 2 at 80040000 by 0 entry 1',
    ]);
    const warm = guarded(APART, 'ld t1, 0(a1)', 'sd t1, 0(a1)', AMO).after(3);
    expect([warm.outcome(1), warm.outcome(2)]).toEqual(['retired', '7 0x80040000']);
  });

  it('answers with the data of the device, stores nothing and reacts once where that is no bus error', () => {
    const quiet = run({
      platform: ['iopmp err-data=0x77'],
      entries: ['napot 0x80040000/4K r-x'],
      iopmp: ['errors ie rs'],
    });
    expect([quiet.x(6), quiet.memory(PAGE)]).toEqual([0x77_0000_0077n, VALUE]);
    expect(recordOf(quiet)).toBe('write 2 at 80040000 by 0 entry 1');
    expect([accessOf(quiet, 0), accessOf(quiet, 0, 1)]).toEqual([
      'load blocked 0x80040000 0x7700000077',
      'store blocked 0x80040000 0x770000007c',
    ]);
  });

  it('is decided by its own bytes in a page that entries split', () => {
    const entries = ['napot 0x80040000/8 rw-', 'napot 0x80040008/8 r--'];
    const board = guarded({ entries }, AMO, 'addi a1, a1, 8', AMO).after(3);
    expect([board.x(6), board.outcome(2)]).toEqual([VALUE, '7 0x80040008']);
    expect(recordOf(board)).toBe('write 2 at 80040008 by 0 entry 2');
  });

  it('is two transactions where the remapping region sends its halves to two pages', () => {
    const split: Guarded = {
      platform: ['remap pages=1'],
      iopmp: ['errors rs'],
      state: ['a1 0x40000000'],
      remap: 'remap\n  0 read=0x80040000 write=0x80041000\n',
    };
    const both = run({ ...split, entries: ['napot 0x80041000/4K rw-'] });
    expect([accessOf(both, 0), accessOf(both, 0, 1)]).toEqual([
      'load blocked 0x80040000 0x0',
      'store ram 0x80041000 0x5',
    ]);
    const half = run({ ...split, entries: ['napot 0x80040000/4K rw-', 'napot 0x80041000/4K -w-'] });
    expect([half.x(6), accessOf(half, 0, 1)]).toEqual([
      VALUE,
      `store blocked 0x80041000 0x${(VALUE + 5n).toString(16)}`,
    ]);
  });

  it.each([
    { where: 'where memory answers', target: '80040000' },
    { where: 'where nothing answers', target: '6010000' },
  ])('is one transaction at the page that both halves are sent to, $where', ({ target }) => {
    const sent: Guarded = {
      state: ['a1 0x40000008'],
      entries: [`napot 0x${target}/4K r-x`],
      remap: `remap\n  0 both=0x${target}\n`,
    };
    const at = (Number.parseInt(target, 16) + 8).toString(16);
    const record = `write 2 at ${at} by 0 entry 1`;
    const loud = run({ ...sent, platform: ['remap pages=1'] });
    expect([loud.outcome(0), recordOf(loud)]).toEqual(['7 0x40000008', record]);
    const quiet = run({
      ...sent,
      platform: ['remap pages=1', 'iopmp err-data=0x77'],
      iopmp: ['errors ie rs'],
    });
    expect([quiet.outcome(0), quiet.x(6), recordOf(quiet)]).toEqual(['retired', 0x77_0000_0077n, record]);
    expect([accessOf(quiet, 0), accessOf(quiet, 0, 1)]).toEqual([
      `load blocked 0x${at} 0x7700000077`,
      `store blocked 0x${at} 0x770000007c`,
    ]);
  });

  it('is asked for at a lone target where nothing answers, in the page that its half is sent to', () => {
    const lone: Guarded = {
      platform: ['remap pages=2'],
      iopmp: ['errors ie rs'],
      state: ['a1 0x40001000'],
      entries: ['napot 0x06010000/4K r-x', 'napot 0x06011000/4K -w-', 'napot 0x80040000/4K rw-'],
    };
    const halfWay = run({ ...lone, remap: 'remap\n  0 both=0x06011000\n  1 read=0x06010000\n' });
    expect([halfWay.outcome(0), recordOf(halfWay)]).toEqual([
      '7 0x40001000',
      'write 2 at 6010000 by 0 entry 1',
    ]);
    expect(accessOf(halfWay, 0)).toBe('load blocked 0x6010000 0x0');
    const dropped = run({ ...lone, remap: 'remap\n  1 read=0x80040000 write=0x06011000\n' });
    expect([dropped.outcome(0), recordOf(dropped)]).toEqual(['retired', 'write 2 at 6011000 by 0 entry 2']);
    expect([dropped.x(6), accessOf(dropped, 0, 1)]).toEqual([
      VALUE,
      `store blocked 0x6011000 0x${(VALUE + 5n).toString(16)}`,
    ]);
  });

  // Behind the checkers the pieces of these pages reach the IOPMP one by one.
  it.each([
    { read: '1000', write: '80100000', pages: 'ROM and the RAM tail' },
    { read: '80100000', write: '1000', pages: 'the RAM tail and ROM' },
    { read: '80100000', write: '10000000', pages: 'the RAM tail and the UART' },
  ])('is refused by itself in each of the two pages that it is sent to, $pages', ({ read, write }) => {
    const parted = guarded(partedOver(read, write), AMO_WORD).after(1);
    expect([parted.outcome(0), recordOf(parted)]).toEqual([
      'retired',
      `write 5 at ${read} by 0 entry 0 +more`,
    ]);
  });

  it('is refused once in a page whose pieces are asked for one by one', () => {
    const whole = guarded(partedOver('80100000', '80100000'), AMO_WORD).after(1);
    expect([whole.outcome(0), recordOf(whole)]).toEqual(['retired', 'write 5 at 80100000 by 0 entry 0']);
  });

  it('is asked of no one where the remapping region sends it nowhere', () => {
    const nowhere = run({ platform: ['remap pages=1'], state: ['a1 0x40000000'], entries: [] });
    expect([nowhere.outcome(0), recordOf(nowhere)]).toEqual(['7 0x40000000', 'none']);
  });

  it('is asked of the IOPMP at its store half if a checker has kept the load half from it', () => {
    const quiet = run({
      platform: ['device both', 'stack wgchecker-first'],
      state: ['mstatus MPRV MPP=S', 'mlwid 0'],
      slots: 'slots dram\n  1 napot 0x80040000/4K 0:-w\n',
      entries: ['napot 0x80040000/4K -w-'],
    });
    expect([quiet.outcome(0), recordOf(quiet)]).toEqual(['7 0x80040000', 'write 2 at 80040000 by 0 entry 1']);
  });

  it('as posted is a load and a store', () => {
    const together = run({ ...APART, quirks: '+Q39' });
    expect([together.outcome(0), together.memory(PAGE)]).toEqual(['retired', VALUE + 5n]);
    const refused = run({ entries: ['napot 0x80040000/4K -w-'], quirks: '+Q39' });
    expect([refused.outcome(0), recordOf(refused)]).toEqual([
      '7 0x80040000',
      'read 1 at 80040000 by 0 entry 1',
    ]);
  });

  it('is left to SC and LR to be a write and a read', () => {
    const entries = ['napot 0x80040000/4K r-x'];
    const pair = guarded({ entries }, 'lr.d t1, (a1)', 'sc.d t2, t0, (a1)').after(2);
    expect([pair.x(6), pair.outcome(1), recordOf(pair)]).toEqual([
      ...[VALUE, '7 0x80040000', 'write 2 at 80040000 by 0 entry 1'],
    ]);
  });
});
