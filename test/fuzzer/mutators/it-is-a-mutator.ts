import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Rng, rootSeed } from '../../../src/bits/rng.ts';
import { Aim } from '../../../src/fuzzer/aim.ts';
import { Executed } from '../../../src/fuzzer/executed.ts';
import { Generator } from '../../../src/fuzzer/generate/generator.ts';
import type { MutationContext, Mutator } from '../../../src/fuzzer/mutators/mutator.ts';
import { Follows } from '../../../src/fuzzer/order/follows.ts';
import { Draft } from '../../../src/fuzzer/program.ts';
import {
  DEVICE,
  DEVICE_BOTH,
  DEVICE_IOPMP,
  DEVICE_WGCHECKER,
  HARTS,
  INPUT_WORDS,
  type Input,
  VERSION,
} from '../../../src/input/layout.ts';
import { parseInput, printInput } from '../../../src/input/text.ts';
import { validate } from '../../../src/input/validate.ts';
import { Executor } from '../../../src/judge/executor.ts';
import { parseDesign } from '../../../src/machine/design.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import { inputs } from '../../arbitraries/input.ts';

const ROOT = rootSeed('mutators');
const executor = new Executor(parseDesign('fixed'), SILENT, {
  oracle: false,
  auditor: false,
  paranoid: false,
});
const DEVICES = [DEVICE_WGCHECKER, DEVICE_BOTH, DEVICE_IOPMP];
/** Half of them any valid inputs, half of them as the fuzzer generates them, with every device. Never written. */
const POOL: readonly Input[] = [
  ...fc.sample(inputs(), { seed: 1, numRuns: 150 }),
  ...Array.from({ length: 150 }, (_, i) => generated(i)),
];
const pooled = fc.nat(POOL.length - 1).map((index) => POOL[index]);
const seeds = fc.nat(0xffff_ffff);

function generated(index: number): Input {
  const input = new Int32Array(INPUT_WORDS);
  new Generator({ device: DEVICES[index % DEVICES.length], harts: 1 }).generate(new Rng(ROOT, index), input);
  return input;
}

/** The context of an input that nobody has changed yet. */
function contextOf(donor: Input | undefined, input: Input): MutationContext {
  const untouched = input.slice();
  return {
    draft: new Draft(),
    aim: new Aim(),
    executed: new Executed(),
    follows: new Follows(),
    listen(changed, hear) {
      if (same(changed, untouched)) executor.listen(untouched, hear);
    },
    donor: () => donor,
  };
}

function same(a: Input, b: Input): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}

/** The laws of a mutator, as tests. */
export function itIsAMutator(mutator: Mutator): void {
  it('leaves a valid input behind, or says that it did nothing and did nothing', () => {
    fc.assert(
      fc.property(pooled, fc.option(pooled, { nil: undefined }), seeds, (input, donor, seed) => {
        const now = input.slice();
        const did = mutator.mutate(now, new Rng(ROOT, seed), contextOf(donor, input));
        expect(validate(now)).toBeUndefined();
        expect(did || same(now, input)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('does the same again from the same seed, whatever it did in between', () => {
    fc.assert(
      fc.property(pooled, pooled, pooled, seeds, (input, other, donor, seed) => {
        const [first, second, third] = [input.slice(), input.slice(), other.slice()];
        const used = contextOf(donor, input);
        mutator.mutate(third, new Rng(ROOT, seed + 1), used);
        mutator.mutate(first, new Rng(ROOT, seed), contextOf(donor, input));
        mutator.mutate(second, new Rng(ROOT, seed), used);
        expect(same(second, first)).toBe(true);
      }),
    );
  });

  it('touches nothing but the input: not the donor, not the board', () => {
    fc.assert(
      fc.property(pooled, pooled, seeds, (input, donor, seed) => {
        const [now, given] = [input.slice(), donor.slice()];
        mutator.mutate(now, new Rng(ROOT, seed), contextOf(given, input));
        expect(same(given, donor)).toBe(true);
        for (const word of [VERSION, DEVICE, HARTS]) expect(now[word]).toBe(input[word]);
      }),
    );
  });

  it('writes no word that the text form does not show', () => {
    fc.assert(
      fc.property(pooled, pooled, seeds, (input, donor, seed) => {
        const now = input.slice();
        mutator.mutate(now, new Rng(ROOT, seed), contextOf(donor, input));
        expect(same(parseInput(printInput(now), 'mutated').input, now)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('changes some generated input', () => {
    const changed = POOL.slice(150).some((before, i) => {
      const input = before.slice();
      return (
        mutator.mutate(input, new Rng(ROOT, i), contextOf(POOL[299 - i], before)) && !same(input, before)
      );
    });
    expect(changed).toBe(true);
  });
}
