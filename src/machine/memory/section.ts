/** Memory map of the board (worldguard.md section 6): which section answers for a physical page. */
import {
  CHECKER_DRAM,
  CHECKER_FLASH,
  CHECKER_OUTER,
  CHECKER_UART,
  CLINT_BASE,
  CLINT_SIZE,
  DRAM_BASE,
  ENGINE_BASE,
  FINISHER_BASE,
  FLASH_BASES,
  IOPMP_BASE,
  IOPMP_SIZE,
  LOW_RAM_BASE,
  PAGE,
  PLIC_BASE,
  PLIC_SIZE,
  REMAP_BASE,
  REMAP_REGISTERS_BASE,
  ROM_BASE,
  UART_BASE,
  WGC_DRAM_BASE,
  WGC_FLASH_BASE,
  WGC_OUTER_BASE,
  WGC_UART_BASE,
} from '../../input/layout.ts';
import { BLOCK_DRAM, BLOCK_FLASH, BLOCK_LOW_RAM, BLOCK_ROM } from './ram.ts';

/** What a section is to the TLB. */
export const SECTION_UNASSIGNED = 0;
export const SECTION_RAM = 1;
export const SECTION_IOMMU = 2;
export const SECTION_IO = 3;
/** Where a checker sends what it denies: I/O that answers with 0 or a bus error. */
export const SECTION_BLOCKED = 4;
/** A page that more than one region shares: each piece is routed by its exact address. */
export const SECTION_DISPATCH = 5;
/** Read like RAM, written like a device. */
export const SECTION_ROMD = 6;
/** Where the IOPMP sends what it does not permit in every way: I/O that forwards some access types and refuses the others. */
export const SECTION_SPACE = 7;

/** Who answers for an I/O section. */
export const DEVICE_FINISHER = 1;
export const DEVICE_CHECKER = 2;
export const DEVICE_UART = 3;
export const DEVICE_CLINT = 4;
export const DEVICE_PLIC = 5;
/** The remapping region, and its registers. */
export const DEVICE_REMAP = 6;
export const DEVICE_FLASH = 7;
/** The IOPMP: its registers, what it guards, and the spaces that it sends to. */
export const DEVICE_IOPMP = 8;
export const DEVICE_ENGINE = 9;

/** Whether the IOPMP guards a section: never; before a checker or behind it; in any case, no checker being on the way. */
export const GUARD_NEVER = 0;
const GUARD_BEFORE_CHECKER = 1;
const GUARD_ALWAYS = 2;

/** One section of the map. Its id is its index in {@link SECTIONS}; TLB entries hold ids. */
export interface Section {
  readonly name: string;
  readonly kind: number;
  /** Physical address of its first byte. */
  readonly base: number;
  /** A DEVICE_ number, for I/O sections and the remapping region. */
  readonly device: number;
  /** For IOMMU and blocked sections and checker registers: the checker. */
  readonly checker: number;
  /** For RAM and flash: the BLOCK_ of ram.ts. */
  readonly block: number;
  /** RAM whose stores are dropped. */
  readonly readOnly: boolean;
  /** For what is behind a checker: the sections for what it grants (see {@link grantedSection}) and what it denies. */
  readonly granted: number;
  readonly denied: number;
  /** A GUARD_ number. */
  readonly guard: number;
  /** For spaces of the IOPMP: the accesses that are forwarded, R 1, W 2, X 4. */
  readonly allows: number;
}

const NONE = {
  device: 0,
  checker: -1,
  block: -1,
  readOnly: false,
  granted: 0,
  denied: 0,
  guard: GUARD_NEVER,
  allows: 0,
};

export const UNASSIGNED = 0;
export const DRAM = 1;
export const DRAM_UPSTREAM = 2;
const DRAM_BLOCKED = 3;
const LOW_RAM = 4;
export const UART_PAGE = 5;
const FINISHER = 6;
const WGC_DRAM = 7;
const WGC_UART = 8;
const CLINT = 9;
const PLIC = 10;
export const UART = 11;
export const UART_UPSTREAM = 12;
const UART_BLOCKED = 13;
const WGC_FLASH = 14;
const WGC_OUTER = 15;
export const OUTER_UPSTREAM = 16;
const OUTER_BLOCKED = 17;
export const TAIL_PAGE = 18;
const ROM = 19;
/** A flash bank's sections follow one another: in array mode, in status mode, upstream, blocked; then the second bank's. */
const FLASH = 20;
const FLASH_SECTIONS = 4;
const REMAP = 28;
const REMAP_REGISTERS = 29;
export const IOPMP_UPSTREAM = 30;
const IOPMP_REGISTERS = 31;
const ENGINE_REGISTERS = 32;
/** Of the spaces of the IOPMP the one that refuses every access; those with rights follow, by their R, W and X. */
export const BLOCKED_RWX = 33;

// biome-ignore format: a table
export const SECTIONS: readonly Section[] = [
  { ...NONE, name: 'unassigned', kind: SECTION_UNASSIGNED, base: 0, guard: GUARD_ALWAYS },
  { ...NONE, name: 'dram', kind: SECTION_RAM, base: DRAM_BASE, block: BLOCK_DRAM, guard: GUARD_BEFORE_CHECKER },
  { ...NONE, name: 'dram-upstream', kind: SECTION_IOMMU, base: DRAM_BASE, checker: CHECKER_DRAM, granted: DRAM, denied: DRAM_BLOCKED, guard: GUARD_BEFORE_CHECKER },
  { ...NONE, name: 'dram-blocked', kind: SECTION_BLOCKED, base: DRAM_BASE, checker: CHECKER_DRAM },
  { ...NONE, name: 'low-ram', kind: SECTION_RAM, base: LOW_RAM_BASE, block: BLOCK_LOW_RAM, guard: GUARD_ALWAYS },
  { ...NONE, name: 'uart-page', kind: SECTION_DISPATCH, base: UART_BASE, guard: GUARD_BEFORE_CHECKER },
  { ...NONE, name: 'finisher', kind: SECTION_IO, base: FINISHER_BASE, device: DEVICE_FINISHER },
  { ...NONE, name: 'wgchecker-dram', kind: SECTION_IO, base: WGC_DRAM_BASE, device: DEVICE_CHECKER, checker: CHECKER_DRAM },
  { ...NONE, name: 'wgchecker-uart', kind: SECTION_IO, base: WGC_UART_BASE, device: DEVICE_CHECKER, checker: CHECKER_UART },
  { ...NONE, name: 'clint', kind: SECTION_IO, base: CLINT_BASE, device: DEVICE_CLINT },
  { ...NONE, name: 'plic', kind: SECTION_IO, base: PLIC_BASE, device: DEVICE_PLIC },
  { ...NONE, name: 'uart', kind: SECTION_IO, base: UART_BASE, device: DEVICE_UART },
  { ...NONE, name: 'uart-upstream', kind: SECTION_IOMMU, base: UART_BASE, checker: CHECKER_UART, granted: UART, denied: UART_BLOCKED },
  { ...NONE, name: 'uart-blocked', kind: SECTION_BLOCKED, base: UART_BASE, checker: CHECKER_UART },
  { ...NONE, name: 'wgchecker-flash', kind: SECTION_IO, base: WGC_FLASH_BASE, device: DEVICE_CHECKER, checker: CHECKER_FLASH },
  { ...NONE, name: 'wgchecker-outer', kind: SECTION_IO, base: WGC_OUTER_BASE, device: DEVICE_CHECKER, checker: CHECKER_OUTER },
  { ...NONE, name: 'outer-upstream', kind: SECTION_IOMMU, base: DRAM_BASE, checker: CHECKER_OUTER, granted: DRAM_UPSTREAM, denied: OUTER_BLOCKED, guard: GUARD_BEFORE_CHECKER },
  { ...NONE, name: 'outer-blocked', kind: SECTION_BLOCKED, base: DRAM_BASE, checker: CHECKER_OUTER },
  { ...NONE, name: 'ram-tail-page', kind: SECTION_DISPATCH, base: 0, guard: GUARD_BEFORE_CHECKER },
  { ...NONE, name: 'rom', kind: SECTION_RAM, base: ROM_BASE, block: BLOCK_ROM, readOnly: true, guard: GUARD_ALWAYS },
  ...flashSections(0),
  ...flashSections(1),
  { ...NONE, name: 'remap', kind: SECTION_IOMMU, base: REMAP_BASE, device: DEVICE_REMAP },
  { ...NONE, name: 'remap-registers', kind: SECTION_IO, base: REMAP_REGISTERS_BASE, device: DEVICE_REMAP },
  { ...NONE, name: 'iopmp-upstream', kind: SECTION_IOMMU, base: 0, device: DEVICE_IOPMP },
  { ...NONE, name: 'iopmp-registers', kind: SECTION_IO, base: IOPMP_BASE, device: DEVICE_IOPMP },
  { ...NONE, name: 'engine-registers', kind: SECTION_IO, base: ENGINE_BASE, device: DEVICE_ENGINE },
  ...['rwx', 'wx', 'rx', 'x', 'rw', 'w', 'r'].map((refused, allows) => space(refused, allows)),
];

/** Sections of the registers of the checkers and of the remapping region, by page from {@link WGC_DRAM_BASE}. */
const REGISTER_PAGES = [WGC_DRAM, WGC_FLASH, WGC_UART, WGC_OUTER, REMAP_REGISTERS] as const;

/** Which parts of the board are there; lengths in bytes. */
export interface BoardShape {
  /** Whole pages of DRAM, and the bytes behind them. */
  readonly dramBytes: number;
  readonly tailBytes: number;
  readonly lowBytes: number;
  readonly romBytes: number;
  /** Each bank. */
  readonly flashBytes: number;
  readonly remapBytes: number;
  /** The checkers are present and in the path. */
  readonly checkers: boolean;
  /** So is the outer one. */
  readonly outerChecker: boolean;
  /** Section of a page of DRAM, the IOPMP apart. */
  readonly dramSection: number;
  /** An IOPMP is in the path: asked before the checkers, if there are any, or behind them. */
  readonly hasIopmp: boolean;
  readonly iopmpFirst: boolean;
  readonly iopmpLast: boolean;
  readonly engine: boolean;
  /** True if the flash bank answers with its status. */
  showsStatus(bank: number): boolean;
}

/** Physical addresses from here on are not guarded by the IOPMP. */
export const GUARDED_END = 0x1_0000_0000;

/** Id of the section of the page at physical address `pa` (a page address, exact below 2^53). */
export function sectionOfPage(board: BoardShape, pa: number): number {
  const section = bareSection(board, pa);
  return board.hasIopmp && isGuarded(board, section, pa) ? IOPMP_UPSTREAM : section;
}

/** As {@link sectionOfPage}, the IOPMP apart: what is behind one that is asked first. */
export function bareSection(board: BoardShape, pa: number): number {
  if (pa >= DRAM_BASE) {
    const offset = pa - DRAM_BASE;
    if (offset < board.dramBytes) return board.dramSection;
    return offset === board.dramBytes && board.tailBytes > 0 ? TAIL_PAGE : UNASSIGNED;
  }
  if (pa >= FLASH_BASES[0]) return sectionAboveDevices(board, pa);
  if (pa < FINISHER_BASE) return sectionBelowDevices(board, pa);
  if (pa === UART_BASE) return UART_PAGE;
  if (pa === FINISHER_BASE) return FINISHER;
  if (pa >= CLINT_BASE && pa < CLINT_BASE + CLINT_SIZE) return CLINT;
  if (pa >= PLIC_BASE && pa < PLIC_BASE + PLIC_SIZE) return PLIC;
  return registerSection(board, pa);
}

/** True if the IOPMP is the first on the way to a page whose section is `section` without it. */
function isGuarded(board: BoardShape, section: number, pa: number): boolean {
  const { guard } = SECTIONS[section];
  return pa < GUARDED_END && guard >= (board.iopmpFirst ? GUARD_BEFORE_CHECKER : GUARD_ALWAYS);
}

/** The section behind a checker for what it grants; flash is RAM or a device there, as its mode is. */
export function grantedSection(board: BoardShape, upstream: number): number {
  const { granted } = SECTIONS[upstream];
  if (board.iopmpLast && SECTIONS[granted].kind !== SECTION_IOMMU) return IOPMP_UPSTREAM;
  return granted < FLASH ? granted : modeSection(board, granted);
}

function registerSection(board: BoardShape, pa: number): number {
  if (pa >= IOPMP_BASE) return masterSection(board, pa);
  const page = (pa - WGC_DRAM_BASE) / PAGE;
  if (page < 0 || page >= REGISTER_PAGES.length) return UNASSIGNED;
  const id = REGISTER_PAGES[page];
  if (id === REMAP_REGISTERS) return board.remapBytes > 0 ? id : UNASSIGNED;
  return id === WGC_OUTER ? (board.outerChecker ? id : UNASSIGNED) : board.checkers ? id : UNASSIGNED;
}

/** Registers of the IOPMP and of the DMA engine. */
function masterSection(board: BoardShape, pa: number): number {
  if (pa === ENGINE_BASE) return board.engine ? ENGINE_REGISTERS : UNASSIGNED;
  return board.hasIopmp && pa < IOPMP_BASE + IOPMP_SIZE ? IOPMP_REGISTERS : UNASSIGNED;
}

function sectionBelowDevices(board: BoardShape, pa: number): number {
  if (pa < board.lowBytes) return LOW_RAM;
  return pa >= ROM_BASE && pa - ROM_BASE < board.romBytes ? ROM : UNASSIGNED;
}

function sectionAboveDevices(board: BoardShape, pa: number): number {
  if (pa >= REMAP_BASE) return pa - REMAP_BASE < board.remapBytes ? REMAP : UNASSIGNED;
  const bank = pa >= FLASH_BASES[1] ? 1 : 0;
  if (pa - FLASH_BASES[bank] >= board.flashBytes) return UNASSIGNED;
  const array = FLASH + FLASH_SECTIONS * bank;
  return board.checkers ? array + 2 : modeSection(board, array);
}

/** The section of a flash bank as its mode is; `array`: its section in array mode. */
export function modeSection(board: BoardShape, array: number): number {
  return board.showsStatus((array - FLASH) / FLASH_SECTIONS) ? array + 1 : array;
}

function flashSections(bank: 0 | 1): readonly Section[] {
  const base = FLASH_BASES[bank];
  const granted = FLASH + FLASH_SECTIONS * bank;
  const own = { ...NONE, base, device: DEVICE_FLASH, block: BLOCK_FLASH + bank, guard: GUARD_BEFORE_CHECKER };
  const guarded = { ...NONE, base, checker: CHECKER_FLASH, guard: GUARD_BEFORE_CHECKER };
  return [
    { ...own, name: `flash${bank}`, kind: SECTION_ROMD },
    { ...own, name: `flash${bank}-status`, kind: SECTION_IO },
    { ...guarded, name: `flash${bank}-upstream`, kind: SECTION_IOMMU, granted, denied: granted + 3 },
    { ...guarded, name: `flash${bank}-blocked`, kind: SECTION_BLOCKED },
  ];
}

/** The space of the IOPMP that forwards `allows` and refuses what its name says. */
function space(refused: string, allows: number): Section {
  return { ...NONE, name: `blocked-${refused}`, kind: SECTION_SPACE, base: 0, device: DEVICE_IOPMP, allows };
}
