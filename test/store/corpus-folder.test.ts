import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { emptyInput } from '../../src/input/empty.ts';
import { identity } from '../../src/input/identity.ts';
import { CorpusFolder } from '../../src/store/corpus-folder.ts';
import { inputs } from '../arbitraries/input.ts';
import { scratchFolders } from './scratch-folder.ts';

const scratch = scratchFolders();
const origin = { seed: '1', exec: 7 };

describe('CorpusFolder', () => {
  it('gives back every input that was added', () => {
    const corpus = new CorpusFolder(join(scratch(), 'corpus'));
    fc.assert(
      fc.property(inputs(), (input) => {
        const id = corpus.add(input, origin);
        expect(corpus.read(id)).toEqual(input);
      }),
      { numRuns: 50 },
    );
  });

  it('names a file after its identity and says where the input comes from', () => {
    const corpus = new CorpusFolder(scratch(), 'seed');
    const id = corpus.add(emptyInput(), origin);
    expect(id).toBe(identity(emptyInput()));
    expect(basename(corpus.fileOf(id))).toBe(`seed-${id}.txt`);
    expect(existsSync(corpus.fileOf(id))).toBe(true);
    expect(readFileSync(corpus.fileOf(id), 'utf8')).toContain('meta exec 7');
  });

  it('refuses a missing and a damaged entry by name', () => {
    const corpus = new CorpusFolder(scratch());
    expect(() => corpus.read('0')).toThrow(
      new InputError(`cannot read ${corpus.fileOf('0')}: no such file or folder`),
    );
    writeFileSync(corpus.fileOf('0'), 'iommuf');
    expect(() => corpus.read('0')).toThrow(`${corpus.fileOf('0')}:1:`);
  });
});
