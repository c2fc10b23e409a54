import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../../src/bits/rng.ts';
import { Aim } from '../../../src/fuzzer/aim.ts';
import { Executed } from '../../../src/fuzzer/executed.ts';
import { Generator } from '../../../src/fuzzer/generate/generator.ts';
import { IDIOM_INSERTIONS } from '../../../src/fuzzer/mutators/idiom-insertions.ts';
import type { MutationContext } from '../../../src/fuzzer/mutators/mutator.ts';
import { Follows } from '../../../src/fuzzer/order/follows.ts';
import { Draft, sectionEnd } from '../../../src/fuzzer/program.ts';
import {
  DEVICE_WGCHECKER,
  INPUT_WORDS,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
} from '../../../src/input/layout.ts';

const ROOT = rootSeed('regrow');
const CONTEXT: MutationContext = {
  draft: new Draft(),
  aim: new Aim(),
  executed: new Executed(),
  follows: new Follows(),
  listen: () => undefined,
  donor: () => undefined,
};
const regrow = IDIOM_INSERTIONS.find(({ name }) => name === 'regrow');

interface Section {
  readonly address: number;
  readonly words: readonly number[];
}

function sectionsOf(input: Input): Section[] {
  return Array.from({ length: input[SECTION_COUNT] }, (_, section) => {
    const at = SECTIONS + section * SECTION_STRIDE;
    const words = input.slice(
      INSTRUCTIONS + input[at + SECTION_FIRST],
      INSTRUCTIONS + sectionEnd(input, section),
    );
    return { address: input[at + SECTION_PA], words: [...words] };
  });
}

describe('regrowing a program', () => {
  it('changes one section behind some place, and leaves the other ones and how it ends', () => {
    const input: Input = new Int32Array(INPUT_WORDS);
    let regrown = 0;
    for (let exec = 0; exec < 300; exec++) {
      const rng = new Rng(ROOT, exec);
      new Generator({ device: DEVICE_WGCHECKER, harts: 1 }).generate(rng, input);
      const before = sectionsOf(input);
      if (regrow?.mutate(input, rng, CONTEXT) !== true) continue;
      const after = sectionsOf(input);
      expect(after.map(({ address }) => address)).toEqual(before.map(({ address }) => address));
      const changed = before.filter(({ words }, i) => String(words) !== String(after[i].words));
      expect(changed.length).toBeLessThanOrEqual(1);
      if (changed.length === 0) continue;
      const which = before.indexOf(changed[0]);
      expect(after[which].words.slice(-2)).toEqual(changed[0].words.slice(-2));
      // It may grow, but hardly.
      expect(after[which].words.length).toBeGreaterThanOrEqual(changed[0].words.length);
      expect(input[INSTRUCTION_COUNT]).toBe(after.reduce((sum, { words }) => sum + words.length, 0));
      regrown++;
    }
    expect(regrown).toBeGreaterThan(200);
  });
});
