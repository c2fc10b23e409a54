import { describe, expect, it } from 'vitest';
import { QUIRK_IDS, QUIRKS } from '../../../src/machine/quirks.ts';
import { accessOf } from '../access-of.ts';
import { type Guarded, guarded, PAGE, recordOf, VALUE } from './guarded-run.ts';

const PAGE_VA = BigInt(PAGE);
const NOP = '  0x80040000 0x13\n';

function page(rights: string, board: Guarded = {}): Guarded {
  return { ...board, entries: [`napot 0x80040000/4K ${rights}`] };
}

describe('as posted, the IOPMP', () => {
  it('takes a fetch for a read (V02)', () => {
    const readable = page('r--', { quirks: '+V02', rest: NOP });
    expect(guarded(readable, 'jr a1').after(2).outcome(1)).toBe('retired');
    const runnable = guarded(page('--x', { quirks: '+V02', rest: NOP }), 'jr a1').after(2);
    expect([runnable.outcome(1), recordOf(runnable)]).toEqual([
      '1 0x80040000',
      'fetch 3 at 80040000 by 0 entry 1',
    ]);
  });

  it('answers for both directions (V01)', () => {
    const board = page('r-x', { quirks: '+V01' });
    const run = guarded(board, 'ld t1, 0(a1)', 'sd t0, 0(a1)', 'ld t2, 0(a1)');
    expect(run.after(1).entry(PAGE_VA)).toBe('load=ram store=pending fetch=ram addend last=load');
    expect(run.after(2).entry(PAGE_VA)).toBe('load=blocked store=blocked fetch=blocked addend last=store');
    const writable = guarded(page('rwx', { quirks: '+V01' }), 'ld t1, 0(a1)').after(1);
    expect(writable.entry(PAGE_VA)).toBe('load=ram store=ram fetch=ram addend last=load');
    const fixed = guarded(page('rwx'), 'ld t1, 0(a1)').after(1);
    expect(fixed.entry(PAGE_VA)).toBe('load=ram store=pending fetch=ram addend last=load');
  });

  it('is asked for the first byte of an access (Q03)', () => {
    const board = { entries: ['na4 0x80040000 rw-'], quirks: '+Q03' };
    const run = guarded(board, 'sd t0, 0(a1)', 'ld t1, 4(a1)').after(2);
    expect([run.outcome(0), run.memory(PAGE), recordOf(run)]).toEqual([
      ...['retired', 5n, 'read 5 at 80040004 by 0 entry 0'],
    ]);
  });

  it('is asked for the first byte of a page (Q13)', () => {
    const lower = { entries: ['napot 0x80040000/2K rw-'], quirks: '+Q13' };
    const run = guarded(lower, 'addi a1, a1, 0x7f8', 'ld t1, 0x7f8(a1)').after(2);
    expect([run.outcome(1), run.entry(PAGE_VA).includes('invalid')]).toEqual(['retired', false]);
    const upper = { entries: ['napot 0x80040800/2K rw-'], quirks: '+Q13' };
    const denied = guarded(upper, 'addi a1, a1, 0x7f8', 'ld t1, 8(a1)').after(2);
    expect(denied.outcome(1)).toBe('5 0x80040800');
  });

  it('is asked for the first byte of a block that is zeroed (Q04)', () => {
    const entries = ['na4 0x80040000 rw-'];
    const zeroed = guarded({ entries, quirks: '+Q04' }, 'cbo.zero (a1)').after(1);
    expect([zeroed.outcome(0), zeroed.memory(PAGE + 8)]).toEqual(['retired', 0n]);
    const fixed = guarded({ entries }, 'cbo.zero (a1)').after(1);
    expect([fixed.outcome(0), fixed.memory(PAGE + 8)]).toEqual(['7 0x80040004', VALUE]);
  });

  it('does not reach a hart with an unknown RRID (Q16)', () => {
    const board = {
      enabled: false,
      platform: ['rrid hart=9 dma=1'],
      state: ['a3 0x10200008', 'a4 0x80000000'],
    };
    const program = ['ld t1, 0(a1)', 'sw a4, 0(a3)', 'ld t2, 0(a1)'];
    expect(
      guarded({ ...board, quirks: '+Q16' }, ...program)
        .after(3)
        .outcome(2),
    ).toBe('retired');
    expect(
      guarded(board, ...program)
        .after(3)
        .outcome(2),
    ).toMatch(/^[15] 0x8/);
  });

  it('has one notifier index (Q20)', () => {
    const board = { platform: ['rrid hart=1 dma=1'], iopmp: ['rrid 1 domains=0'] };
    expect(
      guarded({ ...board, quirks: '+Q20' }, 'nop')
        .after(1)
        .outcome(0),
    ).toBe('notifier-index');
    expect(guarded(board, 'nop').after(1).outcome(0)).toBe('retired');
  });

  it('refuses 8 bytes twice (Q34), and passes them on as two words (Q51)', () => {
    const twice = guarded({ quirks: '+Q34', iopmp: ['errors ie'] }, 'ld t1, 0(a1)').after(1);
    expect([twice.outcome(0), recordOf(twice)]).toEqual([
      '5 0x80040000',
      'read 5 at 80040000 by 0 entry 0 +more',
    ]);
    // A flash bank in status mode shows in how many pieces it is read.
    const board = { platform: ['flash 4K'], entries: ['napot 0x20000000/4K rw-'], state: ['a1 0x20000000'] };
    const read = (quirks: string) =>
      guarded({ ...board, quirks }, 'sw t0, 0(a1)', 'ld t1, 0(a1)')
        .after(2)
        .x(6);
    expect(read('')).toBe(0x80n);
    expect(read('+Q51')).toBe(0x80_0000_0080n);
  });

  it('is as it should be under spec 0.8.2, whatever is switched on', () => {
    const all = QUIRK_IDS.filter((id) => QUIRKS[id].set === 'iopmp');
    const board = { platform: ['iopmp spec=0.8.2'], quirks: all.map((id) => `+${id}`).join(',') };
    const run = guarded({ ...page('r--', board), rest: NOP }, 'jr a1').after(2);
    expect(run.outcome(1)).toBe('1 0x80040000');
    const split = guarded({ ...board, entries: ['na4 0x80040000 rw-'] }, 'sd t0, 0(a1)').after(1);
    expect([split.outcome(0), recordOf(split)]).toEqual(['7 0x80040000', 'write 4 at 80040000 by 0 entry 1']);
  });
});

describe('a TLB that asks for no access type', () => {
  it.each([
    { rights: 'rwx', entry: 'load=ram store=ram fetch=ram addend last=none' },
    { rights: 'r-x', entry: 'load=io store=io fetch=io last=none' },
    { rights: '---', entry: 'load=io store=io fetch=io last=none' },
  ])('is sent to one of eight spaces: $rights', ({ rights, entry }) => {
    for (const design of ['mainline', 'iopmp-v11'] as const) {
      const run = guarded(page(rights, { design }), 'ld t1, 0(a1)').after(1);
      expect(run.entry(PAGE_VA)).toBe(entry);
      expect(run.outcome(0)).toBe(rights === '---' ? '5 0x80040000' : 'retired');
    }
  });

  it('decides each access type in its space', () => {
    const run = guarded(page('-wx', { design: 'mainline', rest: NOP }), 'sd t0, 8(a1)', 'ld t1, 0(a1)').after(
      2,
    );
    expect([accessOf(run, 0), run.outcome(1)]).toEqual(['store ram 0x80040008 0x5', '5 0x80040000']);
    expect(
      guarded(page('-wx', { design: 'mainline', rest: NOP }), 'jr a1')
        .after(2)
        .outcome(1),
    ).toBe('retired');
  });

  it('keeps no verdict of a page that entries split', () => {
    const board: Guarded = { entries: ['napot 0x80040000/2K rwx'], design: 'iopmp-v11' };
    const run = guarded(board, 'ld t1, 0(a1)', 'ld t2, 0x400(a1)', 'addi a1, a1, 0x400', 'ld t2, 0x400(a1)');
    expect(run.after(1).entry(PAGE_VA)).toBe('load=ram store=ram fetch=ram invalid addend last=none');
    expect(run.after(4).outcome(3)).toBe('5 0x80040800');
  });
});

describe('a TLB that asks for the access type when it fills', () => {
  it('is told for the direction asked, and fills again for the other', () => {
    const run = guarded(page('rwx', { design: 'v1' }), 'ld t1, 0(a1)', 'sd t0, 8(a1)');
    expect(run.after(1).entry(PAGE_VA)).toBe('load=ram store=absent fetch=ram addend last=none');
    expect(run.after(2).entry(PAGE_VA)).toBe('load=absent store=ram fetch=absent addend last=none');
  });
});
