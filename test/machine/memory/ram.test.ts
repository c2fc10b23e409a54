import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DRAM_BASE, FLASH_BASES, PAGE, ROM_BASE } from '../../../src/input/layout.ts';
import { type BlockSizes, Ram } from '../../../src/machine/memory/ram.ts';

const sizes: fc.Arbitrary<BlockSizes> = fc
  .record({
    dram: fc.integer({ min: 16, max: 4097 }),
    low: fc.nat(1),
    rom: fc.nat(15),
    flash: fc.nat(16),
  })
  .map((pages) => ({
    dram: pages.dram * PAGE,
    low: pages.low * PAGE,
    rom: pages.rom * PAGE,
    flash: pages.flash * PAGE,
  }));

/** Blocks in the order of their RAM addresses: physical address and bytes. */
function blocksOf(of: BlockSizes): [physical: number, bytes: number][] {
  return [
    [DRAM_BASE, of.dram],
    [0, of.low],
    [ROM_BASE, of.rom],
    [FLASH_BASES[0], of.flash],
    [FLASH_BASES[1], of.flash],
  ];
}

const ram = new Ram();

describe('RAM', () => {
  it('lays its blocks end to end, each byte at one host address, RAM address and physical address', () => {
    fc.assert(
      fc.property(sizes, fc.nat(0xffff_ffff), (of, pick) => {
        ram.reset(of);
        let base = 0;
        for (const [physical, bytes] of blocksOf(of)) {
          const last = bytes - 1;
          for (const offset of bytes === 0 ? [] : [0, last, pick % bytes]) {
            const host = ram.hostOf(base + offset);
            expect(host).toBeGreaterThanOrEqual(PAGE);
            expect([ram.ramOf(host), ram.physicalOf(host)]).toEqual([base + offset, physical + offset]);
            expect(ram.hostOfPhysical(physical + offset)).toBe(host);
            expect([ram.holds(host, 0, 1), ram.holds(host, 1, 1)]).toEqual([true, false]);
            expect(ram.isRamAddress(base + offset, 0)).toBe(true);
          }
          base += bytes;
        }
        expect([ram.pages, ram.isRamAddress(base, 0), ram.isRamAddress(0, 1)]).toEqual([
          base / PAGE,
          false,
          false,
        ]);
      }),
    );
  });

  it('holds what lies inside one block, never what reaches past its end', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 8 }), (of, size) => {
        ram.reset(of);
        let base = 0;
        for (const [, bytes] of blocksOf(of)) {
          if (bytes > 0) {
            const end = ram.hostOf(base) + bytes;
            expect(ram.holds(end - size, 0, size)).toBe(true);
            expect(ram.holds(end - size + 1, 0, size)).toBe(false);
            expect(ram.holds(ram.hostOf(base) - 1, 0, size)).toBe(false);
          }
          base += bytes;
        }
        expect(ram.holds(0, 0, 1)).toBe(false);
      }),
    );
  });
});
