import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../../src/bits/rng.ts';
import { Generator } from '../../../src/fuzzer/generate/generator.ts';
import { offsetInSection, sectionEnd } from '../../../src/fuzzer/program.ts';
import {
  DEVICE,
  EVENT_COUNT,
  EVENT_DMA_READ,
  EVENT_DMA_WRITE,
  EVENT_INTERRUPT,
  EVENT_KIND,
  EVENT_STRIDE,
  EVENT_WATCH,
  EVENTS,
  EXT_SMEPMP,
  EXT_SVADE,
  EXTENSIONS,
  FLASH_BASES,
  FLASH_PAGES,
  HAS_STOP,
  INPUT_WORDS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  MAPPING_COUNT,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPINGS,
  OUTER_SLOTS,
  RAM_TAIL,
  REMAP_PAGES,
  ROM_BASE,
  ROM_PAGES,
  SECTION_COUNT,
  SECTION_STRIDE,
  SECTIONS,
  SLOT_PRESENT,
  SLOT_STRIDE,
  SLOTS,
  STOP,
  TABLE_LEVELS,
} from '../../../src/input/layout.ts';
import { parseInput, printInput } from '../../../src/input/text.ts';
import { validate } from '../../../src/input/validate.ts';
import { disassemble } from '../../../src/isa/assembler.ts';

const ROOT = rootSeed('generator');
const BOARD = { device: 1, harts: 1 };

function generate(index: number, generator = new Generator(BOARD)): Input {
  const out = new Int32Array(INPUT_WORDS).fill(index);
  generator.generate(new Rng(ROOT, index), out);
  return out;
}

const SAMPLE = Array.from({ length: 300 }, (_, i) => generate(i));

const MANY = Array.from({ length: 1500 }, (_, i) => generate(i));

function hasEvent(input: Input, ...kinds: readonly number[]): boolean {
  return Array.from(
    { length: input[EVENT_COUNT] },
    (_, i) => input[EVENTS + i * EVENT_STRIDE + EVENT_KIND],
  ).some((kind) => kinds.includes(kind));
}

/** What a board, a hart or its surroundings may have, and most do not. */
const PARTS: readonly (readonly [name: string, has: (input: Input) => boolean])[] = [
  ['flash', (input) => input[FLASH_PAGES] > 0],
  ['ROM', (input) => input[ROM_PAGES] > 0],
  ['a tail of DRAM', (input) => input[RAM_TAIL] > 0],
  ['an outer checker', (input) => input[OUTER_SLOTS] > 0],
  ['a remapping region', (input) => input[REMAP_PAGES] > 0],
  ['Sv48', (input) => input[TABLE_LEVELS] === 4],
  ['Svade', (input) => (input[EXTENSIONS] & EXT_SVADE) !== 0],
  ['Smepmp', (input) => (input[EXTENSIONS] & EXT_SMEPMP) !== 0],
  ['a watchpoint', (input) => hasEvent(input, EVENT_WATCH)],
  ['DMA', (input) => hasEvent(input, EVENT_DMA_WRITE, EVENT_DMA_READ)],
  ['an interrupt from outside', (input) => hasEvent(input, EVENT_INTERRUPT)],
];

function mean(of: (input: Input) => number): number {
  return SAMPLE.reduce((sum, input) => sum + of(input), 0) / SAMPLE.length;
}

describe('a generated input', () => {
  it('is valid and says all it holds in its text', () => {
    for (const input of SAMPLE) expect(validate(input)).toBeUndefined();
    for (const input of SAMPLE.slice(0, 60))
      expect(parseInput(printInput(input), 'generated').input).toEqual(input);
  });

  it('follows from its draws alone, whatever was generated before', () => {
    const used = new Generator(BOARD);
    fc.assert(
      fc.property(fc.nat(299), (index) => {
        expect(generate(index, used)).toEqual(SAMPLE[index]);
      }),
    );
  });

  it('has the device that was asked for, and rules only where there is a checker', () => {
    const input = new Int32Array(INPUT_WORDS);
    for (let i = 0; i < 50; i++) {
      new Generator({ device: 0, harts: 1 }).generate(new Rng(ROOT, i), input);
      expect(input[DEVICE]).toBe(0);
      expect(input.subarray(SLOTS, MAPPING_COUNT).every((word) => word === 0)).toBe(true);
    }
  });

  it('stops behind its main code', () => {
    for (const input of SAMPLE) {
      expect(input[HAS_STOP]).toBe(1);
      expect(input[STOP]).toBe(input[SECTIONS] + offsetInSection(input, 0, sectionEnd(input, 0)));
    }
  });

  it('has trap handlers and code for lower modes beside the main code', () => {
    for (const input of SAMPLE) expect(input[SECTION_COUNT]).toBeGreaterThanOrEqual(4);
  });

  it('holds 60 to 160 instructions on average, of which nearly all decode', () => {
    const count = mean((input) => input[INSTRUCTION_COUNT]);
    expect(count).toBeGreaterThan(60);
    expect(count).toBeLessThan(160);
    const decoding = mean((input) => {
      const words = [...input.subarray(INSTRUCTIONS, INSTRUCTIONS + input[INSTRUCTION_COUNT])];
      return words.filter((word) => disassemble(word) !== undefined).length / words.length;
    });
    expect(decoding).toBeGreaterThan(0.97);
  });

  it('is crowded: several rules, and several mappings of few pages', () => {
    const rules = (input: Input): number =>
      Array.from({ length: 32 }, (_, i) => input[SLOTS + i * SLOT_STRIDE + SLOT_PRESENT]).filter(Boolean)
        .length;
    expect(mean(rules)).toBeGreaterThan(3);
    const mapped = SAMPLE.filter((input) => input[MAPPING_COUNT] > 0);
    expect(mapped.length).toBeGreaterThan(SAMPLE.length / 2);
    const pagesOf = (input: Input): number =>
      new Set(
        Array.from(
          { length: input[MAPPING_COUNT] },
          (_, i) => input[MAPPINGS + i * MAPPING_STRIDE + MAPPING_PA],
        ),
      ).size;
    expect(Math.max(...mapped.map(pagesOf))).toBeLessThan(12);
  });

  it.each(PARTS)('has %s in about one of six to ten, and mostly without it', (_, has) => {
    const share = MANY.filter(has).length / MANY.length;
    expect(share).toBeGreaterThan(1 / 14);
    expect(share).toBeLessThan(1 / 5);
  });

  it('is plain board, with nothing of what not every board has, now and then', () => {
    const plain = MANY.filter((input) => PARTS.every(([, has]) => !has(input)));
    expect(plain.length / MANY.length).toBeGreaterThan(1 / 8);
  });

  it('has code for S in ROM and for U in flash if there is any', () => {
    for (const input of MANY) {
      const [s, u] = [2, 3].map((section) => input[SECTIONS + section * SECTION_STRIDE]);
      expect(s === ROM_BASE).toBe(input[ROM_PAGES] > 0);
      expect(u === FLASH_BASES[0]).toBe(input[FLASH_PAGES] > 0);
    }
  });
});
