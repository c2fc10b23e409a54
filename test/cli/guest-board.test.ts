import { describe, expect, it } from 'vitest';
import { boardFor } from '../../src/cli/guest-board.ts';
import { readElf } from '../../src/elf/elf.ts';
import {
  DEVICE,
  EXTENSIONS,
  FLASH_PAGES,
  LOW_RAM_PAGES,
  PC,
  RAM_PAGES,
  ROM_PAGES,
} from '../../src/input/layout.ts';
import { assembleProgram } from '../elf/assembly/assembled.ts';
import { elfBytes } from '../elf/assembly/elf-bytes.ts';

const CHOICE = { checkers: false, ram: 1 << 16, extensions: 2 };

function board(source: string) {
  return boardFor(readElf(elfBytes(assembleProgram(source))), CHOICE);
}

describe('the board of a program', () => {
  it('has what was chosen, and no memory that nothing lies in', () => {
    const { input, memory, tohost } = board('pass');
    expect([input[DEVICE], input[RAM_PAGES], input[EXTENSIONS]]).toEqual([0, 16, 2]);
    expect([input[LOW_RAM_PAGES], input[ROM_PAGES], input[FLASH_PAGES]]).toEqual([0, 0, 0]);
    expect(input.slice(PC, PC + 2)).toEqual(Int32Array.of(0x8000_0000 | 0, 0));
    expect(memory.map(({ physical }) => physical)).toEqual([0x8000_0000, 0x8000_3000]);
    expect(tohost).toBe(0x8000_3000);
  });

  it.each([
    ['0x0', LOW_RAM_PAGES, 1],
    ['0xfff8', ROM_PAGES, 15],
    ['0x20000000', FLASH_PAGES, 16],
    ['0x2200fff8', FLASH_PAGES, 16],
  ])('has the memory at %s if a segment lies there', (address, word, pages) => {
    expect(board(`pass\n.org ${address}\n.dword 1`).input[word]).toBe(pages);
  });

  it.each([
    ['0x8000fffc', '0x8000fffc to 0x80010004'],
    ['0xffc', '0xffc to 0x1004'],
    ['0x10000000', '0x10000000 to 0x10000008'],
  ])('refuses a segment at %s', (address, found) => {
    expect(() => board(`pass\n.org ${address}\n.dword 1`)).toThrow(
      `segment 2: found ${found}, expected inside DRAM 0x80000000 to 0x80010000 or low RAM`,
    );
  });

  it('refuses a tohost that lies in no segment', () => {
    const elf = readElf(elfBytes(assembleProgram('pass')));
    const symbols = new Map([['tohost', 0x8000_300cn]]);
    expect(() => boardFor({ ...elf, symbols }, CHOICE)).toThrow(
      'symbol tohost: found 0x8000300c, expected 8',
    );
    expect(boardFor({ ...elf, symbols: new Map() }, CHOICE).tohost).toBeUndefined();
  });
});
