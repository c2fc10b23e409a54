import { describe, expect, it } from 'vitest';
import { sufficientSets } from '../../src/triage/sufficient-sets.ts';

const all = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
/** A property that each of `ways` suffices for. */
const anyOf = (ways: readonly string[]) => (subset: readonly string[]) => {
  return ways.some((way) => [...way].every((letter) => subset.includes(letter)));
};
const setsFor = (necessary: string, ...ways: readonly string[]) => {
  return sufficientSets(all, [...necessary], anyOf(ways)).map((set) => set.join(''));
};

describe('sufficient sets', () => {
  it.each([
    ['one element', 'c', ['c'], ['c']],
    ['a pair', 'bf', ['bf'], ['bf']],
    ['one element before a pair that comes later in the list', '', ['a', 'fg'], ['a', 'fg']],
    ['one element before a pair that comes earlier', '', ['ab', 'g'], ['g', 'ab']],
    ['each of several elements', '', ['b', 'e', 'g'], ['b', 'e', 'g']],
    ['pairs with an element in common', 'd', ['ad', 'df'], ['df', 'ad']],
    ['the empty set', '', [''], ['']],
    ['nothing, where nothing suffices', '', [], []],
  ])('are %s', (_, necessary, ways, expected) => {
    expect(setsFor(necessary, ...ways).sort()).toEqual([...expected].sort());
  });

  it('have the single elements first', () => {
    expect(setsFor('', 'ab', 'g')).toEqual(['g', 'ab']);
  });
});
