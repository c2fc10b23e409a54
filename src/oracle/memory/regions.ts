import {
  CLINT_BASE,
  CLINT_SIZE,
  FINISHER_BASE,
  FLASH_BASES,
  FLASH_PAGES,
  type Input,
  LOW_RAM_PAGES,
  OUTER_SLOTS,
  PAGE,
  PLIC_BASE,
  PLIC_SIZE,
  RAM_PAGES,
  RAM_TAIL,
  REMAP_PAGES,
  REMAP_REGISTERS_BASE,
  ROM_BASE,
  ROM_PAGES,
  UART_BASE,
  UART_SIZE,
  WGC_BASES,
  WGC_DRAM_BASE,
} from '../../input/layout.ts';

/** What can answer at a physical address. */
export const REGION = {
  nothing: 0,
  dram: 1,
  lowRam: 2,
  rom: 3,
  flash: 4,
  /** Bytes of DRAM in a page that it shares with nothing. */
  tail: 5,
  uart: 6,
  finisher: 7,
  /** Register block of a checker: which one says {@link checkerAt}. */
  checker: 8,
  remapRegisters: 9,
  clint: 10,
  plic: 11,
} as const;
/** The type of {@link REGION}, for `case … satisfies`. */
export type Region = typeof REGION;

/** Checkers have their blocks in this many pages. */
const CHECKER_BLOCKS = 4;
/** By page from {@link WGC_DRAM_BASE} on: number of the checker. */
const CHECKER_IN = Array.from({ length: CHECKER_BLOCKS }, (_, page) =>
  WGC_BASES.findIndex((base) => base === WGC_DRAM_BASE + page * PAGE),
);
const OUTER_BLOCK = CHECKER_BLOCKS - 1;

/** The checker whose register block holds physical address `lo`, which lies in one. */
export function checkerAt(lo: number): number {
  return CHECKER_IN[(lo - WGC_DRAM_BASE) >> 12];
}

/**
 * The memory map of one platform. The remapping region is none of its regions: what comes there goes elsewhere, or
 * nowhere.
 *
 * @source worldguard.md 6; layout.ts, "The board"
 */
export class Regions {
  private dramBytes = 0;
  private tailBytes = 0;
  private lowBytes = 0;
  private romBytes = 0;
  private flashBytes = 0;
  private checkerBytes = 0;
  private hasRemap = false;

  /** The map of the platform of `input`; `checkers`: whether it has wgCheckers. */
  reset(input: Input, checkers: boolean): void {
    this.dramBytes = input[RAM_PAGES] * PAGE;
    this.tailBytes = input[RAM_TAIL];
    this.lowBytes = input[LOW_RAM_PAGES] * PAGE;
    this.romBytes = input[ROM_PAGES] * PAGE;
    this.flashBytes = input[FLASH_PAGES] * PAGE;
    const blocks = input[OUTER_SLOTS] > 0 ? CHECKER_BLOCKS : OUTER_BLOCK;
    this.checkerBytes = checkers ? blocks * PAGE : 0;
    this.hasRemap = input[REMAP_PAGES] > 0;
  }

  /** The region of physical address hi:lo, one of {@link REGION}. */
  of(lo: number, hi: number): number {
    if (hi !== 0) return REGION.nothing;
    if (lo < 0) return this.high(lo);
    if (lo < ROM_BASE) return lo < this.lowBytes ? REGION.lowRam : REGION.nothing;
    if (lo - ROM_BASE < this.romBytes) return REGION.rom;
    if ((lo - FLASH_BASES[0]) >>> 0 < this.flashBytes) return REGION.flash;
    if ((lo - FLASH_BASES[1]) >>> 0 < this.flashBytes) return REGION.flash;
    return this.device(lo);
  }

  /** Addresses of 2 GiB and more: there is only DRAM. */
  private high(lo: number): number {
    const offset = lo & 0x7fff_ffff;
    if (offset < this.dramBytes) return REGION.dram;
    return offset - this.dramBytes < this.tailBytes ? REGION.tail : REGION.nothing;
  }

  private device(lo: number): number {
    if (lo >>> 12 === FINISHER_BASE / PAGE) return REGION.finisher;
    if ((lo - CLINT_BASE) >>> 0 < CLINT_SIZE) return REGION.clint;
    if ((lo - WGC_DRAM_BASE) >>> 0 < this.checkerBytes) return REGION.checker;
    if (this.hasRemap && lo >>> 12 === REMAP_REGISTERS_BASE / PAGE) return REGION.remapRegisters;
    if ((lo - PLIC_BASE) >>> 0 < PLIC_SIZE) return REGION.plic;
    return (lo - UART_BASE) >>> 0 < UART_SIZE ? REGION.uart : REGION.nothing;
  }
}
