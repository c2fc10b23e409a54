import {
  CLINT_BASE,
  CLINT_SIZE,
  DEVICE,
  DEVICE_BOTH,
  DEVICE_IOPMP,
  ENGINE,
  ENGINE_BASE,
  FINISHER_BASE,
  FLASH_BASES,
  FLASH_PAGES,
  type Input,
  IOPMP_BASE,
  IOPMP_SIZE,
  LOW_RAM_PAGES,
  OUTER_SLOTS,
  PAGE,
  PLIC_BASE,
  PLIC_SIZE,
  RAM_PAGES,
  RAM_TAIL,
  REMAP_BASE,
  REMAP_PAGES,
  REMAP_REGISTERS_BASE,
  ROM_BASE,
  ROM_PAGES,
  UART_BASE,
  UART_SIZE,
  WGC_BASES,
  WGC_DRAM_BASE,
} from '../../input/layout.ts';

/** What can answer at a physical address. From `finisher` on an IOPMP stands in front of none. */
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
  iopmp: 12,
  engine: 13,
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
  private remapBytes = 0;
  private iopmpBytes = 0;
  private engineBytes = 0;

  /** The map of the platform of `input`; `checkers`: whether it has wgCheckers. */
  reset(input: Input, checkers: boolean): void {
    this.dramBytes = input[RAM_PAGES] * PAGE;
    this.tailBytes = input[RAM_TAIL];
    this.lowBytes = input[LOW_RAM_PAGES] * PAGE;
    this.romBytes = input[ROM_PAGES] * PAGE;
    this.flashBytes = input[FLASH_PAGES] * PAGE;
    const blocks = input[OUTER_SLOTS] > 0 ? CHECKER_BLOCKS : OUTER_BLOCK;
    this.checkerBytes = checkers ? blocks * PAGE : 0;
    this.remapBytes = input[REMAP_PAGES] * PAGE;
    const hasIopmp = input[DEVICE] === DEVICE_IOPMP || input[DEVICE] === DEVICE_BOTH;
    this.iopmpBytes = hasIopmp ? IOPMP_SIZE : 0;
    this.engineBytes = input[ENGINE] * PAGE;
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
    if (this.remapBytes > 0 && lo >>> 12 === REMAP_REGISTERS_BASE / PAGE) return REGION.remapRegisters;
    if ((lo - PLIC_BASE) >>> 0 < PLIC_SIZE) return REGION.plic;
    if ((lo - UART_BASE) >>> 0 < UART_SIZE) return REGION.uart;
    if ((lo - IOPMP_BASE) >>> 0 < this.iopmpBytes) return REGION.iopmp;
    return (lo - ENGINE_BASE) >>> 0 < this.engineBytes ? REGION.engine : REGION.nothing;
  }

  /**
   * Whether an IOPMP of this board stands in front of hi:lo, whatever answers there, if anything.
   * @source decisions.md, "Stacking": "register blocks, CLINT, PLIC and finisher stay outside"
   */
  isProtected(lo: number, hi: number): boolean {
    if (hi !== 0 || (lo - REMAP_BASE) >>> 0 < this.remapBytes) return false;
    return this.of(lo, hi) < REGION.finisher;
  }
}
