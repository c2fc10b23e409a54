import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash64, identity } from '../../src/input/identity.ts';
import { parseInput, printInput } from '../../src/input/text.ts';
import { inputs } from '../arbitraries/input.ts';

describe('the identity of an input', () => {
  it('is the hash of the text without comments, expectations and metadata', () => {
    fc.assert(
      fc.property(inputs(), (input) => {
        const bare = printInput(input);
        const [head, ...rest] = bare.split('\n');
        const noted = `${head} # one\n# two\nexpect kind hang\nmeta seed 1\n${rest.join('\n')}`;
        expect(identity(parseInput(noted, 'test.txt').input)).toBe(hash64(bare));
      }),
    );
  });

  it('differs between different inputs', () => {
    fc.assert(
      fc.property(inputs(), inputs(), (a, b) => {
        expect(identity(a) === identity(b)).toBe(printInput(a) === printInput(b));
      }),
    );
  });
});

describe('hash64', () => {
  it.each([
    ['', 'cbf29ce484222325'],
    ['a', 'af63dc4c8601ec8c'],
    ['foobar', '85944171f73967e8'],
  ])('gives the published value for "%s"', (text, expected) => {
    expect(hash64(text)).toBe(expected);
  });

  it('is FNV-1a in 64 bits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        let hash = 0xcbf29ce484222325n;
        for (const c of text) hash = BigInt.asUintN(64, (hash ^ BigInt(c.charCodeAt(0))) * 0x100000001b3n);
        expect(hash64(text)).toBe(hash.toString(16).padStart(16, '0'));
      }),
    );
  });
});
