import { describe, expect, it } from 'vitest';
import { bigHigh, bigLow } from '../../../src/bits/word.ts';
import { base, D, double, ERRCAUSE, program, SLOTS, setCfg, slot, word } from './board-checker.ts';

describe('worldguard.md 9 B: registers', () => {
  it('reads its identification (26) and nothing at 0x0c', () => {
    const checker = base();
    expect([0, 4, 8, 0xc].map((offset) => checker.readWord(offset))).toEqual([0, 0, 16, 0]);
  });

  it('reads the reset values (3.5)', () => {
    expect(slot(base(), 16)).toEqual({ addr: 0x3fff_ffff_ffff_ffffn, perm: 0xc0n, cfg: 1 });
    expect(slot(base(), 15)).toEqual({ addr: 0n, perm: 0n, cfg: 0 });
    expect(base().readWord(SLOTS + 0x20 * 17)).toBe(0);
  });

  it('keeps implemented bits only (31, 32, 44)', () => {
    const checker = base();
    setCfg(checker, 3, 0x7fff_ffff);
    expect(slot(checker, 3).cfg).toBe(0xf03);
    checker.writeDouble(SLOTS + 8 + 0x20, -1, -1);
    expect(slot(checker, 1).perm).toBe(0xffn);
    checker.writeDouble(ERRCAUSE, -1, -1);
    expect(double(checker, ERRCAUSE)).toBe(0xc000_0000_0000_03ffn);
    expect(checker.irq).toBe(true);
  });

  it.each([
    [2, 0xfn],
    [8, 0xffffn],
    [16, 0xffff_ffffn],
    [32, 0xffff_ffff_ffff_ffffn],
  ])('has two PERM bits for each of %i worlds', (nworlds, mask) => {
    const checker = base();
    checker.reset(16, nworlds, 4096);
    checker.writeDouble(SLOTS + 8 + 0x20, -1, -1);
    expect(slot(checker, 1).perm).toBe(mask);
    checker.file.openTo(nworlds - 1);
    expect(slot(checker, 16).perm).toBe(3n << BigInt(2 * (nworlds - 1)));
    expect(checker.grants(D | 0, 8, nworlds - 1, 1)).toBe(true);
    expect(checker.grants(D | 0, 8, 0, 1)).toBe(false);
  });

  it('drops every write to a locked slot (34, 35)', () => {
    const checker = base();
    setCfg(checker, 0, 0x8000_0f03);
    setCfg(checker, 0, 0);
    expect(slot(checker, 0).cfg).toBe(0x8000_0f00);
    program(checker, [5, word(D), 3n, 0x8000_0000]);
    program(checker, [5, 1n, 0xffn, 0x3]);
    expect(slot(checker, 5)).toEqual({ addr: word(D), perm: 3n, cfg: 0x8000_0000 });
  });

  it('keeps the read-only registers (37, 38)', () => {
    const checker = base();
    checker.writeDouble(SLOTS, 0x123, 0);
    checker.writeDouble(SLOTS + 8, 0xff, 0);
    expect(slot(checker, 0)).toEqual({ addr: 0n, perm: 0n, cfg: 0 });
    checker.writeDouble(SLOTS + 16 * 0x20, 0x123, 0);
    expect(slot(checker, 16).addr).toBe(0x3fff_ffff_ffff_ffffn);
  });

  it('keeps the A of slot nslots when asked for NA4 or NAPOT (3.2)', () => {
    const checker = setCfg(base(), 16, 0x103);
    expect(slot(checker, 16).cfg).toBe(0x101);
    expect(slot(setCfg(checker, 16, 0x200), 16).cfg).toBe(0x200);
    expect(slot(setCfg(checker, 16, 0x402), 16).cfg).toBe(0x400);
  });

  it('aligns ADDR to the granule after a write of ADDR or CFG (40, 41, 42)', () => {
    const aligned = (cfg: number, addr: bigint): ReturnType<typeof slot> => {
      const checker = setCfg(base(), 1, cfg);
      checker.writeDouble(SLOTS + 0x20, bigLow(addr), bigHigh(addr));
      return slot(checker, 1);
    };
    expect(aligned(1, 0x2004_03ffn)).toMatchObject({ addr: 0x2004_0000n, cfg: 1 });
    expect(aligned(3, 0x2004_0000n)).toMatchObject({ addr: 0x2004_01ffn, cfg: 3 });
    expect(aligned(2, 0x2004_0003n)).toMatchObject({ addr: 0x2004_01ffn, cfg: 3 });
    expect(slot(program(base(), [1, word(D + 0x800), 3n, 1]), 1).addr).toBe(word(D));
  });

  it('keeps the implemented bits of ADDR when a half is written (43)', () => {
    const checker = base();
    checker.writeWord(SLOTS + 0x20, 0x1234_5678);
    checker.writeWord(SLOTS + 0x24, 1);
    expect(slot(checker, 1).addr).toBe(0x1_1234_5678n);
    checker.writeWord(SLOTS + 0x24, 0x4000_0000);
    expect(slot(checker, 1).addr).toBe(0x1234_5678n);
  });

  it('has CFG in 4-byte accesses only (3.4)', () => {
    const checker = base();
    checker.writeDouble(SLOTS + 0x20 + 0x10, 0xf03, 0);
    expect(slot(checker, 1).cfg).toBe(0);
    expect(checker.hasDouble(SLOTS + 0x30)).toBe(false);
    expect(checker.hasDouble(SLOTS + 0x28)).toBe(true);
  });
});
