import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { vMeasure } from '../../../src/bench/statistics/v-measure.ts';

const finds = (pairs: string) => pairs.split(' ').map((pair) => ({ bug: pair[0], group: pair[1] }));
const name = fc.constantFrom('a', 'b', 'c');

describe('the V measure', () => {
  it('is 1 for groups that are the bugs, and where there is nothing to mix up', () => {
    expect(vMeasure(finds('ax ax by cz'))).toEqual({ homogeneity: 1, completeness: 1 });
    expect(vMeasure([])).toEqual({ homogeneity: 1, completeness: 1 });
  });

  it('has no homogeneity where all bugs are one group, and half the completeness where each is two', () => {
    expect(vMeasure(finds('ax bx'))).toEqual({ homogeneity: 0, completeness: 1 });
    const { homogeneity, completeness } = vMeasure(finds('ax ay bz bw'));
    expect([homogeneity, completeness]).toEqual([1, 0.5]);
  });

  it('stays between 0 and 1, and changes sides with bugs and groups', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ bug: name, group: name })), (list) => {
        const one = vMeasure(list);
        const other = vMeasure(list.map(({ bug, group }) => ({ bug: group, group: bug })));
        expect(one.homogeneity).toBeCloseTo(other.completeness);
        expect(one.homogeneity).toBeGreaterThan(-1e-9);
        expect(one.homogeneity).toBeLessThan(1 + 1e-9);
      }),
    );
  });
});
