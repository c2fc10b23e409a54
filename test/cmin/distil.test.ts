import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distil, frequencies, type Owner } from '../../src/cmin/distil.ts';

function owner(name: string, steps: number, features: readonly number[]): Owner {
  return { name, steps, features: Int32Array.from(features) };
}

const owners = fc
  .array(fc.record({ steps: fc.nat(4), features: fc.uniqueArray(fc.nat(15), { maxLength: 6 }) }), {
    maxLength: 14,
  })
  .map((list) => list.map(({ steps, features }, i) => owner(`input-${i + 10}`, steps, features)));

const shownBy = (list: readonly Owner[]) => [...frequencies(list).keys()].sort((a, b) => a - b);
const namesOf = (list: readonly Owner[]) => list.map(({ name }) => name);

describe('distilling', () => {
  it('keeps every feature, and takes no input that was not there', () => {
    fc.assert(
      fc.property(owners, (all) => {
        const kept = distil(all);
        expect(shownBy(kept)).toEqual(shownBy(all));
        expect(all).toEqual(expect.arrayContaining([...kept]));
      }),
    );
  });

  it('keeps no input that the others make needless', () => {
    fc.assert(
      fc.property(owners, (all) => {
        const kept = distil(all);
        for (const one of kept) {
          expect(shownBy(kept.filter((other) => other !== one))).not.toEqual(shownBy(all));
        }
      }),
    );
  });

  it('gives the same whatever the order of the inputs and of their features, by name', () => {
    const shuffled = owners.chain((all) => {
      return fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }));
    });
    fc.assert(
      fc.property(shuffled, ([all, other]) => {
        const names = namesOf(distil(all));
        const reversed = other.map((one) => owner(one.name, one.steps, [...one.features].reverse()));
        expect(namesOf(distil(reversed))).toEqual(names);
        expect(names).toEqual([...names].sort());
      }),
    );
  });

  it('takes the cheapest owner of a feature, the first by name of two equals', () => {
    expect(namesOf(distil([owner('a', 9, [1]), owner('b', 3, [1]), owner('c', 3, [1])]))).toEqual(['b']);
  });

  it('begins with the rarest feature, whose owner then answers for the common ones', () => {
    // 1 has one owner, 2 has two, 3 has four. By 3 first, 'b' would be taken, which shows 2 as well, and 'a' on top.
    const all = [owner('a', 3, [1, 3]), owner('b', 2, [2, 3]), owner('c', 1, [2])];
    expect(namesOf(distil([...all, owner('d', 9, [3]), owner('e', 9, [3])]))).toEqual(['a', 'c']);
  });

  it('takes out the dearer of two that make each other needless', () => {
    // 'a' and 'b' are taken for 1 and 2, then 'c' and 'd' for 3 and 4, which show 1 and 2 as well: 5 is left to 'a' or 'b'.
    const all = [owner('a', 5, [1, 5]), owner('b', 6, [2, 5]), owner('c', 7, [1, 3]), owner('d', 8, [2, 4])];
    expect(namesOf(distil([...all, owner('e', 20, [3]), owner('f', 20, [4])]))).toEqual(['a', 'c', 'd']);
  });

  it('drops what the others made needless', () => {
    // All are equally rare: 1 takes 'a', then 3 takes 'b' and 4 takes 'c', which show 1 and 2 as well.
    const all = [owner('a', 1, [1, 2]), owner('b', 2, [1, 3]), owner('c', 3, [2, 4])];
    expect(namesOf(distil([...all, owner('d', 9, [3]), owner('e', 9, [4])]))).toEqual(['b', 'c']);
  });

  it('keeps nothing that shows nothing', () => {
    expect(distil([owner('a', 1, [])])).toEqual([]);
  });
});
