import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyInput } from '../../src/input/empty.ts';
import {
  CSR_PRESENT,
  DATA,
  DATA_COUNT,
  DEVICE,
  DRAM_SLOTS,
  EVENT_ARGS,
  EVENT_COUNT,
  EVENT_KIND,
  EVENT_STRIDE,
  EVENTS,
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
  MODE,
  MWID,
  MWIDLIST,
  NWORLDS,
  PC,
  PMP,
  RAM_PAGES,
  REGS,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_STRIDE,
  SECTIONS,
  SLOT_STRIDE,
  SLOTS,
  STEPS,
  TABLES,
  TLB_ENTRIES,
  TLB_WINDOW,
  TRUSTED_WID,
  VERSION,
} from '../../src/input/layout.ts';
import { validate } from '../../src/input/validate.ts';
import { inputs } from '../arbitraries/input.ts';

type Change = readonly [fault: string, words: Readonly<Record<number, number>>];

/** What is said about the empty input with these words changed. */
// biome-ignore format: a table
const FAULTS: readonly Change[] = [
  ['layout version 2 is outside 1..1', { [VERSION]: 2 }],
  ['device 2 is outside 0..1', { [DEVICE]: 2 }],
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
  ['CSR presence bits 65536 is outside 0..65535', { [CSR_PRESENT]: 0x10000 }],
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
  ['kind of event 0 is unknown', { [EVENT_COUNT]: 1, [EVENTS + EVENT_KIND]: 3 }],
  ['event 0 has an argument its kind does not take', { [EVENT_COUNT]: 1, [EVENTS + EVENT_ARGS]: 1 }],
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
