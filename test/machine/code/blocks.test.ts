import { describe, expect, it } from 'vitest';
import { B_LENGTH, B_LINK, B_RAM, B_RAM_SECOND, Blocks } from '../../../src/machine/code/blocks.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import type { QuirkId } from '../../../src/machine/quirks.ts';
import { quirksOf } from '../quirks-of.ts';

const KEY = 3;

/** A kept block of `length` bytes at a RAM address, its second page at `second`. */
function kept(blocks: Blocks, ram: number, length = 8, second = -1): number {
  const b = blocks.begin(KEY);
  blocks.records[b + B_RAM] = ram;
  blocks.records[b + B_LENGTH] = length;
  blocks.records[b + B_RAM_SECOND] = second;
  blocks.keep(b);
  return b;
}

function empty(...quirks: QuirkId[]): Blocks {
  return new Blocks(SILENT, quirksOf(...quirks));
}

describe('the table of blocks', () => {
  it('finds a block by RAM address and key until it is removed', () => {
    const blocks = empty();
    const b = kept(blocks, 0x100);
    expect([blocks.find(0x100, KEY, -1), blocks.find(0x100, 1, -1), blocks.find(0x104, KEY, -1)]).toEqual([
      b,
      -1,
      -1,
    ]);
    blocks.removeRange(0x107, 1);
    expect(blocks.find(0x100, KEY, -1)).toBe(-1);
  });

  it.each([
    [0xff, 1, true],
    [0xff, 2, false],
    [0x107, 1, false],
    [0x108, 1, true],
  ])('keeps a block of [0x100, 0x108) when %i is stored to, %i bytes: %s', (at, size, stays) => {
    const blocks = empty();
    kept(blocks, 0x100);
    blocks.removeRange(at, size);
    expect(blocks.pageHasBlocks(0)).toBe(stays);
  });

  it.each([
    [0x0ffe, 2, false],
    [0x1000, 2, true],
    [0x5000, 2, false],
    [0x5002, 2, true],
    [0x4ffe, 2, true],
  ])(
    'keeps one that straddles from 0xffe to 0x5000 when %i is stored to, %i bytes: %s',
    (at, size, stays) => {
      const blocks = empty();
      kept(blocks, 0xffe, 4, 0x5000);
      expect([blocks.pageHasBlocks(0), blocks.pageHasBlocks(5), blocks.pageHasBlocks(1)]).toEqual([
        true,
        true,
        false,
      ]);
      blocks.removeRange(at, size);
      expect([blocks.pageHasBlocks(0), blocks.pageHasBlocks(5)]).toEqual([stays, stays]);
    },
  );

  it('forgets links to what is removed, through either exit, and the jump cache', () => {
    const blocks = empty();
    const [a, b, c] = [kept(blocks, 0x100), kept(blocks, 0x200), kept(blocks, 0x300)];
    blocks.link(a, 0, b);
    blocks.link(a, 1, c);
    blocks.link(c, 1, b);
    blocks.cacheJump(c, 0x300, 0);
    blocks.removeRange(0x200, 4);
    const links = [a, a + 1, c + 1].map((at) => blocks.records[at + B_LINK]);
    expect(links).toEqual([-1, c, -1]);
    expect([blocks.fromJumpCache(0x300, 0, KEY), blocks.reaches(0x200, 4)]).toEqual([-1, false]);
  });

  it('links what is current and does not straddle; uncached code only as posted', () => {
    const linkOf = (blocks: Blocks, from: number, to: number): boolean => {
      blocks.link(from, 0, to);
      return blocks.records[from + B_LINK] === to;
    };
    for (const quirks of [[], ['uncached-code-is-linked']] as const) {
      const blocks = empty(...quirks);
      const [a, b] = [kept(blocks, 0x100), kept(blocks, 0x200)];
      const straddling = kept(blocks, 0xffe, 4, 0x5000);
      const uncached = blocks.begin(KEY);
      expect([linkOf(blocks, a, b), linkOf(blocks, a, straddling)]).toEqual([true, false]);
      expect(linkOf(blocks, a, uncached)).toBe(quirks.length > 0);
      expect(linkOf(blocks, uncached, b)).toBe(true);
      blocks.removeRange(0x200, 1);
      expect([linkOf(blocks, a, b), linkOf(blocks, b, a)]).toEqual([false, false]);
    }
  });

  it('has a jump cache by pc, both halves, and key', () => {
    const blocks = empty();
    const b = kept(blocks, 0x100);
    blocks.cacheJump(b, 0x100, 1);
    const found = [
      [0x100, 1, KEY],
      [0x100, 0, KEY],
      [0x100, 1, 1],
      [0x102, 1, KEY],
    ].map(([lo, hi, key]) => blocks.fromJumpCache(lo, hi, key));
    expect(found).toEqual([b, -1, -1, -1]);
    blocks.clearJumpCache();
    expect(blocks.fromJumpCache(0x100, 1, KEY)).toBe(-1);
  });

  it('is empty after a reset', () => {
    const blocks = empty();
    kept(blocks, 0x100);
    blocks.cacheJump(0, 0x100, 0);
    blocks.reset();
    expect([blocks.find(0x100, KEY, -1), blocks.fromJumpCache(0x100, 0, KEY), blocks.blockCount]).toEqual([
      -1, -1, 0,
    ]);
  });
});
