import { describe, expect, it } from 'vitest';
import { accessOf } from '../access-of.ts';
import { guarded, PAGE, recordOf, VALUE } from './guarded-run.ts';

const PAGE_VA = BigInt(PAGE);

describe('a page behind the IOPMP', () => {
  it('is memory for what one entry grants in full', () => {
    const run = guarded({ entries: ['napot 0x80040000/4K rwx'] }, 'ld t1, 0(a1)', 'sd t0, 8(a1)').after(2);
    expect([run.x(6), run.memory(PAGE + 8)]).toEqual([VALUE, 5n]);
    expect(run.entry(PAGE_VA)).toBe('load=ram store=ram fetch=ram addend last=store');
    expect(recordOf(run)).toBe('none');
  });

  it('is asked for each direction by itself', () => {
    const run = guarded({ entries: ['napot 0x80040000/4K r-x'] }, 'ld t1, 0(a1)', 'sd t0, 8(a1)').after(2);
    expect(run.x(6)).toBe(VALUE);
    expect([run.outcome(1), run.memory(PAGE + 8)]).toEqual(['7 0x80040008', VALUE]);
    expect(recordOf(run)).toBe('write 2 at 80040008 by 0 entry 1');
    expect(run.entry(PAGE_VA)).toBe('load=ram store=blocked fetch=ram addend last=store');
  });

  it('is I/O for reads where load and fetch have different rights, and each is asked for its own', () => {
    const readable = guarded({ entries: ['napot 0x80040000/4K r--'] }, 'ld t1, 0(a1)', 'jr a1').after(3);
    expect([readable.x(6), accessOf(readable, 0)]).toEqual([
      VALUE,
      `load ram 0x80040000 0x${VALUE.toString(16)}`,
    ]);
    expect(readable.outcome(2)).toBe('1 0x80040000');
    expect(recordOf(readable)).toBe('fetch 3 at 80040000 by 0 entry 1');

    const runnable = guarded(
      { entries: ['napot 0x80040000/4K --x'], rest: '  0x80040000 0x13\n' },
      'jr a1',
      'nop',
    ).after(2);
    expect(runnable.outcome(1)).toBe('retired');
    expect(runnable.fetch(1).word).toBe(0x13);
    const denied = guarded({ entries: ['napot 0x80040000/4K --x'] }, 'ld t1, 0(a1)').after(1);
    expect([denied.outcome(0), recordOf(denied)]).toEqual([
      '5 0x80040000',
      'read 1 at 80040000 by 0 entry 1',
    ]);
  });

  it('answers with the data of the device where a refusal is no bus error', () => {
    const run = guarded(
      { platform: ['iopmp err-data=0x12345678'], iopmp: ['errors ie rs'] },
      'ld t1, 0(a1)',
      'lhu t2, 2(a1)',
      'sd t0, 0(a1)',
    ).after(3);
    expect([run.x(6), run.x(7)]).toEqual([0x1234_5678_1234_5678n, 0x5678n]);
    expect([accessOf(run, 2), run.memory(PAGE)]).toEqual(['store blocked 0x80040000 0x5', VALUE]);
  });

  it('reacts once for each piece of a misaligned part, always with the address of the part', () => {
    const quiet = guarded({ iopmp: ['errors rs ie'] }, 'ld t1, 1(a1)').after(1);
    expect([quiet.outcome(0), recordOf(quiet)]).toEqual(['retired', 'read 5 at 80040000 by 0 entry 0 +more']);
    const loud = guarded({}, 'ld t1, 5(a1)').after(1);
    expect([loud.outcome(0), recordOf(loud)]).toEqual(['5 0x80040005', 'read 5 at 80040004 by 0 entry 0']);
  });

  it('is a violation where there is nothing at all, and unassigned where that is granted', () => {
    const state = ['a1 0x50000000'];
    const refused = guarded({ state }, 'ld t1, 0(a1)').after(1);
    expect([refused.outcome(0), recordOf(refused)]).toEqual([
      '5 0x50000000',
      'read 5 at 50000000 by 0 entry 0',
    ]);
    const granted = guarded({ state, entries: ['napot 0x50000000/4K rwx'] }, 'ld t1, 0(a1)').after(1);
    expect([granted.outcome(0), recordOf(granted)]).toEqual(['5 0x50000000', 'none']);
  });

  it('is not asked for CLINT, PLIC, registers and what lies from 2^32 on', () => {
    const run = guarded(
      { state: ['a1 0x2000000', 'a2 0xc000000', 'a3 0x100000000'], platform: ['engine on'] },
      'lw t1, 0(a1)',
      'lw t1, 4(a2)',
      'lw t1, 8(a0)',
      'ld t1, 0(a3)',
    ).after(4);
    expect([0, 1, 2, 3].map((step) => run.outcome(step))).toEqual([
      ...['retired', 'retired', 'retired'],
      '5 0x100000000',
    ]);
    expect(recordOf(run)).toBe('none');
  });

  it('asks for the RRID of the hart', () => {
    const board = { platform: ['rrid hart=3 dma=1'], iopmp: ['rrid 3 domains=0'] };
    const run = guarded({ ...board, entries: ['napot 0x80040000/4K rw-'] }, 'ld t1, 0(a1)').after(1);
    expect(run.x(6)).toBe(VALUE);
    const stranger = guarded({ platform: ['rrid hart=3 dma=1'] }, 'ld t1, 0(a1)').after(1);
    expect([stranger.outcome(0), recordOf(stranger)]).toEqual([
      '1 0x80000000',
      'fetch 5 at 80000000 by 3 entry 0',
    ]);
  });
});

describe('a page that entries split', () => {
  const half = ['napot 0x80040000/2K rwx'];

  it('is decided access by access, by address and length', () => {
    const run = guarded(
      { entries: half },
      'ld t1, 0(a1)',
      'addi a1, a1, 0x400',
      'sd t0, 0x3f8(a1)',
      'ld t2, 0x400(a1)',
    ).after(4);
    expect([run.x(6), run.memory(PAGE + 0x7f8)]).toEqual([VALUE, 5n]);
    expect([run.outcome(3), recordOf(run)]).toEqual(['5 0x80040800', 'read 5 at 80040800 by 0 entry 0']);
    expect(run.entry(PAGE_VA)).toContain('invalid');
  });

  it('refuses an access that only begins inside the entry, and stores nothing of it', () => {
    const run = guarded({ entries: half }, 'addi a1, a1, 0x7fc', 'sd t0, 0(a1)').after(2);
    expect([run.outcome(1), recordOf(run)]).toEqual(['7 0x800407fc', 'write 4 at 800407fc by 0 entry 1']);
    expect(run.memory(PAGE + 0x7f8)).toBe(0n);
  });

  it('is decided for each page of an access that crosses', () => {
    const entries = ['napot 0x80040000/4K rwx', 'na4 0x80041000 rwx'];
    const run = guarded({ entries }, 'addi a2, a2, -4', 'ld t1, 0(a2)', 'ld t1, 2(a2)').after(3);
    expect([run.outcome(1), run.x(6)]).toEqual(['retired', 0xb_0000_0000n]);
    expect([run.outcome(2), recordOf(run)]).toEqual(['5 0x80041000', 'read 4 at 80041000 by 0 entry 2']);
  });

  it('runs code that is fetched in words or halfwords', () => {
    const rest = '  0x80040000 0x0000001300010001\n';
    const entries = ['napot 0x80040000/8 rwx'];
    const run = guarded({ entries, rest }, 'jr a1').after(4);
    expect([1, 2, 3].map((step) => run.outcome(step))).toEqual(['retired', 'retired', 'retired']);
    const beyond = guarded({ entries, rest }, 'jr a1').after(5);
    expect([beyond.outcome(4), recordOf(beyond)]).toEqual([
      '1 0x80040008',
      'fetch 5 at 80040008 by 0 entry 0',
    ]);
  });
});

describe('a change of rules', () => {
  it('is felt by the next access, whichever register it was', () => {
    const entries = ['napot 0x80040000/4K rwx'];
    const program = ['ld t1, 0(a1)', 'sw zero, 0(a3)', 'ld t2, 0(a1)'];
    for (const register of ['0x10204018', '0x10200800']) {
      // CFG of entry 1; MDCFG(0), which leaves domain 0 with nothing, the code's page included.
      const run = guarded({ entries, state: [`a3 ${register}`] }, ...program).after(3);
      expect(run.x(6)).toBe(VALUE);
      expect(run.outcome(2)).toMatch(/^[15] 0x80/);
    }
  });

  it('reaches a hart that was let pass while the device was off', () => {
    const board = { enabled: false, state: ['a3 0x10200008', 'a4 0x80000000'] };
    const run = guarded(board, 'ld t1, 0(a1)', 'sw a4, 0(a3)', 'ld t2, 0(a1)').after(3);
    expect(run.x(6)).toBe(VALUE);
    expect(run.outcome(2)).toBe('5 0x80040000');
  });

  it('is not felt where nothing changed: suppression of errors and locks flush nothing', () => {
    const board = { entries: ['napot 0x80040000/4K rwx'], state: ['a3 0x10200060'] };
    const run = guarded(board, 'ld t1, 0(a1)', 'sw t0, 0(a3)', 'nop').after(3);
    expect(run.entry(PAGE_VA)).toContain('load=ram');
  });
});
