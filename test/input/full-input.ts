import { emptyInput } from '../../src/input/empty.ts';
import {
  CSR_PRESENT,
  CSRS,
  DATA,
  DATA_COUNT,
  DRAM_SLOTS,
  EVENT_COUNT,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENTS,
  HAS_PMP,
  HAS_STOP,
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
  MAX_STEPS,
  MWIDLIST,
  NWORLDS,
  PMP,
  REGS,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
  STEPS,
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
  input[CSR_PRESENT] = 0xffff;
  input[HAS_PMP] = 1;
  for (let at = PMP; at < PMP + 48; at += 3) input.set([0xff, WIDE, WIDE], at);
  for (let at = SLOTS; at < MAPPING_COUNT; at += SLOT_STRIDE) input[at + SLOT_PRESENT] = 1;
  fillMappings(input);
  fillProgram(input);
  input[DATA_COUNT] = MAX_DATA;
  input[EVENT_COUNT] = MAX_EVENTS;
  for (let i = 0; i < MAX_EVENTS; i++) input[EVENTS + i * EVENT_STRIDE + EVENT_STEP] = 1000 + 2 * i;
  return input;
}

function fillPlatform(input: Input): void {
  input[LOW_RAM_PAGES] = 1;
  input[TLB_ENTRIES] = 1024;
  input[TLB_WINDOW] = 0x7fff_fff0;
  input[NWORLDS] = 32;
  input[MWIDLIST] = 0xffff;
  input[STEPS] = MAX_STEPS - 1;
  input[DRAM_SLOTS] = 31;
  input[UART_SLOTS] = 31;
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
