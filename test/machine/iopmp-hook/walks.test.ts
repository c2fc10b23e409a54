import { describe, expect, it } from 'vitest';
import { type Guarded, guarded, PAGE, recordOf, VALUE } from './guarded-run.ts';

const LEAF = 0x8001_2000;
/** Three pages of tables from 0x80010000; the leaf is in the third. */
const TABLES = 'tor 0x80013000 rw-';

/** One load or store at 0x40000000 with MPRV through tables that the IOPMP guards. */
function walked(flags: string, line: string, { entries = [], state = [], ...board }: Guarded) {
  return guarded(
    {
      ...board,
      entries: ['off 0x80010000 ---', ...entries, 'napot 0x80040000/4K rw-'],
      state: ['mstatus MPRV MPP=S', 'satp sv39 root=0x80010000', 'a1 0x40000000', ...state],
      maps: `maps\n  0x40000000 -> 0x80040000 ${flags} 4K\n`,
    },
    line,
  ).after(1);
}

const LOAD = 'ld t1, 0(a1)';
const STORE = 'sd t0, 0(a1)';

describe('a page walk behind the IOPMP', () => {
  it('reads entries with the RRID of the hart', () => {
    expect(walked('rw---ad', LOAD, { entries: [TABLES] }).x(6)).toBe(VALUE);
    const refused = walked('rw---ad', LOAD, {});
    expect([refused.outcome(0), recordOf(refused)]).toEqual([
      '5 0x40000000',
      'read 5 at 80010008 by 0 entry 0',
    ]);
  });

  it('takes the data of a refusal without bus error for the entry', () => {
    const run = walked('rw---ad', LOAD, { platform: ['iopmp err-data=0x0'], iopmp: ['errors rs'] });
    expect(run.outcome(0)).toBe('13 0x40000000');
  });

  it('needs read and write at once to set A and D', () => {
    const updated = walked('rw---a-', STORE, { entries: [TABLES] });
    expect([updated.outcome(0), updated.memory(LEAF) & 0xffn]).toEqual(['retired', 0xc7n]);
    const refused = walked('rw---a-', STORE, { entries: ['tor 0x80013000 r--'] });
    expect([refused.outcome(0), recordOf(refused)]).toEqual([
      '7 0x40000000',
      'write 2 at 80012000 by 0 entry 2',
    ]);
    expect([refused.memory(LEAF) & 0xffn, refused.memory(PAGE)]).toEqual([0x47n, VALUE]);
  });

  it('as posted writes to a page that it may only read', () => {
    const board = { entries: ['tor 0x80013000 r--'], quirks: '+Q11' };
    const run = walked('rw---a-', STORE, board);
    expect([run.outcome(0), run.memory(LEAF) & 0xffn, recordOf(run)]).toEqual(['retired', 0xc7n, 'none']);
    const later = { ...board, platform: ['iopmp spec=0.8.2'] };
    expect(walked('rw---a-', STORE, later).outcome(0)).toBe('7 0x40000000');
    // The checkers' half of the same departure leaves the IOPMP asking for both.
    const other = walked('rw---a-', STORE, { ...board, quirks: '+B03' });
    expect([other.outcome(0), recordOf(other)]).toEqual(['7 0x40000000', 'write 2 at 80012000 by 0 entry 2']);
  });

  it('as posted carries RRID 0 and not that of the hart', () => {
    const platform = ['rrid hart=2 dma=1'];
    const iopmp = ['rrid 2 domains=0'];
    expect(walked('rw---ad', LOAD, { entries: [TABLES], platform, iopmp }).x(6)).toBe(VALUE);
    const lax = ['napot 0x80040000/4K rw-', 'napot 0x80000000/4K rwx'];
    const board = { entries: lax, platform, iopmp, quirks: '+Q12' };
    expect(recordOf(walked('rw---ad', LOAD, board))).toMatch(/by 0 /);
    expect(recordOf(walked('rw---ad', LOAD, { ...board, quirks: '' }))).toMatch(/by 2 /);
  });

  it('as posted fails in a page that entries split, though it is permitted', () => {
    const split = { entries: ['tor 0x80012800 rw-', 'tor 0x80013000 rw-'] };
    expect(walked('rw---ad', LOAD, split).x(6)).toBe(VALUE);
    const posted = walked('rw---ad', LOAD, { ...split, quirks: '+Q19' });
    expect([posted.outcome(0), recordOf(posted)]).toEqual(['5 0x40000000', 'none']);
  });
});
