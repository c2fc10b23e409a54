import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { findGroup, GroupBook } from '../../src/triage/group-book.ts';

const empty = new GroupBook([]);

describe('a book of groups', () => {
  it('knows what was merged, with what came along', () => {
    const book = empty.merge('a/x', ['a/y'], 'one cause').merge('b/z', ['a/x'], undefined);
    expect(['a/x', 'a/y', 'b/z'].map((name) => book.headOf(name))).toEqual(['b/z', 'b/z', 'b/z']);
    expect(book.membersOf('b/z')).toEqual(['a/x', 'a/y']);
    expect(book.of('a/y').because).toBe('one cause');
  });

  it('merges into what a group is part of itself', () => {
    const book = empty.merge('a/x', ['a/y'], undefined).merge('a/y', ['a/z'], undefined);
    expect(book.headOf('a/z')).toBe('a/x');
  });

  it('takes one group out, or all out of one', () => {
    const merged = empty.merge('a/x', ['a/y', 'a/z'], 'b');
    expect(merged.split('a/y').membersOf('a/x')).toEqual(['a/z']);
    expect(merged.split('a/x').remarks).toEqual([]);
  });

  it('keeps notes and reasons, and forgets them', () => {
    const book = empty.note('a/x', ' seen twice ').known('a/x', 'reported');
    expect(book.remarks).toEqual([{ group: 'a/x', note: 'seen twice', known: 'reported' }]);
    expect(book.note('a/x', '').known('a/x', undefined).remarks).toEqual([]);
  });

  it('holds a group for known if the one that it is part of is', () => {
    const book = empty.merge('a/x', ['a/y'], undefined).known('a/x', 'reported');
    expect([book.knownReason('a/y'), book.knownReason('a/z')]).toEqual(['reported', undefined]);
    expect(book.split('a/y').knownReason('a/y')).toBeUndefined();
  });

  it('refuses what makes no sense', () => {
    const merged = empty.merge('a/x', ['a/y'], undefined);
    expect(() => empty.merge('a/x', ['a/x'], undefined)).toThrow(InputError);
    expect(() => merged.merge('a/y', ['a/x'], undefined)).toThrow(InputError);
    expect(() => empty.split('a/x')).toThrow(InputError);
    expect(() => empty.known('a/x', '  ')).toThrow(InputError);
  });

  it('is not changed by what another is made of it', () => {
    const merged = empty.merge('a/x', ['a/y'], undefined);
    merged.split('a/y');
    expect([empty.remarks.length, merged.membersOf('a/x')]).toEqual([0, ['a/y']]);
  });
});

describe('a group is found', () => {
  const names = ['assert/load-a', 'assert/load-a-b', 'hang/load-a-b'];

  it.each([
    ['assert/load-a', 'assert/load-a'],
    ['load-a', 'assert/load-a'],
    ['hang', 'hang/load-a-b'],
    ['assert/load-a-', 'assert/load-a-b'],
  ])('by %s', (text, name) => {
    expect(findGroup(text, names, 'here')).toBe(name);
  });

  it('only if it is one', () => {
    expect(() => findGroup('load-a-b', names, 'here')).toThrow(
      "'load-a-b' could be assert/load-a-b or hang/load-a-b",
    );
    expect(() => findGroup('b', names, 'here')).toThrow("no crash group 'b' in here");
  });
});
