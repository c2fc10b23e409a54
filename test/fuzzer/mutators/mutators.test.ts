import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../../src/bits/rng.ts';
import { Aim } from '../../../src/fuzzer/aim.ts';
import { Executed } from '../../../src/fuzzer/executed.ts';
import { FAMILIES } from '../../../src/fuzzer/mutators/index.ts';
import type { MutationContext } from '../../../src/fuzzer/mutators/mutator.ts';
import { Follows } from '../../../src/fuzzer/order/follows.ts';
import { Draft } from '../../../src/fuzzer/program.ts';
import { slotAt } from '../../../src/fuzzer/slot-bounds.ts';
import {
  DMA_WID,
  EVENT_COUNT,
  EVENT_KIND,
  EVENT_KINDS,
  EVENT_STRIDE,
  EVENTS,
  EXTENSIONS,
  FLASH_PAGES,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  MAPPING_COUNT,
  MAPPING_LEVEL,
  MAPPING_STRIDE,
  MAPPINGS,
  MAX_SLOTS,
  RAM_TAIL,
  REMAP,
  REMAP_PAGES,
  ROM_PAGES,
  SLOT_PRESENT,
  TABLE_LEVELS,
} from '../../../src/input/layout.ts';
import { parseInput } from '../../../src/input/text.ts';
import { itIsAMutator } from './it-is-a-mutator.ts';

const MUTATORS = FAMILIES.flatMap((family) => family.mutators);

describe('the list of mutators', () => {
  it('names each once, in kebab-case', () => {
    const names = MUTATORS.map((mutator) => mutator.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('gives each a positive whole weight', () => {
    for (const { weight } of MUTATORS) expect(Number.isInteger(weight) && weight > 0).toBe(true);
  });

  it('has families that fit the bits of a set of operators', () => {
    expect(FAMILIES.length).toBeLessThanOrEqual(30);
    expect(new Set(FAMILIES.map((family) => family.name)).size).toBe(FAMILIES.length);
  });
});

/** Parts of an input that mutators alone must be able to bring into one without them. */
const REACHED: readonly (readonly [part: string, has: (input: Input) => boolean])[] = [
  ['flash', (input) => input[FLASH_PAGES] > 0],
  ['ROM', (input) => input[ROM_PAGES] > 0],
  ['a tail of DRAM', (input) => input[RAM_TAIL] > 0],
  ['a remapping region', (input) => input[REMAP_PAGES] > 0 && input[REMAP] !== 0],
  ['another DMA world', (input) => input[DMA_WID] > 0],
  ['both extensions', (input) => input[EXTENSIONS] === 3],
  ['Sv48', (input) => input[TABLE_LEVELS] === 4],
  [
    'a leaf of 512 GiB',
    (input) => hasRecord(input, [MAPPING_COUNT, MAPPINGS, MAPPING_STRIDE, MAPPING_LEVEL], 3),
  ],
  ...['DRAM', 'UART', 'flash', 'outer'].map(
    (name, checker) =>
      [`a rule of the ${name} checker`, (input: Input): boolean => hasRule(input, checker)] as const,
  ),
  ['a cache-block instruction', (input) => programOf(input).some((word) => (word & 0x707f) === 0x200f)],
  ...EVENT_KINDS.map(
    (kind, i) =>
      [
        `the event ${kind}`,
        (input: Input): boolean => hasRecord(input, [EVENT_COUNT, EVENTS, EVENT_STRIDE, EVENT_KIND], i),
      ] as const,
  ),
];

function programOf(input: Input): number[] {
  return [...input.subarray(INSTRUCTIONS, INSTRUCTIONS + input[INSTRUCTION_COUNT])];
}

/** Whether a record of a list has this value in this word. */
function hasRecord(input: Input, [count, base, stride, word]: readonly number[], value: number): boolean {
  return Array.from({ length: input[count] }, (_, i) => input[base + i * stride + word]).includes(value);
}

function hasRule(input: Input, checker: number): boolean {
  return Array.from({ length: MAX_SLOTS }, (_, slot) => input[slotAt(checker, slot) + SLOT_PRESENT]).includes(
    1,
  );
}

describe('mutators together', () => {
  it('bring everything that a board, a hart and its surroundings may have into a plain input', () => {
    const root = rootSeed('everything');
    const missing = new Set(REACHED.map(([part]) => part));
    const context: MutationContext = {
      draft: new Draft(),
      aim: new Aim(),
      executed: new Executed(),
      follows: new Follows(),
      listen: () => undefined,
      donor: () => undefined,
    };
    const input = plainInput();
    for (let i = 0; i < 30_000 && missing.size > 0; i++) {
      if (i % 300 === 0) input.set(plainInput());
      const rng = new Rng(root, i);
      MUTATORS[rng.below(MUTATORS.length)].mutate(input, rng, context);
      for (const [part, has] of REACHED) if (has(input)) missing.delete(part);
    }
    expect([...missing]).toEqual([]);
  });
});

function plainInput(): Input {
  return parseInput('iommufuzz 1\ncode 0x80000000\n  ld a0, 0(a1)\n  sd a0, 0(a1)\n', 'plain').input;
}

for (const mutator of MUTATORS) {
  describe(`mutator ${mutator.name}`, () => itIsAMutator(mutator));
}
