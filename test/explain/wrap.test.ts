import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fill, WIDEST, wrap } from '../../src/explain/wrap.ts';

const words = fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { minLength: 1, maxLength: 20 });

describe('wrap', () => {
  it('keeps every word, in order, in lines that are as wide as allowed', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 20, max: 60 }), (text, width) => {
        const lines = wrap(text.join(' '), width);
        expect(lines.join(' ')).toBe(text.join(' '));
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('leaves a word that is too long whole, and nothing as one empty line', () => {
    expect(wrap('a 0123456789 b', 5)).toEqual(['a', '0123456789', 'b']);
    expect(wrap('', 5)).toEqual(['']);
  });
});

describe('fill', () => {
  it('puts what belongs before the first line and before the others', () => {
    const lines = fill('word '.repeat(40).trim(), 'rule  ', '      ');
    expect(lines.map((line) => line.slice(0, 6))).toEqual(['rule  ', '      ']);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(WIDEST);
  });
});
