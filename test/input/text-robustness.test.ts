import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { printInput } from '../../src/input/text.ts';
import { inputs } from '../arbitraries/input.ts';
import { canonical } from './canonical.ts';

describe('any text at all', () => {
  it('is an input or one clear error: random characters', () => {
    const noise = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-z0-9 #=:,./\n-]*$/));
    fc.assert(
      fc.property(noise, fc.boolean(), (text, headed) => {
        isInputOrError(headed ? `iommufuzz 1\n${text}` : text);
      }),
      { numRuns: 400 },
    );
  });

  it('is an input or one clear error: damaged canonical texts', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(4), fc.string({ unit: 'binary', maxLength: 6 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(inputs(), damage, (input, cuts) => {
        let text = printInput(input);
        for (const [where, length, insert] of cuts) {
          const at = where % text.length;
          text = text.slice(0, at) + insert + text.slice(at + length);
        }
        isInputOrError(text);
      }),
      { numRuns: 400 },
    );
  });

  it('is an input or one clear error: canonical texts with lines swapped, repeated and lost', () => {
    const moves = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(2)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(inputs(), moves, (input, all) => {
        const lines = printInput(input).split('\n');
        for (const [from, to, lost] of all) {
          const moved = lines.splice(1 + (from % lines.length), lost);
          lines.splice(1 + (to % lines.length), 0, ...moved, ...moved.slice(1));
        }
        isInputOrError(lines.join('\n'));
      }),
      { numRuns: 300 },
    );
  });
});

function isInputOrError(text: string): void {
  let once: string;
  try {
    once = canonical(text);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(/^test\.txt:\d+:\d+: found .+, expected .+$/);
    return;
  }
  expect(canonical(once)).toBe(once);
}
