import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { emptyInput } from '../../src/input/empty.ts';
import { parseInput, printInput } from '../../src/input/text.ts';
import { designOf, expectationOf, notesFor } from '../../src/store/expectation.ts';

const word = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
const expectation = fc.record({ kind: word, group: word, step: fc.nat(4096), digest: word });

describe('notesFor', () => {
  it('survives the text form', () => {
    fc.assert(
      fc.property(expectation, word, fc.nat(), (expected, seed, exec) => {
        const origin = { design: 'posted -B14,+base', seed, exec };
        const { notes } = parseInput(printInput(emptyInput(), notesFor(origin, expected)), 'f');
        expect(expectationOf(notes, 'f')).toEqual(expected);
        expect(designOf(notes)).toBe('posted -B14,+base');
        expect([notes.meta.get('seed'), notes.meta.get('exec')]).toEqual([seed, String(exec)]);
      }),
    );
  });

  it('carries neither expectation nor design for a corpus entry', () => {
    const notes = notesFor({ seed: '1', exec: 2 });
    expect(expectationOf(notes, 'f')).toBeUndefined();
    expect(designOf(notes)).toBeUndefined();
  });
});

describe('expectationOf', () => {
  const whole = new Map([
    ['kind', 'assert'],
    ['group', 'g'],
    ['step', '3'],
    ['digest', '1:00'],
  ]);

  it.each([...whole.keys()])('misses a %s beside the others', (key) => {
    const expect_ = new Map([...whole].filter(([name]) => name !== key));
    expect(() => expectationOf({ ...notesFor({ seed: '1', exec: 0 }), expect: expect_ }, 'f')).toThrow(
      new InputError(`f: no 'expect ${key}' line beside the other expectations`),
    );
  });

  it('refuses a step that is no number', () => {
    const bad = new Map([...whole, ['step', 'three']]);
    expect(() => expectationOf({ ...notesFor({ seed: '1', exec: 0 }), expect: bad }, 'f')).toThrow(
      new InputError("f: 'expect step': found 'three', expected the number of a step"),
    );
  });
});
