import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Draft,
  insertDraft,
  offsetInSection,
  removeInstructions,
  replaceInstruction,
  sectionEnd,
  sectionOf,
  widthOf,
} from '../../src/fuzzer/program.ts';
import { emptyInput } from '../../src/input/empty.ts';
import {
  HAS_STOP,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  MAX_INSTRUCTIONS,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
  STOP,
} from '../../src/input/layout.ts';
import { validate } from '../../src/input/validate.ts';
import { instructionWords } from '../arbitraries/value.ts';

const words = instructionWords().map((word) => ((word & 3) === 3 ? word | 0 : word & 0xffff));
/** Sections of at least one instruction each, as lists of words: the model of a program, copied before it is edited. */
const programs = fc.array(fc.array(words, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 });

function copy(model: readonly (readonly number[])[]): number[][] {
  return model.map((section) => [...section]);
}

function build(sections: readonly (readonly number[])[], stopAt: number): Input {
  const input = emptyInput();
  for (const [i, section] of sections.entries()) {
    const at = SECTIONS + i * SECTION_STRIDE;
    input[at + SECTION_PA] = 0x8000_0000 + i * 0x1000;
    input[at + SECTION_FIRST] = input[INSTRUCTION_COUNT];
    for (const word of section) input[INSTRUCTIONS + input[INSTRUCTION_COUNT]++] = word;
  }
  input[SECTION_COUNT] = sections.length;
  input[HAS_STOP] = 1;
  input[STOP] = 0x8000_0000 + bytesOf(sections[0].slice(0, stopAt));
  return input;
}

function bytesOf(list: readonly number[]): number {
  return list.reduce((sum, word) => sum + widthOf(word), 0);
}

function read(input: Input): number[][] {
  return Array.from({ length: input[SECTION_COUNT] }, (_, i) => {
    const first = input[SECTIONS + i * SECTION_STRIDE + SECTION_FIRST];
    return [...input.subarray(INSTRUCTIONS + first, INSTRUCTIONS + sectionEnd(input, i))];
  });
}

describe('editing a program', () => {
  it('inserts into one section and moves the stop behind the place along', () => {
    fc.assert(
      fc.property(
        programs,
        fc.array(words, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        fc.nat(),
        (given, extra, p, s) => {
          const model = copy(given);
          const section = p % model.length;
          const at = s % (model[section].length + 1);
          const stop = p % (model[0].length + 1);
          const input = build(model, stop);
          const draft = new Draft();
          for (const word of extra) draft.push(word);
          const first = model.slice(0, section).flat().length;
          expect(insertDraft(input, section, first + at, draft)).toBe(true);
          model[section].splice(at, 0, ...extra);
          expect(read(input)).toEqual(model);
          expect(validate(input)).toBeUndefined();
          const after = section === 0 && stop >= at ? stop + extra.length : stop;
          expect((input[STOP] - 0x8000_0000) | 0).toBe(bytesOf(model[0].slice(0, after)));
        },
      ),
    );
  });

  it('removes a run from one section and moves the stop behind it along', () => {
    fc.assert(
      fc.property(programs, fc.nat(), fc.nat(), fc.nat(), (given, p, s, n) => {
        const model = copy(given);
        const section = p % model.length;
        const at = s % model[section].length;
        const count = 1 + (n % (model[section].length - at));
        const stop = n % (model[0].length + 1);
        const input = build(model, stop);
        removeInstructions(input, section, model.slice(0, section).flat().length + at, count);
        model[section].splice(at, count);
        expect(read(input)).toEqual(model);
        expect(validate(input)).toBeUndefined();
        const after = section === 0 && stop > at ? Math.max(at, stop - count) : stop;
        expect((input[STOP] - 0x8000_0000) | 0).toBe(bytesOf(model[0].slice(0, after)));
        const end = INSTRUCTIONS + input[INSTRUCTION_COUNT];
        expect(input.subarray(end, INSTRUCTIONS + MAX_INSTRUCTIONS).every((word) => word === 0)).toBe(true);
      }),
    );
  });

  it('replaces an instruction by one of the other width without losing the stop', () => {
    fc.assert(
      fc.property(programs, words, fc.nat(), (given, word, n) => {
        const model = copy(given);
        const stop = n % (model[0].length + 1);
        const index = n % model[0].length;
        const input = build(model, stop);
        replaceInstruction(input, index, word);
        model[0][index] = word;
        expect(read(input)).toEqual(model);
        expect((input[STOP] - 0x8000_0000) | 0).toBe(bytesOf(model[0].slice(0, stop)));
      }),
    );
  });

  it('refuses what does not fit and leaves the input alone', () => {
    const input = build([Array.from({ length: MAX_INSTRUCTIONS - 1 }, () => 0x13)], 0);
    const before = input.slice();
    const draft = new Draft();
    draft.push(0x13);
    draft.push(0x13);
    expect(insertDraft(input, 0, 3, draft)).toBe(false);
    expect(input).toEqual(before);
  });

  it('knows the section and the offset of an instruction', () => {
    const input = build(
      [
        [0x13, 0x0001, 0x13],
        [0x13, 0x13],
      ],
      0,
    );
    expect([0, 1, 2, 3, 4].map((index) => sectionOf(input, index))).toEqual([0, 0, 0, 1, 1]);
    expect([0, 1, 2, 3].map((index) => offsetInSection(input, 0, index))).toEqual([0, 4, 6, 10]);
    expect(offsetInSection(input, 1, 4)).toBe(4);
  });
});
