import { describe, expect, it } from 'vitest';
import { FAMILIES } from '../../../src/fuzzer/mutators/index.ts';
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

for (const mutator of MUTATORS) {
  describe(`mutator ${mutator.name}`, () => itIsAMutator(mutator));
}
