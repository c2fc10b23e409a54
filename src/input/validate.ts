import { eventFault } from './event-rules.ts';
import { iopmpFault } from './iopmp-rules.ts';
import {
  CHECKERS,
  CSR_PRESENT,
  DATA,
  DATA_COUNT,
  DATA_PA,
  DATA_STRIDE,
  DEVICE,
  DEVICE_BOTH,
  DMA_WID,
  DRAM_SLOTS,
  ENGINE,
  EVENT_COUNT,
  EXT_SMEPMP,
  EXT_SVADE,
  EXTENSIONS,
  FLASH_PAGES,
  FLASH_SLOTS,
  GRANULE,
  HARTS,
  HAS_PMP,
  HAS_STOP,
  HW_BYPASS,
  INITIAL_CSRS,
  INPUT_WORDS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  LAYOUT_VERSION,
  LOW_RAM_PAGES,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_LEVEL,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPING_VA,
  MAPPINGS,
  MAX_CODE_SECTIONS,
  MAX_DATA,
  MAX_EVENTS,
  MAX_INSTRUCTIONS,
  MAX_MAPPINGS,
  MAX_REMAP_PAGES,
  MAX_SLOTS,
  MAX_STEPS,
  MODE,
  MWID,
  MWIDLIST,
  NWORLDS,
  OUTER_SLOTS,
  PAGE,
  PC,
  PMP,
  PMP_CFG,
  PMP_ENTRIES,
  PMP_STRIDE,
  RAM_PAGES,
  RAM_TAIL,
  REGS,
  REMAP,
  REMAP_ENABLED,
  REMAP_PAGES,
  REMAP_STRIDE,
  ROM_PAGES,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
  STEPS,
  TABLE_LEVELS,
  TABLES,
  TLB_ENTRIES,
  TLB_WINDOW,
  TRUSTED_WID,
  UART_SLOTS,
  VERSION,
} from './layout.ts';

type Range = readonly [name: string, word: number, low: number, high: number];

/** Words with a fixed range, both ends included. */
// biome-ignore format: a table
const RANGES: readonly Range[] = [
  ['layout version', VERSION, LAYOUT_VERSION, LAYOUT_VERSION],
  ['device', DEVICE, 0, DEVICE_BOTH],
  ['harts', HARTS, 1, 1],
  ['RAM pages', RAM_PAGES, 16, 4096],
  ['low RAM pages', LOW_RAM_PAGES, 0, 1],
  ['TLB entries', TLB_ENTRIES, 64, 1024],
  ['TLB window', TLB_WINDOW, 1, 0x7fff_ffff],
  ['worlds', NWORLDS, 2, 32],
  ['hw-bypass', HW_BYPASS, 0, 1],
  ['steps', STEPS, 1, MAX_STEPS],
  ['DRAM slots', DRAM_SLOTS, 1, MAX_SLOTS - 1],
  ['UART slots', UART_SLOTS, 1, MAX_SLOTS - 1],
  ['flash slots', FLASH_SLOTS, 1, MAX_SLOTS - 1],
  ['outer slots', OUTER_SLOTS, 0, MAX_SLOTS - 1],
  ['flash pages', FLASH_PAGES, 0, 16],
  ['ROM pages', ROM_PAGES, 0, 15],
  ['RAM tail', RAM_TAIL, 0, PAGE - 8],
  ['remapping pages', REMAP_PAGES, 0, MAX_REMAP_PAGES],
  ['extensions', EXTENSIONS, 0, EXT_SVADE | EXT_SMEPMP],
  ['table levels', TABLE_LEVELS, 3, 4],
  ['DMA engines', ENGINE, 0, 1],
  ['mode', MODE, 0, 3],
  ['stop switch', HAS_STOP, 0, 1],
  ['PMP switch', HAS_PMP, 0, 1],
  ['CSR presence bits', CSR_PRESENT, 0, 2 ** INITIAL_CSRS.length - 1],
  ['mappings', MAPPING_COUNT, 0, MAX_MAPPINGS],
  ['code sections', SECTION_COUNT, 0, MAX_CODE_SECTIONS],
  ['instructions', INSTRUCTION_COUNT, 0, MAX_INSTRUCTIONS],
  ['data values', DATA_COUNT, 0, MAX_DATA],
  ['events', EVENT_COUNT, 0, MAX_EVENTS],
];

/**
 * What is wrong with `input`, as one sentence naming the first offence, or undefined for a valid input. Checks every
 * count, selector and limit; addresses may point anywhere (the image leaves out what falls outside RAM). Words that
 * no count or presence bit covers are not looked at: nobody reads them.
 */
export function validate(input: Input): string | undefined {
  if (input.length !== INPUT_WORDS) return `an input has ${INPUT_WORDS} words, not ${input.length}`;
  for (const [name, word, low, high] of RANGES) {
    if (input[word] < low || input[word] > high) return `${name} ${input[word]} is outside ${low}..${high}`;
  }
  return (
    platformFault(input) ??
    hartFault(input) ??
    slotFault(input) ??
    iopmpFault(input) ??
    mappingFault(input) ??
    programFault(input) ??
    dataFault(input) ??
    eventFault(input)
  );
}

function platformFault(input: Input): string | undefined {
  const worlds = input[NWORLDS];
  if (!isPowerOfTwo(input[TLB_ENTRIES])) return `TLB entries ${input[TLB_ENTRIES]} is no power of two`;
  if (!isPowerOfTwo(worlds)) return `worlds ${worlds} is no power of two`;
  if (input[GRANULE] !== 4 && input[GRANULE] !== PAGE)
    return `granule ${input[GRANULE]} is neither 4 nor 4096`;
  if (input[TRUSTED_WID] < -1 || input[TRUSTED_WID] >= worlds) {
    return `trusted WID ${input[TRUSTED_WID]} is no world of ${worlds} and not -1`;
  }
  if (input[MWID] < 0 || input[MWID] >= worlds) return `M-mode WID ${input[MWID]} is no world of ${worlds}`;
  const list = input[MWIDLIST] >>> 0;
  if (list === 0 || list >= 2 ** worlds)
    return `mwidlist 0x${list.toString(16)} is no set of ${worlds} worlds`;
  if (input[DMA_WID] < 0 || input[DMA_WID] >= worlds)
    return `DMA WID ${input[DMA_WID]} is no world of ${worlds}`;
  if ((input[RAM_TAIL] & 7) !== 0) return `RAM tail ${input[RAM_TAIL]} is no multiple of 8`;
  return remapFault(input);
}

/** Bits 55:12 and bit 0 of a register can be set. */
function remapFault(input: Input): string | undefined {
  const end = REMAP + input[REMAP_PAGES] * REMAP_STRIDE;
  for (let at = REMAP; at < end; at += 2) {
    if ((input[at] & (PAGE - 1) & ~REMAP_ENABLED) === 0 && input[at + 1] >>> 24 === 0) continue;
    const page = Math.floor((at - REMAP) / REMAP_STRIDE);
    return `a target of remapping page ${page} is no page below 2^56`;
  }
  return undefined;
}

function hartFault(input: Input): string | undefined {
  if (input[MODE] === 2) return 'mode 2 is reserved';
  if ((input[PC] & 1) !== 0) return 'pc is odd';
  if ((input[REGS] | input[REGS + 1]) !== 0) return 'x0 is not 0';
  if ((input[TABLES] & (PAGE - 1)) !== 0) return 'tables do not start at a page';
  for (let i = 0; i < PMP_ENTRIES; i++) {
    const cfg = input[PMP + i * PMP_STRIDE + PMP_CFG];
    if (input[HAS_PMP] === 1 && cfg >>> 0 > 0xff) return `cfg of PMP entry ${i} is no byte`;
  }
  return undefined;
}

function slotFault(input: Input): string | undefined {
  for (let checker = 0; checker < CHECKERS; checker++) {
    const last = input[DRAM_SLOTS + checker];
    for (let i = 0; i < MAX_SLOTS; i++) {
      const present = input[SLOTS + (checker * MAX_SLOTS + i) * SLOT_STRIDE + SLOT_PRESENT];
      if (present >>> 0 > 1) return `presence of slot ${i} is neither 0 nor 1`;
      if (present === 1 && last === 0) return `slot ${i} is set in a checker that is not there`;
      if (present === 1 && i > last) return `slot ${i} is set in a checker whose last slot is ${last}`;
    }
  }
  return undefined;
}

function mappingFault(input: Input): string | undefined {
  for (let i = 0; i < input[MAPPING_COUNT]; i++) {
    const at = MAPPINGS + i * MAPPING_STRIDE;
    const offset = (input[at + MAPPING_VA] | input[at + MAPPING_PA]) & (PAGE - 1);
    if (offset !== 0) return `mapping ${i} is not between pages`;
    if (input[at + MAPPING_FLAGS] >>> 0 > 0x3ff) return `flags of mapping ${i} have more than ten bits`;
    const top = input[TABLE_LEVELS] - 1;
    if (input[at + MAPPING_LEVEL] >>> 0 > top) return `level of mapping ${i} is outside 0..${top}`;
  }
  return undefined;
}

function programFault(input: Input): string | undefined {
  const sections = input[SECTION_COUNT];
  const count = input[INSTRUCTION_COUNT];
  if (sections === 0 && count !== 0) return 'there are instructions but no code section';
  let previous = 0;
  for (let i = 0; i < sections; i++) {
    const at = SECTIONS + i * SECTION_STRIDE;
    const first = input[at + SECTION_FIRST];
    if ((input[at + SECTION_PA] & 1) !== 0) return `code section ${i} starts at an odd address`;
    if (i === 0 && first !== 0) return 'the first code section does not begin with instruction 0';
    if (first < previous || first > count)
      return `first instruction ${first} of code section ${i} is out of order`;
    previous = first;
  }
  for (let i = 0; i < count; i++) {
    const word = input[INSTRUCTIONS + i];
    if ((word & 3) !== 3 && word >>> 16 !== 0) return `instruction ${i} is compressed and wider than 16 bits`;
  }
  return undefined;
}

function dataFault(input: Input): string | undefined {
  for (let i = 0; i < input[DATA_COUNT]; i++) {
    if ((input[DATA + i * DATA_STRIDE + DATA_PA] & 7) !== 0) return `data value ${i} is not 8-byte aligned`;
  }
  return undefined;
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && (value & (value - 1)) === 0;
}
