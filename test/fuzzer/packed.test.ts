import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../src/fuzzer/packed.ts';
import { emptyInput } from '../../src/input/empty.ts';
import { INPUT_WORDS } from '../../src/input/layout.ts';
import { inputs } from '../arbitraries/input.ts';

describe('a packed input', () => {
  it('unpacks to the input, whatever was there before', () => {
    const out = new Int32Array(INPUT_WORDS).fill(-1);
    fc.assert(
      fc.property(inputs(), (input) => {
        unpack(pack(input), out);
        expect(out).toEqual(input);
      }),
    );
  });

  it('loses no word at either end or beside a stretch of zeros', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 12 }), fc.boolean(), (words, atEnd) => {
        const input = new Int32Array(INPUT_WORDS);
        for (const word of words) input[atEnd ? INPUT_WORDS - 1 - word : word] = word + 1;
        const out = new Int32Array(INPUT_WORDS);
        unpack(pack(input), out);
        expect(out).toEqual(input);
      }),
    );
  });

  it('takes little room if the input says little', () => {
    expect(pack(emptyInput()).length).toBeLessThan(50);
  });
});
