import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../../src/input/empty.ts';
import {
  DEVICE,
  DEVICE_NONE,
  DEVICE_WGCHECKER,
  FLASH_PAGES,
  type Input,
  LOW_RAM_PAGES,
  OUTER_SLOTS,
  RAM_PAGES,
  RAM_TAIL,
  REMAP_PAGES,
  ROM_PAGES,
} from '../../../src/input/layout.ts';
import { Ram } from '../../../src/oracle/memory/ram.ts';
import { checkerAt, REGION, Regions } from '../../../src/oracle/memory/regions.ts';

const PAGE = 0x1000;

/** A board with these words. */
function board(words: readonly (readonly [word: number, value: number])[]): Input {
  const input = emptyInput();
  for (const [word, value] of words) input[word] = value;
  return input;
}

const boards = fc
  .record({
    ram: fc.constantFrom(16, 17, 4096),
    tail: fc.constantFrom(0, 8, 256, 4088),
    low: fc.constantFrom(0, 1),
    rom: fc.constantFrom(0, 1, 15),
    flash: fc.constantFrom(0, 1, 16),
    remap: fc.constantFrom(0, 8),
    outer: fc.constantFrom(0, 31),
    device: fc.constantFrom(DEVICE_NONE, DEVICE_WGCHECKER),
  })
  .map((b) =>
    board([
      [RAM_PAGES, b.ram],
      [RAM_TAIL, b.tail],
      [LOW_RAM_PAGES, b.low],
      [ROM_PAGES, b.rom],
      [FLASH_PAGES, b.flash],
      [REMAP_PAGES, b.remap],
      [OUTER_SLOTS, b.outer],
      [DEVICE, b.device],
    ]),
  );

/** The map as a list: first byte, bytes, region. */
function areas(input: Input): readonly (readonly [number, number, number])[] {
  const blocks = input[DEVICE] === DEVICE_NONE ? 0 : input[OUTER_SLOTS] > 0 ? 4 : 3;
  return [
    [0, input[LOW_RAM_PAGES] * PAGE, REGION.lowRam],
    [0x1000, input[ROM_PAGES] * PAGE, REGION.rom],
    [0x10_0000, PAGE, REGION.finisher],
    [0x200_0000, 0x1_0000, REGION.clint],
    [0x600_0000, blocks * PAGE, REGION.checker],
    [0x600_4000, input[REMAP_PAGES] > 0 ? PAGE : 0, REGION.remapRegisters],
    [0xc00_0000, 0x40_0000, REGION.plic],
    [0x1000_0000, 8, REGION.uart],
    [0x2000_0000, input[FLASH_PAGES] * PAGE, REGION.flash],
    [0x2200_0000, input[FLASH_PAGES] * PAGE, REGION.flash],
    [0x8000_0000, input[RAM_PAGES] * PAGE, REGION.dram],
    [0x8000_0000 + input[RAM_PAGES] * PAGE, input[RAM_TAIL], REGION.tail],
  ];
}

/** The region that the list has at an address. */
function listed(input: Input, address: number): number {
  for (const [first, bytes, region] of areas(input)) {
    if (address >= first && address < first + bytes) return region;
  }
  return REGION.nothing;
}

/** Addresses at, before, inside and behind the ends of every area, each once. */
function edges(input: Input): readonly number[] {
  const all = areas(input).flatMap(([first, bytes]) => [
    first - 1,
    first,
    first + (bytes >> 1),
    first + bytes - 1,
    first + bytes,
  ]);
  return [...new Set(all)].filter((address) => address >= 0);
}

const regions = new Regions();
const MEMORY: readonly number[] = [REGION.dram, REGION.lowRam, REGION.rom, REGION.flash, REGION.tail];

describe('the memory map', () => {
  it('has every region exactly where the platform puts it', () => {
    fc.assert(
      fc.property(boards, (input) => {
        regions.reset(input, input[DEVICE] === DEVICE_WGCHECKER);
        for (const address of edges(input)) {
          expect(regions.of(address | 0, 0), address.toString(16)).toBe(listed(input, address));
          expect(regions.of(address | 0, 1)).toBe(REGION.nothing);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has memory exactly where memory is, each byte at an offset of its own', () => {
    const ram = new Ram();
    fc.assert(
      fc.property(boards, (input) => {
        ram.restart(input);
        const memory = edges(input).filter((address) => MEMORY.includes(listed(input, address)));
        for (const address of edges(input)) {
          expect(ram.offsetOf(address | 0, 0) >= 0, address.toString(16)).toBe(memory.includes(address));
        }
        const offsets = memory.map((address) => ram.offsetOf(address | 0, 0));
        expect(offsets.map((offset) => ram.physicalOf(offset))).toEqual(memory);
        expect(new Set(offsets).size).toBe(memory.length);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the bytes of one page together', () => {
    const ram = new Ram();
    ram.restart(
      board([
        [FLASH_PAGES, 16],
        [ROM_PAGES, 15],
        [LOW_RAM_PAGES, 1],
        [RAM_TAIL, 64],
      ]),
    );
    for (const page of [0, 0x1000, 0xf000, 0x2000_0000, 0x2000_f000, 0x2200_f000, 0x8000_0000]) {
      const offset = ram.offsetOf(page | 0, 0);
      expect(offset & (PAGE - 1)).toBe(0);
      expect(ram.offsetOf((page + PAGE - 1) | 0, 0)).toBe(offset + PAGE - 1);
    }
  });

  it('tells the register blocks of the checkers apart: DRAM 0, UART 1, FLASH 2, outer 3', () => {
    expect([0x600_0000, 0x600_2000, 0x600_1ffc, 0x600_3004].map(checkerAt)).toEqual([0, 1, 2, 3]);
  });
});
