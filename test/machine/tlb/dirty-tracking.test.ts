import { describe, expect, it } from 'vitest';
import { TLB_DISCARD_WRITE, TLB_INVALID, TLB_MMIO, TLB_NOTDIRTY } from '../../../src/machine/tlb/entry.ts';
import { FilledTlb, page } from './filled-tlb.ts';

const LOAD = 0;
const STORE = 1;

describe('setDirty', () => {
  it('takes NOTDIRTY from what holds the page exactly, in every mmu index, victims included', () => {
    const filled = new FilledTlb(64);
    const main = filled.fill(1, { store: TLB_NOTDIRTY }, 2);
    filled.fill(1, { store: TLB_NOTDIRTY }, 0);
    filled.fill(65, { store: TLB_NOTDIRTY }, 0);
    filled.tlb.setDirty(page(1), 0, page(0x101));
    expect(filled.comparator(main, STORE)).toBe(page(1));
    expect(filled.comparator(filled.tlb.victim(0, 0), STORE)).toBe(page(1));
    expect(filled.comparator(filled.tlb.slot(0, page(65)), STORE)).toBe(page(65) | TLB_NOTDIRTY);
  });

  it.each([
    ['INVALID', { store: TLB_NOTDIRTY | TLB_INVALID }],
    ['a slow flag', { store: TLB_NOTDIRTY, slow: TLB_DISCARD_WRITE }],
  ])('leaves a comparator with %s as well', (_, flags) => {
    const filled = new FilledTlb(64);
    const e = filled.fill(1, flags);
    const before = filled.comparator(e, STORE);
    filled.tlb.setDirty(page(1), 0, page(0x101));
    expect(filled.comparator(e, STORE)).toBe(before);
  });
});

describe('resetDirty', () => {
  const host = (number: number): number => page(number + 0x100);

  it('gives NOTDIRTY to the entries of the host range, victims and all mmu indexes', () => {
    const filled = new FilledTlb(64);
    filled.fill(1);
    const main = filled.fill(65);
    const neighbour = filled.fill(2, {}, 1);
    filled.tlb.resetDirty(host(1), 4096);
    expect(filled.comparator(filled.tlb.victim(0, 0), STORE)).toBe(page(1) | TLB_NOTDIRTY);
    expect(filled.comparator(main, STORE)).toBe(page(65));
    filled.tlb.resetDirty(host(1), 2 * 4096);
    expect(filled.comparator(neighbour, STORE)).toBe(page(2) | TLB_NOTDIRTY);
    expect(filled.comparator(neighbour, LOAD)).toBe(page(2));
  });

  it.each([
    ['INVALID', { store: TLB_INVALID }, TLB_INVALID],
    ['MMIO', { slow: TLB_MMIO }, 1 << 8],
    ['DISCARD_WRITE', { slow: TLB_DISCARD_WRITE }, 1 << 8],
  ])('spares stores with %s', (_, flags, kept) => {
    const filled = new FilledTlb(64);
    const e = filled.fill(1, flags);
    filled.tlb.resetDirty(host(0), 3 * 4096);
    expect(filled.comparator(e, STORE)).toBe(page(1) | kept);
  });

  it('spares types that are not valid and pages without a host address in the range', () => {
    const filled = new FilledTlb(64);
    const absent = filled.fill(1, { store: -1 });
    const elsewhere = filled.fill(2);
    filled.tlb.words[elsewhere + 7] = 1;
    filled.tlb.resetDirty(host(0), 4 * 4096);
    expect(filled.comparator(absent, STORE)).toBe(0xffff_ffff);
    expect(filled.comparator(elsewhere, STORE)).toBe(page(2));
  });
});
