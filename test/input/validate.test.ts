import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../src/input/empty.ts';
import {
  CSR_PRESENT,
  DATA,
  DATA_COUNT,
  DEVICE,
  DMA_WID,
  DRAM_SLOTS,
  EVENT_ARGS,
  EVENT_COUNT,
  EVENT_DMA_COPY,
  EVENT_DMA_READ,
  EVENT_DMA_WRITE,
  EVENT_INTERRUPT,
  EVENT_KIND,
  EVENT_STRIDE,
  EVENT_TRANSACTION_END,
  EVENT_TRANSACTION_START,
  EVENT_UNWATCH,
  EVENT_WATCH,
  EVENTS,
  EXTENSIONS,
  FLASH_PAGES,
  FLASH_SLOTS,
  GRANULE,
  HAS_PMP,
  INPUT_WORDS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_LEVEL,
  MAPPING_PA,
  MAPPINGS,
  MAX_SLOTS,
  MODE,
  MWID,
  MWIDLIST,
  NWORLDS,
  OUTER_SLOTS,
  PC,
  PMP,
  RAM_PAGES,
  RAM_TAIL,
  REGS,
  REMAP,
  REMAP_PAGES,
  ROM_PAGES,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_STRIDE,
  SECTIONS,
  SLOT_STRIDE,
  SLOTS,
  STEPS,
  TABLE_LEVELS,
  TABLES,
  TLB_ENTRIES,
  TLB_WINDOW,
  TRUSTED_WID,
  VERSION,
} from '../../src/input/layout.ts';
import { validate } from '../../src/input/validate.ts';
import { inputs } from '../arbitraries/input.ts';

type Change = readonly [fault: string, words: Readonly<Record<number, number>>];

/** One event with these argument words. */
function eventOf(kind: number, args: readonly number[]): Readonly<Record<number, number>> {
  const words = args.map((word, i) => [EVENTS + EVENT_ARGS + i, word]);
  return { [EVENT_COUNT]: 1, [EVENTS + EVENT_KIND]: kind, ...Object.fromEntries(words) };
}

/** What is said about the empty input with these words changed. */
// biome-ignore format: a table
const FAULTS: readonly Change[] = [
  ['layout version 1 is outside 3..3', { [VERSION]: 1 }],
  ['device 4 is outside 0..3', { [DEVICE]: 4 }],
  ['RAM pages 15 is outside 16..4096', { [RAM_PAGES]: 15 }],
  ['TLB entries 2048 is outside 64..1024', { [TLB_ENTRIES]: 2048 }],
  ['TLB entries 96 is no power of two', { [TLB_ENTRIES]: 96 }],
  ['TLB window 0 is outside 1..2147483647', { [TLB_WINDOW]: 0 }],
  ['worlds 6 is no power of two', { [NWORLDS]: 6 }],
  ['trusted WID 4 is no world of 4 and not -1', { [TRUSTED_WID]: 4 }],
  ['M-mode WID -1 is no world of 4', { [MWID]: -1 }],
  ['mwidlist 0x0 is no set of 4 worlds', { [MWIDLIST]: 0 }],
  ['mwidlist 0x10 is no set of 4 worlds', { [MWIDLIST]: 16 }],
  ['granule 8 is neither 4 nor 4096', { [GRANULE]: 8 }],
  ['steps 4097 is outside 1..4096', { [STEPS]: 4097 }],
  ['DRAM slots 32 is outside 1..31', { [DRAM_SLOTS]: 32 }],
  ['mode 2 is reserved', { [MODE]: 2 }],
  ['mode -1 is outside 0..3', { [MODE]: -1 }],
  ['pc is odd', { [PC]: 1 }],
  ['x0 is not 0', { [REGS + 1]: 1 }],
  ['tables do not start at a page', { [TABLES]: 8 }],
  ['CSR presence bits 1048576 is outside 0..1048575', { [CSR_PRESENT]: 0x100000 }],
  ['cfg of PMP entry 1 is no byte', { [HAS_PMP]: 1, [PMP + 3]: 256 }],
  ['presence of slot 2 is neither 0 nor 1', { [SLOTS + 2 * SLOT_STRIDE]: 2 }],
  ['slot 17 is set in a checker whose last slot is 16', { [SLOTS + 17 * SLOT_STRIDE]: 1 }],
  ['mappings 65 is outside 0..64', { [MAPPING_COUNT]: 65 }],
  ['mapping 0 is not between pages', { [MAPPING_COUNT]: 1, [MAPPINGS + MAPPING_PA]: 8 }],
  ['flags of mapping 0 have more than ten bits', { [MAPPING_COUNT]: 1, [MAPPINGS + MAPPING_FLAGS]: 1024 }],
  ['level of mapping 0 is outside 0..2', { [MAPPING_COUNT]: 1, [MAPPINGS + MAPPING_LEVEL]: 3 }],
  ['there are instructions but no code section', { [INSTRUCTION_COUNT]: 1 }],
  ['code section 0 starts at an odd address', { [SECTION_COUNT]: 1, [SECTIONS]: 1 }],
  ['the first code section does not begin with instruction 0', { [SECTION_COUNT]: 1, [SECTIONS + SECTION_FIRST]: 1 }],
  ['first instruction 1 of code section 1 is out of order', { [SECTION_COUNT]: 2, [SECTIONS + SECTION_STRIDE + SECTION_FIRST]: 1 }],
  ['first instruction 1 of code section 2 is out of order', { [SECTION_COUNT]: 3, [INSTRUCTION_COUNT]: 2, [SECTIONS + SECTION_STRIDE + SECTION_FIRST]: 2, [SECTIONS + 2 * SECTION_STRIDE + SECTION_FIRST]: 1 }],
  ['instruction 0 is compressed and wider than 16 bits', { [SECTION_COUNT]: 1, [INSTRUCTION_COUNT]: 1, [INSTRUCTIONS]: 0x10000 }],
  ['data value 0 is not 8-byte aligned', { [DATA_COUNT]: 1, [DATA]: 4 }],
  ['step 5 of event 1 is out of order or range', { [EVENT_COUNT]: 2, [EVENTS]: 6, [EVENTS + EVENT_STRIDE]: 5 }],
  ['step 4097 of event 0 is out of order or range', { [EVENT_COUNT]: 1, [EVENTS]: 4097 }],
  ['kind of event 0 is unknown', { [EVENT_COUNT]: 1, [EVENTS + EVENT_KIND]: 11 }],
  ['event 0 (dirty-log-start) has argument word 0 1 outside 0..0', { [EVENT_COUNT]: 1, [EVENTS + EVENT_ARGS]: 1 }],
  ['event 0 (watch) has argument word 2 65 outside 1..64', eventOf(EVENT_WATCH, [0, 0, 65, 1])],
  ['event 0 (unwatch) has argument word 3 4 outside 1..3', eventOf(EVENT_UNWATCH, [0, 0, 1, 4])],
  ['event 0 (dma-write) has argument word 5 1 outside 0..0', eventOf(EVENT_DMA_WRITE, [0, 0, 1, -1, -1, 1])],
  ['event 0 (dma-read) has argument word 2 0 outside 1..256', eventOf(EVENT_DMA_READ, [-8, -1, 0])],
  ['event 0 (interrupt) has argument word 0 32 outside 1..31', eventOf(EVENT_INTERRUPT, [32])],
  ['event 0 (dma-copy) has argument word 0 257 outside 1..256', eventOf(EVENT_DMA_COPY, [257])],
  ['event 0 (dma-copy) has argument word 5 2 outside 0..1', eventOf(EVENT_DMA_COPY, [1, -1, -1, -1, -1, 2])],
  ['event 0 (transaction-start) has argument word 0 65536 outside 0..65535', eventOf(EVENT_TRANSACTION_START, [0x10000])],
  ['event 0 (transaction-end) has argument word 5 1 outside 0..0', eventOf(EVENT_TRANSACTION_END, [1, -1, -1, -1, -1, 1])],
  ['outer slots 32 is outside 0..31', { [OUTER_SLOTS]: 32 }],
  ['flash slots 0 is outside 1..31', { [FLASH_SLOTS]: 0 }],
  ['flash pages 17 is outside 0..16', { [FLASH_PAGES]: 17 }],
  ['ROM pages 16 is outside 0..15', { [ROM_PAGES]: 16 }],
  ['RAM tail 4096 is outside 0..4088', { [RAM_TAIL]: 4096 }],
  ['RAM tail 12 is no multiple of 8', { [RAM_TAIL]: 12 }],
  ['remapping pages 9 is outside 0..8', { [REMAP_PAGES]: 9 }],
  ['extensions 4 is outside 0..3', { [EXTENSIONS]: 4 }],
  ['table levels 5 is outside 3..4', { [TABLE_LEVELS]: 5 }],
  ['DMA WID 4 is no world of 4', { [DMA_WID]: 4 }],
  ['DMA WID -1 is no world of 4', { [DMA_WID]: -1 }],
  ['a target of remapping page 0 is no page below 2^56', { [REMAP_PAGES]: 1, [REMAP]: 0x1002 }],
  ['a target of remapping page 1 is no page below 2^56', { [REMAP_PAGES]: 2, [REMAP + 7]: 1 << 24 }],
  ['slot 0 is set in a checker that is not there', { [SLOTS + 3 * MAX_SLOTS * SLOT_STRIDE]: 1 }],
  ['level of mapping 0 is outside 0..3', { [TABLE_LEVELS]: 4, [MAPPING_COUNT]: 1, [MAPPINGS + MAPPING_LEVEL]: 4 }],
];

describe('validate', () => {
  it('accepts the empty input and every generated one', () => {
    expect(validate(emptyInput())).toBeUndefined();
    fc.assert(
      fc.property(inputs(), (input) => {
        expect(validate(input)).toBeUndefined();
      }),
    );
  });

  it.each(FAULTS)('says: %s', (fault, words) => {
    const input = emptyInput();
    for (const [word, value] of Object.entries(words)) input[Number(word)] = value;
    expect(validate(input)).toBe(fault);
  });

  it('accepts all 32 worlds in mwidlist', () => {
    const input = emptyInput();
    input[NWORLDS] = 32;
    input[MWIDLIST] = -1;
    expect(validate(input)).toBeUndefined();
  });

  it('accepts every bit that a register of the remapping region keeps, and nothing in absent pages', () => {
    const input = emptyInput();
    input[REMAP_PAGES] = 1;
    input.set([0xffff_f001 | 0, 0x00ff_ffff, 0, 0, -1, -1], REMAP);
    expect(validate(input)).toBeUndefined();
  });

  it('does not look at what no count covers', () => {
    const input = emptyInput();
    for (const word of [MAPPINGS + MAPPING_FLAGS, INSTRUCTIONS, DATA, EVENTS + EVENT_KIND, PMP])
      input[word] = -1;
    expect(validate(input)).toBeUndefined();
  });

  it('refuses an array of another length', () => {
    const short: Input = new Int32Array(7);
    expect(validate(short)).toBe(`an input has ${INPUT_WORDS} words, not 7`);
  });
});
