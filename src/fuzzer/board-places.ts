/** Where the parts of the board lie, as int32 low halves of physical addresses. */

import type { Rng } from '../bits/rng.ts';
import { hasIopmp } from '../input/iopmp-rules.ts';
import {
  CLINT_BASE,
  DEVICE,
  DEVICE_BOTH,
  DRAM_BASE,
  DRAM_SLOTS,
  ENGINE,
  ENGINE_BASE,
  ENGINE_SOURCE,
  FINISHER_BASE,
  FLASH_BASES,
  FLASH_PAGES,
  type Input,
  IOPMP_BASE,
  IOPMP_SOURCE,
  LOW_RAM_BASE,
  PAGE,
  PLIC_BASE,
  RAM_PAGES,
  RAM_TAIL,
  REMAP_BASE,
  REMAP_PAGES,
  REMAP_REGISTERS_BASE,
  ROM_BASE,
  ROM_PAGES,
  UART_BASE,
  WGC_BASES,
  WGC_SOURCES,
} from '../input/layout.ts';
import { anyEngineRegister, anyIopmpRegister } from './iopmp-registers.ts';
import { anyChecker } from './slot-bounds.ts';

/** Registers of the CLINT. */
export const MSIP = CLINT_BASE;
export const MTIMECMP = CLINT_BASE + 0x4000;
export const MTIME = CLINT_BASE + 0xbff8;
const CLINT_REGISTERS = [MSIP, MTIMECMP, MTIMECMP, MTIME, MTIME];
/** Offsets in the PLIC: pending bits; enable bits, threshold, claim of the M and the S context. */
export const PLIC_PENDING = 0x1000;
export const PLIC_ENABLES = [0x2000, 0x2080];
export const PLIC_THRESHOLDS = [0x20_0000, 0x20_1000];
export const PLIC_CLAIM = 4;
const PLIC_SOURCES = 31;
/** Offset of the first slot in a checker's registers, and bytes of a slot. @source worldguard.md 3.1, 3.2 */
const FIRST_SLOT = 0x20;
const SLOT_BYTES = 0x20;
/** Pages of a large part that chance chooses from. */
const FEW_PAGES = 2;

/** A source of the PLIC: mostly one that a checker drives, or the IOPMP or the engine of a board that has one. */
export function anySource(input: Input, rng: Rng): number {
  if (hasIopmp(input) && rng.oneIn(2)) return IOPMP_SOURCE;
  if (input[ENGINE] === 1 && rng.oneIn(3)) return ENGINE_SOURCE;
  return rng.oneIn(4) ? 1 + rng.below(PLIC_SOURCES) : WGC_SOURCES[rng.below(WGC_SOURCES.length)];
}

/** A register of the device that protects: of a checker, or of the IOPMP of a board that has one. */
export function ruleRegister(input: Input, rng: Rng): number {
  const isChecker = !hasIopmp(input) || (input[DEVICE] === DEVICE_BOTH && rng.oneIn(2));
  return isChecker ? checkerRegister(input, rng) : IOPMP_BASE + anyIopmpRegister(input, rng);
}

/** A register of a checker: of its head, or of a slot up to one behind its last. */
function checkerRegister(input: Input, rng: Rng): number {
  const checker = anyChecker(input, rng);
  const slot = rng.below(input[DRAM_SLOTS + checker] + 3) - 1;
  return WGC_BASES[checker] + FIRST_SLOT + slot * SLOT_BYTES;
}

/** A register of another device: UART, finisher, CLINT, PLIC, remapping region, DMA engine. */
export function boardRegister(input: Input, rng: Rng): number {
  if (input[ENGINE] === 1 && rng.oneIn(4)) return ENGINE_BASE + anyEngineRegister(rng);
  const choice = rng.below(12);
  if (choice < 2) return CLINT_REGISTERS[rng.below(CLINT_REGISTERS.length)];
  if (choice < 5) return PLIC_BASE + plicOffset(input, rng);
  if (choice < 6) return FINISHER_BASE;
  const pages = input[REMAP_PAGES];
  return choice < 9 && pages > 0
    ? REMAP_REGISTERS_BASE + 8 * rng.below(2 * pages + 1)
    : UART_BASE + rng.below(8);
}

function plicOffset(input: Input, rng: Rng): number {
  const context = rng.below(2);
  switch (rng.below(5)) {
    case 0:
      return PLIC_PENDING;
    case 1:
      return PLIC_ENABLES[context];
    case 2:
      return PLIC_THRESHOLDS[context];
    case 3:
      return PLIC_THRESHOLDS[context] + PLIC_CLAIM;
    default:
      return 4 * anySource(input, rng);
  }
}

/** Begin or end of a memory: mostly of one that is there beside DRAM and low RAM; else of low RAM, or DRAM's end. */
export function memoryEdge(input: Input, rng: Rng): number {
  const other = rng.oneIn(4) ? 0 : anyOtherPage(input, rng);
  if (other !== 0) return rng.oneIn(4) ? other + PAGE : other;
  return rng.oneIn(2) ? LOW_RAM_BASE : (DRAM_BASE + input[RAM_PAGES] * PAGE + input[RAM_TAIL]) | 0;
}

/** A page of flash, ROM, DRAM's tail or the remapping region, or 0 if the board has none of them. */
export function anyOtherPage(input: Input, rng: Rng): number {
  const first = rng.below(4);
  for (let i = 0; i < 4; i++) {
    const page = pageOf(input, rng, (first + i) % 4);
    if (page !== 0) return page;
  }
  return 0;
}

/** By number: a page of flash, of ROM, of the remapping region, or the last one of DRAM. */
function pageOf(input: Input, rng: Rng, part: number): number {
  switch (part) {
    case 0:
      return fewOf(FLASH_BASES[rng.below(FLASH_BASES.length)], input[FLASH_PAGES], rng);
    case 1:
      return fewOf(ROM_BASE, input[ROM_PAGES], rng);
    case 2:
      return fewOf(REMAP_BASE, input[REMAP_PAGES], rng);
    default:
      return fewOf(DRAM_BASE + input[RAM_PAGES] * PAGE, input[RAM_TAIL] > 0 ? 1 : 0, rng);
  }
}

/** One of the first of `pages` pages from `base` on, or 0 if there are none. */
function fewOf(base: number, pages: number, rng: Rng): number {
  return pages === 0 ? 0 : (base + rng.below(Math.min(pages, FEW_PAGES)) * PAGE) | 0;
}
