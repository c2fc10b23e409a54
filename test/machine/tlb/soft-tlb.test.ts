import { describe, expect, it } from 'vitest';
import { isEmpty, TLB_INVALID, TLB_NOTDIRTY } from '../../../src/machine/tlb/entry.ts';
import { FilledTlb, page } from './filled-tlb.ts';

const LOAD = 0;
const STORE = 1;
const FETCH = 2;
const NONE = undefined;

describe('the table', () => {
  it('is indexed by the low bits of the page number', () => {
    const { tlb } = new FilledTlb(64);
    expect(tlb.slot(0, page(5))).toBe(tlb.slot(0, page(64 + 5)));
    expect(tlb.slot(0, page(5))).not.toBe(tlb.slot(0, page(6)));
    expect(tlb.slot(0, page(5) | 0xfff)).toBe(tlb.slot(0, page(5)));
    expect(tlb.slot(0, page(5))).not.toBe(tlb.slot(1, page(5)));
    const large = new FilledTlb(128).tlb;
    expect(large.slot(0, page(5))).not.toBe(large.slot(0, page(64 + 5)));
  });

  it('knows to which mmu index an entry belongs', () => {
    const { tlb } = new FilledTlb();
    for (let index = 0; index < 4; index++) {
      expect(tlb.mmuIndexOf(tlb.slot(index, page(63)))).toBe(index);
      for (const i of [0, 7]) expect(tlb.mmuIndexOf(tlb.victim(index, i))).toBe(index);
      expect([tlb.isVictim(tlb.victim(index, 0)), tlb.isVictim(tlb.slot(index, -1))]).toEqual([true, false]);
    }
  });
});

describe('a fill', () => {
  it('moves the entry of another page into the victim TLB, round-robin', () => {
    const filled = new FilledTlb(64);
    for (let i = 0; i <= 9; i++) filled.fill(64 * i + 1);
    expect(filled.victims()).toEqual([513, 65, 129, 193, 257, 321, 385, 449]);
  });

  it('overwrites an entry of its own page', () => {
    const filled = new FilledTlb(64);
    filled.fill(1);
    filled.fill(1);
    expect(filled.victims()).toEqual(Array(8).fill(NONE));
    expect(filled.tlb.used[0]).toBe(2);
  });

  it('leaves no second copy of its page among the victims', () => {
    const filled = new FilledTlb(64);
    filled.fill(1);
    filled.fill(65);
    filled.fill(1);
    expect(filled.victims().filter((number) => number !== NONE)).toEqual([65]);
    expect(filled.tlb.copies(0, page(1), 0)).toBe(1);
    expect(filled.tlb.copies(0, page(65), 0)).toBe(1);
  });

  it('does not evict what no comparator of makes valid, nor what carries INVALID', () => {
    const filled = new FilledTlb(64);
    filled.fill(1, { load: -1, store: -1, fetch: -1 });
    filled.fill(65);
    expect(filled.tlb.victimIndex[0]).toBe(0);
    // An INVALID entry is in use for another page all the same.
    filled.fill(66, { load: TLB_INVALID, store: TLB_INVALID, fetch: TLB_INVALID });
    filled.fill(2);
    expect(filled.tlb.victimIndex[0]).toBe(1);
  });

  it('purges a victim by any one of its comparators', () => {
    const filled = new FilledTlb(64);
    filled.fill(1, { load: -1, store: -1 });
    filled.fill(65);
    expect(filled.tlb.copies(0, page(1), 0)).toBe(1);
    filled.fill(1);
    expect(filled.tlb.copies(0, page(1), 0)).toBe(1);
  });

  it('counts entries in use: one more per fill, one less per eviction and per purged victim', () => {
    const filled = new FilledTlb(64);
    const { used } = filled.tlb;
    filled.fill(1);
    filled.fill(2);
    expect(used[0]).toBe(2);
    filled.fill(65);
    expect(used[0]).toBe(2);
    filled.fill(1);
    expect(used[0]).toBe(1);
  });
});

describe('a victim', () => {
  it('changes places with the main entry on a hit', () => {
    const filled = new FilledTlb(64);
    const e = filled.fill(1);
    filled.fill(65);
    expect(filled.victimHit(1)).toBe(true);
    expect(filled.comparator(e, LOAD)).toBe(page(1));
    expect(filled.victims()[0]).toBe(65);
  });

  it.each([
    ['no flag', 0, true],
    ['NOTDIRTY', TLB_NOTDIRTY, false],
    ['INVALID', TLB_INVALID, false],
  ])('hits for stores with %s in its comparator: %#', (_, store, hit) => {
    const filled = new FilledTlb(64);
    filled.fill(1, { store });
    filled.fill(65);
    expect(filled.victimHit(1, STORE)).toBe(hit);
  });

  it('hits by the comparator of the type alone', () => {
    const filled = new FilledTlb(64);
    filled.fill(1, { store: -1, slow: 0 });
    filled.fill(65);
    expect([STORE, FETCH].map((type) => filled.victimHit(1, type))).toEqual([false, true]);
  });

  it('belongs to one mmu index', () => {
    const filled = new FilledTlb(64);
    filled.fill(1, {}, 0);
    filled.fill(65, {}, 0);
    expect(filled.victimHit(1, LOAD, 1)).toBe(false);
    filled.fill(1, {}, 1);
    filled.fill(65, {}, 1);
    expect(filled.victimHit(1, LOAD, 1)).toBe(true);
  });

  it('is compared with both halves of the address', () => {
    const filled = new FilledTlb(64);
    filled.fill(1);
    filled.fill(65);
    const { tlb } = filled;
    expect(tlb.victimHit(0, tlb.slot(0, page(1)), page(1), 1, LOAD)).toBe(false);
  });
});

describe('a flush', () => {
  it('empties table and victims of the mmu indexes that were filled', () => {
    const filled = new FilledTlb(64);
    const e = filled.fill(1);
    filled.fill(65);
    const other = filled.fill(1, {}, 3);
    expect(filled.tlb.dirtyIndexes).toBe(0b1001);
    filled.tlb.flush(0, 0);
    expect([e, other, filled.tlb.victim(0, 0)].every((each) => isEmpty(filled.tlb.words, each))).toBe(true);
    expect([filled.tlb.used[0], filled.tlb.victimIndex[0], filled.tlb.dirtyIndexes]).toEqual([0, 0, 0]);
    expect(filled.victimHit(1)).toBe(false);
  });

  it('is elided for an index that was not filled since: its window does not move', () => {
    const filled = new FilledTlb(64, 10);
    for (let i = 0; i < 50; i++) filled.fill(i);
    filled.tlb.flush(0, 0);
    expect(filled.tlb.size[0]).toBe(128);
    filled.tlb.flush(1000, 0);
    filled.tlb.flush(2000, 0);
    expect(filled.tlb.size[0]).toBe(128);
  });
});

describe('the size of a table', () => {
  /** Fills `count` pages of mmu index 1, then flushes at `now`; the size after it. */
  function round(filled: FilledTlb, count: number, now: number): number {
    for (let i = 0; i < count; i++) filled.fill(i, {}, 1);
    if (count === 0) filled.tlb.dirtyIndexes |= 2;
    filled.tlb.flush(now, 0);
    return filled.tlb.size[1];
  }

  it.each([
    // entries, used, now, size
    [64, 45, 0, 64],
    [64, 46, 0, 128],
    [256, 181, 0, 256],
    [256, 182, 0, 512],
    [256, 183, 1000, 512],
    [256, 76, 1000, 128],
    [256, 77, 1000, 256],
    [256, 76, 100, 256],
    [256, 76, 101, 128],
    [1024, 300, 1000, 512],
    [1024, 100, 1000, 256],
    [1024, 89, 1000, 128],
    [1024, 64, 1000, 128],
    [1024, 44, 1000, 64],
    [1024, 0, 1000, 64],
    [64, 0, 1000, 64],
  ])('of %i entries with %i used, flushed at %i in a window of 100, is %i', (entries, used, now, size) => {
    const filled = new FilledTlb(entries, 100);
    expect(round(filled, used, now)).toBe(size);
    expect([0, 2, 3].map((index) => filled.tlb.size[index])).toEqual([entries, entries, entries]);
  });

  it('goes by the largest use in the window, and forgets it when the window ends', () => {
    const filled = new FilledTlb(256, 100);
    expect(round(filled, 100, 50)).toBe(256);
    expect(round(filled, 10, 60)).toBe(256);
    // 100 of 256 is above 30 %: the size stays, the window is new and knows only the last use.
    expect(round(filled, 10, 150)).toBe(256);
    expect(round(filled, 5, 200)).toBe(256);
    expect(round(filled, 5, 251)).toBe(64);
  });

  it('starts a new window when it changes', () => {
    const filled = new FilledTlb(64, 100);
    expect(round(filled, 60, 90)).toBe(128);
    expect(round(filled, 1, 150)).toBe(128);
    expect(round(filled, 1, 191)).toBe(64);
  });

  it('counts below zero as huge', () => {
    const filled = new FilledTlb(64, 100);
    filled.tlb.used[1] = -1;
    expect(round(filled, 0, 0)).toBe(128);
  });

  it('is that of the platform again after a reset', () => {
    const filled = new FilledTlb(64, 100);
    round(filled, 60, 0);
    const e = filled.fill(3, {}, 1);
    filled.tlb.reset(256, 7);
    expect([...filled.tlb.size]).toEqual([256, 256, 256, 256]);
    expect(isEmpty(filled.tlb.words, e)).toBe(true);
    expect([filled.tlb.dirtyIndexes, filled.tlb.touchedCount]).toEqual([0, 0]);
  });
});
