import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { makeFolder, sweep, writeWhole, writeWholeSoon } from '../../src/store/whole-file.ts';
import { scratchFolders } from './scratch-folder.ts';

const scratch = scratchFolders();

describe.each([
  ['writeWhole', writeWhole],
  ['writeWholeSoon', writeWholeSoon],
])('%s', (_, write) => {
  it('replaces the old text by the new one and leaves nothing beside it', () => {
    const folder = scratch();
    const file = join(folder, 'a.txt');
    write(file, 'old, and longer');
    write(file, 'new ä');
    expect(readFileSync(file, 'utf8')).toBe('new ä');
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  it('keeps what is there and leaves nothing behind if it cannot finish', () => {
    const folder = scratch();
    mkdirSync(join(folder, 'a.txt'));
    expect(() => write(join(folder, 'a.txt'), 'text')).toThrow(
      new InputError(`cannot write ${join(folder, 'a.txt')}: it is a folder, not a file`),
    );
    expect(readdirSync(folder)).toEqual(['a.txt']);
  });

  it('says in one line that the folder is missing', () => {
    const file = join(scratch(), 'missing', 'a.txt');
    expect(() => write(file, 'text')).toThrow(new InputError(`cannot write ${file}: no such file or folder`));
  });
});

describe('makeFolder', () => {
  it('makes what is missing above, and is content with what is there', () => {
    const folder = join(scratch(), 'a', 'b', 'c');
    makeFolder(folder);
    makeFolder(folder);
    expect(existsSync(folder)).toBe(true);
  });

  it('refuses a path through a file', () => {
    const file = join(scratch(), 'a');
    writeFileSync(file, '');
    expect(() => makeFolder(join(file, 'b'))).toThrow(
      new InputError(
        `cannot create the folder ${join(file, 'b')}: a part of the path is a file, not a folder`,
      ),
    );
  });

  it.runIf(existsSync('/proc/self'))('returns where a folder takes no entries', () => {
    expect(() => makeFolder('/proc/iommufuzz')).toThrow(InputError);
  });
});

describe('sweep', () => {
  it('removes unfinished files at any depth and nothing else', () => {
    const folder = scratch();
    makeFolder(join(folder, 'kind', 'group'));
    const torn = join('kind', 'group', '.input.txt.123.iommufuzz-tmp');
    for (const name of [torn, 'a.txt', '.hidden', 'x.iommufuzz-tmp']) writeFileSync(join(folder, name), '');
    sweep(folder);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(
      ['.hidden', 'a.txt', 'kind', join('kind', 'group'), 'x.iommufuzz-tmp'].sort(),
    );
  });

  it('is content with a folder that is not there', () => {
    const folder = join(scratch(), 'missing');
    sweep(folder);
    expect(existsSync(folder)).toBe(false);
  });
});
