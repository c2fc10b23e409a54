import { emptyInput } from '../../src/input/empty.ts';
import {
  CHECKERS,
  CSR_PRESENT,
  CSRS,
  DATA,
  DATA_COUNT,
  DMA_WID,
  DRAM_SLOTS,
  EVENT_COUNT,
  EVENT_DMA_BYTES,
  EVENT_DMA_WRITE,
  EVENT_KIND,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENTS,
  EXT_SVADE,
  EXTENSIONS,
  FLASH_PAGES,
  FLASH_SLOTS,
  HAS_PMP,
  HAS_STOP,
  INITIAL_CSRS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  LOW_RAM_PAGES,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_STRIDE,
  MAPPINGS,
  MAX_DATA,
  MAX_EVENTS,
  MAX_INSTRUCTIONS,
  MAX_MAPPINGS,
  MAX_SLOTS,
  MAX_STEPS,
  MWIDLIST,
  NWORLDS,
  OUTER_SLOTS,
  PMP,
  RAM_TAIL,
  REGS,
  REMAP,
  REMAP_PAGES,
  ROM_PAGES,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
  SLOT_PERM,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
  STEPS,
  TABLE_LEVELS,
  TABLES,
  TLB_ENTRIES,
  TLB_WINDOW,
  UART_SLOTS,
} from '../../src/input/layout.ts';

/** Bits 12 and 3 clear: valid as a page, an aligned address, flags and an instruction alike. */
const WIDE = 0xa5a5_a000 | 0;

/** A valid input in which every count is at its limit and every word with a meaning has one that takes many characters. */
export function fullInput(): Input {
  const input = emptyInput();
  input.fill(WIDE, REGS + 2, CSR_PRESENT);
  input.fill(WIDE, CSRS, HAS_PMP);
  input.fill(WIDE, SLOTS, MAPPING_COUNT);
  input.fill(WIDE, MAPPINGS, SECTION_COUNT);
  input.fill(WIDE, DATA, EVENT_COUNT);
  fillPlatform(input);
  input[HAS_STOP] = 1;
  input[TABLES + 1] = WIDE;
  input[CSR_PRESENT] = 2 ** INITIAL_CSRS.length - 1;
  input[HAS_PMP] = 1;
  for (let at = PMP; at < PMP + 48; at += 3) input.set([0xff, WIDE, WIDE], at);
  for (let at = SLOTS; at < SLOTS + CHECKERS * MAX_SLOTS * SLOT_STRIDE; at += SLOT_STRIDE)
    fillSlot(input, at);
  fillMappings(input);
  fillProgram(input);
  input[DATA_COUNT] = MAX_DATA;
  input[EVENT_COUNT] = MAX_EVENTS;
  for (let i = 0; i < MAX_EVENTS; i++) fillEvent(input, EVENTS + i * EVENT_STRIDE, 1000 + 2 * i);
  return input;
}

function fillPlatform(input: Input): void {
  input[LOW_RAM_PAGES] = 1;
  input[RAM_TAIL] = 2008;
  input[ROM_PAGES] = 14;
  input[FLASH_PAGES] = 15;
  input[REMAP_PAGES] = 8;
  for (let at = REMAP; at < REMAP + 32; at += 2) input.set([WIDE, 0xa5a5a5 + at], at);
  input[DMA_WID] = 14;
  input[EXTENSIONS] = EXT_SVADE;
  input[TABLE_LEVELS] = 4;
  input[TLB_ENTRIES] = 1024;
  input[TLB_WINDOW] = 0x7fff_fff0;
  input[NWORLDS] = 32;
  input[MWIDLIST] = 0xffff;
  input[STEPS] = MAX_STEPS - 1;
  input[DRAM_SLOTS] = 31;
  input[UART_SLOTS] = 31;
  input[FLASH_SLOTS] = 31;
  input[OUTER_SLOTS] = 31;
}

/** Every WID may do everything. */
function fillSlot(input: Input, at: number): void {
  input[at + SLOT_PRESENT] = 1;
  input.fill(-1, at + SLOT_PERM, at + SLOT_PERM + 2);
}

/** A write by DMA: the kind with most arguments, none of them 0. */
function fillEvent(input: Input, at: number, step: number): void {
  input.fill(WIDE, at, at + EVENT_STRIDE - 1);
  input[at + EVENT_STEP] = step;
  input[at + EVENT_KIND] = EVENT_DMA_WRITE;
  input[at + EVENT_DMA_BYTES] = 200;
}

function fillMappings(input: Input): void {
  input[MAPPING_COUNT] = MAX_MAPPINGS;
  for (let i = 0; i < MAX_MAPPINGS; i++) {
    input[MAPPINGS + i * MAPPING_STRIDE + MAPPING_FLAGS] = 0x3fe;
    input[MAPPINGS + i * MAPPING_STRIDE + MAPPING_FLAGS + 1] = 1;
  }
}

function fillProgram(input: Input): void {
  input[SECTION_COUNT] = 8;
  for (let i = 0; i < 8; i++) {
    input.set([WIDE, WIDE], SECTIONS + i * SECTION_STRIDE + SECTION_PA);
    input[SECTIONS + i * SECTION_STRIDE + SECTION_FIRST] = 30 * i;
  }
  input[INSTRUCTION_COUNT] = MAX_INSTRUCTIONS;
  // amomaxu.d.aqrl s11, s10, (s10)
  input.fill(0xe7ad_3daf | 0, INSTRUCTIONS, INSTRUCTIONS + MAX_INSTRUCTIONS);
}
