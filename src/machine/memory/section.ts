/** Memory map of the board (worldguard.md section 6): which section answers for a physical page. */
import {
  CHECKER_DRAM,
  CHECKER_UART,
  CLINT_BASE,
  CLINT_SIZE,
  DRAM_BASE,
  FINISHER_BASE,
  LOW_RAM_BASE,
  PLIC_BASE,
  PLIC_SIZE,
  UART_BASE,
  WGC_DRAM_BASE,
  WGC_SIZE,
  WGC_UART_BASE,
} from '../../input/layout.ts';

/** What a section is to the TLB. */
export const SECTION_UNASSIGNED = 0;
export const SECTION_RAM = 1;
export const SECTION_IOMMU = 2;
export const SECTION_IO = 3;
/** Where a checker sends what it denies: I/O that answers with 0 or a bus error. */
export const SECTION_BLOCKED = 4;
/** A page that more than one region shares: each piece is routed by its exact address. */
export const SECTION_DISPATCH = 5;

/** Who answers for an I/O section. */
export const DEVICE_FINISHER = 1;
export const DEVICE_CHECKER = 2;
export const DEVICE_UART = 3;
export const DEVICE_CLINT = 4;
export const DEVICE_PLIC = 5;

/** One section of the map. Its id is its index in {@link SECTIONS}; TLB entries hold ids. */
export interface Section {
  readonly name: string;
  readonly kind: number;
  /** Physical address of its first byte. */
  readonly base: number;
  /** For I/O sections: a DEVICE_ number. */
  readonly device: number;
  /** For IOMMU and blocked sections and checker registers: the checker. */
  readonly checker: number;
  /** For RAM: DRAM (0) or low RAM (1). */
  readonly block: number;
}

const NONE = { device: 0, checker: -1, block: -1 };

export const UNASSIGNED = 0;
export const DRAM = 1;
export const DRAM_UPSTREAM = 2;
export const DRAM_BLOCKED = 3;
export const LOW_RAM = 4;
export const UART_PAGE = 5;
export const FINISHER = 6;
export const WGC_DRAM = 7;
export const WGC_UART = 8;
export const CLINT = 9;
export const PLIC = 10;

// biome-ignore format: a table
export const SECTIONS: readonly Section[] = [
  { ...NONE, name: 'unassigned', kind: SECTION_UNASSIGNED, base: 0 },
  { ...NONE, name: 'dram', kind: SECTION_RAM, base: DRAM_BASE, block: 0 },
  { ...NONE, name: 'dram-upstream', kind: SECTION_IOMMU, base: DRAM_BASE, checker: CHECKER_DRAM },
  { ...NONE, name: 'dram-blocked', kind: SECTION_BLOCKED, base: DRAM_BASE, checker: CHECKER_DRAM },
  { ...NONE, name: 'low-ram', kind: SECTION_RAM, base: LOW_RAM_BASE, block: 1 },
  { ...NONE, name: 'uart-page', kind: SECTION_DISPATCH, base: UART_BASE, device: DEVICE_UART, checker: CHECKER_UART },
  { ...NONE, name: 'finisher', kind: SECTION_IO, base: FINISHER_BASE, device: DEVICE_FINISHER },
  { ...NONE, name: 'wgchecker-dram', kind: SECTION_IO, base: WGC_DRAM_BASE, device: DEVICE_CHECKER, checker: CHECKER_DRAM },
  { ...NONE, name: 'wgchecker-uart', kind: SECTION_IO, base: WGC_UART_BASE, device: DEVICE_CHECKER, checker: CHECKER_UART },
  { ...NONE, name: 'clint', kind: SECTION_IO, base: CLINT_BASE, device: DEVICE_CLINT },
  { ...NONE, name: 'plic', kind: SECTION_IO, base: PLIC_BASE, device: DEVICE_PLIC },
];

/** Which parts of the board are there. */
export interface BoardShape {
  readonly dramBytes: number;
  readonly lowBytes: number;
  /** The checkers are present and in the path. */
  readonly checkers: boolean;
}

/** Id of the section of the page at physical address `pa` (a page address below 2^53). */
export function sectionOfPage(board: BoardShape, pa: number): number {
  if (pa >= DRAM_BASE) {
    if (pa - DRAM_BASE >= board.dramBytes) return UNASSIGNED;
    return board.checkers ? DRAM_UPSTREAM : DRAM;
  }
  if (pa < board.lowBytes) return LOW_RAM;
  if (pa === UART_BASE) return UART_PAGE;
  if (pa === FINISHER_BASE) return FINISHER;
  if (pa >= CLINT_BASE && pa < CLINT_BASE + CLINT_SIZE) return CLINT;
  if (pa >= PLIC_BASE && pa < PLIC_BASE + PLIC_SIZE) return PLIC;
  if (!board.checkers) return UNASSIGNED;
  if (pa >= WGC_DRAM_BASE && pa < WGC_DRAM_BASE + WGC_SIZE) return WGC_DRAM;
  if (pa >= WGC_UART_BASE && pa < WGC_UART_BASE + WGC_SIZE) return WGC_UART;
  return UNASSIGNED;
}
