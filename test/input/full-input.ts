import { emptyInput } from '../../src/input/empty.ts';
import {
  CHECKERS,
  CSR_PRESENT,
  CSRS,
  DATA,
  DATA_COUNT,
  DEVICE,
  DEVICE_BOTH,
  DMA_RRID,
  DMA_WID,
  DRAM_SLOTS,
  ENGINE,
  ENTRY_CFG,
  ENTRY_STRIDE,
  EVENT_COUNT,
  EVENT_DMA_BYTES,
  EVENT_DMA_WRITE,
  EVENT_KIND,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENTS,
  EXT_SVADE,
  EXTENSIONS,
  FEATURE_TRANSL_PROG,
  FEATURES,
  FLASH_PAGES,
  FLASH_SLOTS,
  HART_RRID,
  HAS_PMP,
  HAS_STOP,
  INITIAL_CSRS,
  INPUT_WORDS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_ENTRY_NUM,
  IOPMP_ERR_DATA,
  IOPMP_FEATURES,
  IOPMP_GRANULE,
  IOPMP_MD_NUM,
  IOPMP_MDCFG,
  IOPMP_MSI_RRID,
  IOPMP_PRIO_ENTRY,
  IOPMP_ROWS,
  IOPMP_RRID_NUM,
  IOPMP_RRID_TRANSL,
  IOPMP_SPEC,
  LOW_RAM_PAGES,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_STRIDE,
  MAPPINGS,
  MAX_DATA,
  MAX_ENTRIES,
  MAX_EVENTS,
  MAX_INSTRUCTIONS,
  MAX_MAPPINGS,
  MAX_MDS,
  MAX_RRIDS,
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
  SPEC_082,
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
  fillIopmp(input);
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

/** As large as it can be, with tables of format 0, SPS and every bit of every register of some use. */
function fillIopmp(input: Input): void {
  input[DEVICE] = DEVICE_BOTH;
  input[HART_RRID] = 0xa5a5;
  input[DMA_RRID] = 0xa5a5;
  input[ENGINE] = 1;
  input.fill(WIDE, IOPMP_ENABLE, IOPMP_MDCFG);
  input[IOPMP_SPEC] = SPEC_082;
  input[IOPMP_MD_NUM] = MAX_MDS;
  input[IOPMP_RRID_NUM] = MAX_RRIDS;
  input[IOPMP_ENTRY_NUM] = MAX_ENTRIES;
  input[IOPMP_PRIO_ENTRY] = 0xa5a5;
  input[IOPMP_RRID_TRANSL] = 0xa5a5;
  input[IOPMP_ERR_DATA] = WIDE;
  input[IOPMP_MSI_RRID] = 0xa5a5;
  input[IOPMP_GRANULE] = 1024;
  input[IOPMP_FEATURES] = FEATURES & ~FEATURE_TRANSL_PROG;
  input[IOPMP_ENABLE] = 1;
  input.fill(0xa5a5, IOPMP_MDCFG, IOPMP_MDCFG + MAX_MDS);
  input.fill(WIDE | 0xfe, IOPMP_ROWS, INPUT_WORDS);
  for (let i = 0; i < MAX_ENTRIES; i++) input[IOPMP_ENTRIES + i * ENTRY_STRIDE + ENTRY_CFG] = -2;
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
