import { describe, expect, it } from 'vitest';
import { bigLow } from '../../../src/bits/word.ts';
import { type Checker, READ, WRITE } from '../../../src/oracle/world/checker.ts';
import {
  AT_D,
  access,
  base,
  D,
  double,
  ERRADDR,
  ERRCAUSE,
  program,
  type Rule,
  SLOTS,
  setCfg,
  slot,
  word,
} from './board-checker.ts';

const CODE_FOR_3: Rule = [1, 0x2001_ffffn, 0xc0n, 3];

describe('worldguard.md 9 A: matching and permission', () => {
  it('denies by default, silently, and logs nothing (1, 2)', () => {
    const checker = base();
    expect(access(checker, 0, READ, D)).toBe('silent');
    setCfg(checker, 0, 0xf00);
    expect(access(checker, 0, READ, D)).toBe('silent');
    expect(double(checker, ERRCAUSE)).toBe(0n);
  });

  it('takes the reaction of slot 0 where no rule overlaps, for the trusted WID too (3, 4, 5)', () => {
    const configured = (): Checker => setCfg(setCfg(program(base(), CODE_FOR_3), 16, 0), 0, 0x500);
    const checker = configured();
    expect(access(checker, 0, READ, D)).toBe('fault');
    expect(double(checker, ERRCAUSE)).toBe(0xc000_0000_0000_0100n);
    expect(double(checker, ERRADDR)).toBe(word(D));
    expect(checker.irq).toBe(true);
    expect(access(configured(), 0, WRITE, D)).toBe('silent');
    const trusted = configured();
    expect(access(trusted, 3, READ, D)).toBe('fault');
    expect(double(trusted, ERRCAUSE)).toBe(0xc000_0000_0000_0103n);
  });

  it.each<[number, string, readonly Rule[], number, number, number, string]>([
    [6, 'read-only page, its start', [[1, AT_D, 1n, 3]], 0, READ, D, 'ok'],
    [6, 'read-only page, its end', [[1, AT_D, 1n, 3]], 0, READ, D + 0xff8, 'ok'],
    [7, 'the page after', [[1, AT_D, 1n, 3]], 0, READ, D + 0x1000, 'silent'],
    [7, 'a store to a read-only page', [[1, AT_D, 1n, 3]], 0, WRITE, D, 'silent'],
    [8, 'a store to a write-only page', [[1, AT_D, 2n, 3]], 0, WRITE, D, 'ok'],
    [8, 'a load from a write-only page', [[1, AT_D, 2n, 3]], 0, READ, D, 'silent'],
    [13, 'an OFF slot', [[1, AT_D, 0xffn, 0]], 0, READ, D, 'silent'],
    [
      14,
      'below a TOR',
      [
        [3, word(D + 0x1000), 0xffn, 0],
        [4, word(D + 0x2000), 3n, 1],
      ],
      0,
      READ,
      D,
      'silent',
    ],
    [
      14,
      'in a TOR',
      [
        [3, word(D + 0x1000), 0xffn, 0],
        [4, word(D + 0x2000), 3n, 1],
      ],
      0,
      READ,
      D + 0x1000,
      'ok',
    ],
    [
      14,
      'above a TOR',
      [
        [3, word(D + 0x1000), 0xffn, 0],
        [4, word(D + 0x2000), 3n, 1],
      ],
      0,
      READ,
      D + 0x2000,
      'silent',
    ],
    [
      16,
      'the NAPOT below a TOR',
      [
        [1, AT_D, 0n, 3],
        [2, word(D + 0x3000), 3n, 1],
      ],
      0,
      READ,
      D,
      'silent',
    ],
    [
      16,
      'where the NAPOT ends',
      [
        [1, AT_D, 0n, 3],
        [2, word(D + 0x3000), 3n, 1],
      ],
      0,
      READ,
      D + 0x1000,
      'ok',
    ],
    [
      16,
      'the last doubleword',
      [
        [1, AT_D, 0n, 3],
        [2, word(D + 0x3000), 3n, 1],
      ],
      0,
      READ,
      D + 0x2ff8,
      'ok',
    ],
    [
      16,
      'the top',
      [
        [1, AT_D, 0n, 3],
        [2, word(D + 0x3000), 3n, 1],
      ],
      0,
      READ,
      D + 0x3000,
      'silent',
    ],
    [
      17,
      'inside an 8 KiB NAPOT',
      [
        [1, 0x2004_03ffn, 0n, 3],
        [2, word(D + 0x3000), 3n, 1],
      ],
      0,
      READ,
      D + 0x1000,
      'silent',
    ],
    [
      17,
      'above an 8 KiB NAPOT',
      [
        [1, 0x2004_03ffn, 0n, 3],
        [2, word(D + 0x3000), 3n, 1],
      ],
      0,
      READ,
      D + 0x2000,
      'ok',
    ],
    [19, 'NAPOT of half the space', [[1, 0x0fff_ffff_ffff_ffffn, 3n, 3]], 0, READ, D, 'ok'],
    [20, 'NAPOT of the whole space', [[1, 0x1fff_ffff_ffff_ffffn, 3n, 3]], 0, READ, D, 'ok'],
    [
      22,
      'TOR above the end of the space',
      [
        [1, 0x1fff_ffff_ffff_ffffn, 0n, 3],
        [2, word(D + 0x1000), 3n, 1],
      ],
      0,
      READ,
      D,
      'silent',
    ],
    [23, 'rights of world 1, world 0', [[1, AT_D, 0x0cn, 3]], 0, READ, D, 'silent'],
    [23, 'rights of world 1, world 1', [[1, AT_D, 0x0cn, 3]], 1, READ, D, 'ok'],
    [23, 'rights of world 1, world 2', [[1, AT_D, 0x0cn, 3]], 2, READ, D, 'silent'],
    [95, 'behind a TOR top in mid-page', [[1, word(D + 0x800), 3n, 1]], 0, READ, D + 0xc00, 'silent'],
    [97, 'NA4 made 4 KiB', [[1, word(D), 3n, 2]], 0, READ, D + 0xff8, 'ok'],
  ])('vector %i: %s', (_number, _what, rules, wid, direction, pa, expected) => {
    expect(access(program(base(), ...rules), wid, direction, pa)).toBe(expected);
  });

  it('ORs the reactions of the slots that overlap (10, 11)', () => {
    const configured = (): Checker => program(base(), [1, AT_D, 0n, 0x103], [2, AT_D, 0n, 0x403]);
    const checker = configured();
    expect(access(checker, 0, READ, D)).toBe('fault');
    expect(double(checker, ERRCAUSE)).toBe(0xc000_0000_0000_0100n);
    const other = configured();
    expect(access(other, 0, WRITE, D)).toBe('silent');
    expect(double(other, ERRCAUSE)).toBe(0n);
  });

  it('shows a changed rule at the next access (25)', () => {
    const checker = program(setCfg(base(), 16, 0xf01), [1, AT_D, 3n, 3]);
    expect(access(checker, 0, READ, D)).toBe('ok');
    setCfg(checker, 1, 0);
    expect(access(checker, 0, READ, D)).toBe('fault');
  });

  it('decides byte-exactly at a granule of 4 (95, 97, 98, 100)', () => {
    expect(access(program(base(4), [1, word(D + 0x800), 3n, 1]), 0, READ, D + 0xc00)).toBe('silent');
    expect(access(program(base(4), [1, word(D + 0x800), 3n, 1]), 0, READ, D + 0x7f8)).toBe('ok');
    const na4 = program(base(4), [1, word(D), 3n, 2]);
    expect(access(na4, 0, READ, D + 0xff8)).toBe('silent');
    expect(access(na4, 0, READ, D, 4)).toBe('ok');
    na4.writeDouble(SLOTS + 0x20, bigLow(word(D)), 0);
    expect(slot(na4, 1)).toEqual({ addr: word(D), perm: 3n, cfg: 2 });
    expect(access(program(base(4), [1, word(D + 0x100), 3n, 0xf03]), 0, READ, D + 0x100)).toBe('ok');
  });
});

describe('worldguard.md 9 C: reporting', () => {
  it('logs the first violation until software clears both flags (46, 47, 48)', () => {
    const checker = setCfg(base(), 16, 0xf01);
    expect(access(checker, 0, WRITE, D + 0x1000)).toBe('fault');
    expect(double(checker, ERRCAUSE)).toBe(0xc000_0000_0000_0200n);
    expect(double(checker, ERRADDR) << 2n).toBe(BigInt(D + 0x1000));
    expect(access(checker, 0, READ, D + 0x2000)).toBe('fault');
    expect(double(checker, ERRADDR) << 2n).toBe(BigInt(D + 0x1000));
    checker.writeWord(ERRCAUSE + 4, 0);
    expect(double(checker, ERRCAUSE)).toBe(0x200n);
    expect(checker.irq).toBe(false);
    expect(access(checker, 0, READ, D + 0x2000)).toBe('fault');
    expect(double(checker, ERRADDR) << 2n).toBe(BigInt(D + 0x2000));
  });

  it('raises the interrupt of a silent denial once (49, 50)', () => {
    const checker = setCfg(base(), 16, 0x401);
    expect(access(checker, 0, READ, D + 0x1008)).toBe('silent');
    expect(double(checker, ERRCAUSE)).toBe(0x8000_0000_0000_0100n);
    expect(access(checker, 0, WRITE, D)).toBe('silent');
    expect(double(checker, ERRCAUSE)).toBe(0x8000_0000_0000_0100n);
  });

  it('raises no interrupt while a bus error is latched (51)', () => {
    const checker = setCfg(base(), 16, 0x101);
    expect(access(checker, 0, READ, D)).toBe('fault');
    setCfg(checker, 16, 0x401);
    expect(access(checker, 0, READ, D)).toBe('silent');
    expect(double(checker, ERRCAUSE)).toBe(0x4000_0000_0000_0100n);
    expect(checker.irq).toBe(false);
  });
});
