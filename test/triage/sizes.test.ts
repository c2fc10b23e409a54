import { describe, expect, it } from 'vitest';
import { type GroupSizes, sizeTable } from '../../src/triage/sizes.ts';

/** A group whose input had `first` instructions and was brought to `minimal`, each with as many events. */
function group(
  name: string,
  execution: number,
  causes: readonly string[],
  [first, minimal]: readonly [number, number] = [9, 3],
): GroupSizes {
  const size = (count: number) => ({ instructions: count, events: count });
  return { name, causes, execution, first: size(first), minimal: size(minimal) };
}

const B14 = 'page-base-verdict';
const B15 = 'blocked-rechecks';
const told = (table: GroupSizes, executions: number, slips: readonly string[] = []): GroupSizes => {
  return { ...table, minimization: { executions, isMinimal: true, slips } };
};

describe('a table of sizes', () => {
  it('has the group that a quirk cures alone and that was found first, or else one of several causes', () => {
    const groups = [
      group('later', 9, [B14]),
      group('both', 1, [B15, B14]),
      group('sooner', 5, [B14]),
      group('nobody', 0, []),
    ];
    const { quirks } = sizeTable(groups);
    expect(quirks.map(({ quirk, name }) => [quirk, name])).toEqual([
      [B14, 'sooner'],
      [B15, 'both'],
    ]);
  });

  it('has medians over the groups that speak for quirks, and over all', () => {
    const groups = [
      group('a', 1, [B14], [10, 2]),
      group('b', 2, [B15], [20, 3]),
      group('c', 3, [], [60, 50]),
    ];
    const { medianOfQuirks, medianOfGroups } = sizeTable(groups);
    const size = (count: number) => ({ instructions: count, events: count });
    expect(medianOfQuirks).toEqual({ groups: 2, first: size(15), minimal: size(2.5) });
    expect(medianOfGroups).toEqual({ groups: 3, first: size(20), minimal: size(3) });
  });

  it('counts executions where they are recorded', () => {
    const groups = [told(group('a', 1, [B14]), 100), told(group('b', 2, []), 9), group('c', 3, [])];
    expect(sizeTable(groups).medianOfGroups?.executions).toBe(54.5);
    expect(sizeTable(groups).medianOfQuirks?.executions).toBe(100);
  });

  it('says which slips are no group of their own', () => {
    const groups = [told(group('a', 1, []), 1, ['b', 'gone']), told(group('b', 2, []), 1, ['gone'])];
    expect(sizeTable(groups)).toMatchObject({ slips: 3, lost: ['gone'] });
  });

  it('has no medians of nothing', () => {
    expect(sizeTable([])).toEqual({ quirks: [], groups: [], slips: 0, lost: [] });
  });
});
