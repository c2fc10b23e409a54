import { describe, expect, it } from 'vitest';
import { GroupBook } from '../../src/triage/group-book.ts';
import { type BlameView, blameView, type FoundGroup, triaged } from '../../src/triage/triaged.ts';

function found(signature: string, execution: number, causes: readonly string[]): FoundGroup {
  const name = `assert/${signature}`;
  const size = { instructions: 1, events: 0 };
  return { name, kind: 'assert', signature, file: name, design: 'posted', causes, ...size, execution };
}

const groups = [
  found('a', 1, ['page-base-verdict']),
  found('b', 2, []),
  found('c', 3, ['wid-not-masked']),
  found('d', 4, []),
];
const blame = (named: BlameView['named'], origin: BlameView['origin'] = 'quirks'): BlameView => {
  const sets = { necessary: named, masked: [], cure: [], sufficient: [named] };
  return { origin, reproduces: true, named, ...sets, needsTlb: false, executions: 1 };
};
const order = (book: GroupBook, blames: ReadonlyMap<string, BlameView> = new Map()) =>
  triaged(groups, book, blames).map(({ signature }) => signature);

describe('groups', () => {
  it('come with those first that nothing explains, and known ones last', () => {
    expect(order(new GroupBook([]))).toEqual(['b', 'd', 'a', 'c']);
    expect(order(new GroupBook([{ group: 'assert/b', known: 'reported' }]))).toEqual(['d', 'a', 'c', 'b']);
  });

  it('are explained by blame where there is one', () => {
    const blames = new Map([
      ['assert/a', blame([], 'unknown')],
      ['assert/b', blame(['page-base-verdict', 'blocked-rechecks'])],
    ]);
    const listed = triaged(groups, new GroupBook([]), blames);
    expect(listed.map(({ signature }) => signature)).toEqual(['a', 'd', 'b', 'c']);
    expect(listed[2].causes).toEqual(['page-base-verdict', 'blocked-rechecks']);
  });

  it('show what was merged inside what it was merged into', () => {
    const book = new GroupBook([]).merge('assert/c', ['assert/a'], 'same line').note('assert/c', 'n');
    const listed = triaged(groups, book, new Map());
    expect(listed.map(({ signature }) => signature)).toEqual(['b', 'd', 'c']);
    expect(listed[2]).toMatchObject({ note: 'n', members: [{ name: 'assert/a', because: 'same line' }] });
    expect(listed[2].causes).toEqual(['wid-not-masked', 'page-base-verdict']);
  });

  it('are shown though the one that they were merged into is not there', () => {
    expect(order(new GroupBook([{ group: 'assert/a', into: 'assert/gone' }]))).toContain('a');
  });

  it('that do not show themselves any more are blamed on nothing', () => {
    expect(blameView(undefined, false)).toMatchObject({ reproduces: false, named: [], sufficient: [] });
  });
});
