import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../../src/bits/rng.ts';
import { Generator } from '../../../src/fuzzer/generate/generator.ts';
import { applyChange, changesOf, MOST_CHANGES, WALKS } from '../../../src/fuzzer/stage/stage.ts';
import {
  DEVICE_BOTH,
  DEVICE_IOPMP,
  DEVICE_WGCHECKER,
  INPUT_WORDS,
  type Input,
} from '../../../src/input/layout.ts';
import { validate } from '../../../src/input/validate.ts';

const ROOT = rootSeed('stage');

/** Generated inputs for every device. */
const generated: fc.Arbitrary<Input> = fc
  .tuple(fc.constantFrom(DEVICE_WGCHECKER, DEVICE_IOPMP, DEVICE_BOTH), fc.nat(100_000))
  .map(([device, exec]) => {
    const input: Input = new Int32Array(INPUT_WORDS);
    new Generator({ device, harts: 1 }).generate(new Rng(ROOT, exec), input);
    return input;
  });

describe('a stage', () => {
  it('makes valid inputs of valid ones, each other than the original, or says that a change leads nowhere', () => {
    fc.assert(
      fc.property(generated, (input) => {
        for (const change of changesOf(input)) {
          const changed = input.slice();
          const happened = applyChange(changed, change);
          expect(validate(changed)).toBeUndefined();
          expect(changed.some((word, i) => word !== input[i])).toBe(happened);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('is the same every time, and has a limit', () => {
    fc.assert(
      fc.property(generated, (input) => {
        const changes = changesOf(input);
        expect(changesOf(input.slice())).toEqual(changes);
        expect(changes.length).toBeLessThanOrEqual(MOST_CHANGES);
        const keys = changes.map(({ walk, place, way }) => `${walk.name} ${place} ${way}`);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 12 },
    );
  });

  it('goes over every kind of field', () => {
    const seen = new Set<string>();
    for (const device of [DEVICE_WGCHECKER, DEVICE_BOTH]) {
      const generator = new Generator({ device, harts: 1 });
      const input: Input = new Int32Array(INPUT_WORDS);
      for (let exec = 0; exec < 400 && seen.size < WALKS.length; exec++) {
        generator.generate(new Rng(ROOT, exec), input);
        for (const change of changesOf(input))
          if (applyChange(input.slice(), change)) seen.add(change.walk.name);
      }
    }
    expect([...seen].sort()).toEqual(WALKS.map(({ name }) => name).sort());
  });
});
