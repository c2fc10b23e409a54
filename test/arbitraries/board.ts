import fc from 'fast-check';
import {
  DEVICE,
  DMA_WID,
  DRAM_SLOTS,
  EXTENSIONS,
  FLASH_PAGES,
  FLASH_SLOTS,
  GRANULE,
  HW_BYPASS,
  LOW_RAM_PAGES,
  MAX_STEPS,
  MWID,
  MWIDLIST,
  NWORLDS,
  OUTER_SLOTS,
  RAM_PAGES,
  RAM_TAIL,
  REMAP,
  REMAP_PAGES,
  REMAP_STRIDE,
  ROM_PAGES,
  STEPS,
  TLB_ENTRIES,
  TLB_WINDOW,
  TRUSTED_WID,
  UART_SLOTS,
} from '../../src/input/layout.ts';
import { values } from './value.ts';
import { often, put, type Write } from './write.ts';

/** The board as far as every input has it. */
export function platform(): fc.Arbitrary<Write> {
  return fc
    .record({
      device: fc.constantFrom(1, 1, 1, 0),
      ram: often(256, fc.integer({ min: 16, max: 4096 })),
      low: fc.integer({ min: 0, max: 1 }),
      tlb: often(256, fc.constantFrom(64, 128, 512, 1024)),
      window: often(100_000, fc.integer({ min: 1, max: 0x7fff_ffff })),
      log2Worlds: often(2, fc.integer({ min: 1, max: 5 })),
      worldBits: fc.tuple(fc.nat(31), fc.nat(31), fc.integer(), fc.boolean()),
      bypass: fc.integer({ min: 0, max: 1 }),
      granule: fc.constantFrom(4096, 4096, 4),
      steps: often(256, fc.integer({ min: 1, max: MAX_STEPS })),
      checkers: fc.tuple(
        often(16, fc.integer({ min: 1, max: 31 })),
        often(1, fc.integer({ min: 1, max: 31 })),
      ),
    })
    .map((p) => (input) => {
      const worlds = 1 << p.log2Worlds;
      const [trusted, mwid, list, none] = p.worldBits;
      const all = 2 ** worlds - 1;
      input[DEVICE] = p.device;
      input[RAM_PAGES] = p.ram;
      input[LOW_RAM_PAGES] = p.low;
      input[TLB_ENTRIES] = p.tlb;
      input[TLB_WINDOW] = p.window;
      input[NWORLDS] = worlds;
      input[TRUSTED_WID] = none ? -1 : trusted % worlds;
      input[MWID] = mwid % worlds;
      input[MWIDLIST] = (list & all) === 0 ? all : list & all;
      input[HW_BYPASS] = p.bypass;
      input[GRANULE] = p.granule;
      input[STEPS] = p.steps;
      [input[DRAM_SLOTS], input[UART_SLOTS]] = p.checkers;
    });
}

/** Memories beside DRAM, the checkers in front of them, the remapping region, DMA and extensions. */
export function board(): fc.Arbitrary<Write> {
  const slotCount = fc.integer({ min: 1, max: 31 });
  return fc
    .record({
      tail: often(0, fc.nat(511)),
      rom: often(0, fc.nat(15)),
      flash: often(0, fc.nat(16)),
      checkers: fc.tuple(often(16, slotCount), often(0, slotCount)),
      remap: often(0, fc.nat(8)),
      targets: fc.array(fc.tuple(values(), fc.nat(1)), { minLength: 16, maxLength: 16 }),
      same: fc.nat(0xff),
      dma: fc.nat(31),
      extensions: often(0, fc.nat(3)),
    })
    .map((b) => (input) => {
      input[RAM_TAIL] = b.tail * 8;
      input[ROM_PAGES] = b.rom;
      input[FLASH_PAGES] = b.flash;
      [input[FLASH_SLOTS], input[OUTER_SLOTS]] = b.checkers;
      input[REMAP_PAGES] = b.remap;
      for (let i = 0; i < 2 * b.remap; i++) {
        const from = i % 2 === 1 && ((b.same >> (i >> 1)) & 1) === 1 ? i - 1 : i;
        const [address, enabled] = b.targets[from];
        const target = address & 0xff_ffff_ffff_f000n;
        put(input, REMAP + i * (REMAP_STRIDE / 2), target | BigInt(enabled));
      }
      input[DMA_WID] = b.dma % input[NWORLDS];
      input[EXTENSIONS] = b.extensions;
    });
}
