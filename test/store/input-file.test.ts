import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { emptyInput } from '../../src/input/empty.ts';
import { MAX_TEXT, printInput } from '../../src/input/text.ts';
import { inputFiles, readInputFile } from '../../src/store/input-file.ts';
import { scratchFolders } from './scratch-folder.ts';

const scratch = scratchFolders();

describe('readInputFile', () => {
  it('reads what was printed', () => {
    const file = join(scratch(), 'a.txt');
    writeFileSync(file, printInput(emptyInput()));
    expect(readInputFile(file).input).toEqual(emptyInput());
  });

  it('says file:line:column of what is wrong', () => {
    const file = join(scratch(), 'a.txt');
    writeFileSync(file, 'iommufuzz 1\nstate\n  mode X\n');
    expect(() => readInputFile(file)).toThrow(InputError);
    expect(() => readInputFile(file)).toThrow(`${file}:3:8: `);
  });

  it('refuses a file that is too long before it reads it', () => {
    const file = join(scratch(), 'a.txt');
    writeFileSync(file, '#'.repeat(MAX_TEXT + 1));
    expect(() => readInputFile(file)).toThrow(
      new InputError(`${file}: found ${MAX_TEXT + 1} bytes, expected an input of at most ${MAX_TEXT}`),
    );
  });

  it('says that there is no such file', () => {
    expect(() => readInputFile('/nowhere/a.txt')).toThrow(
      new InputError('cannot read /nowhere/a.txt: no such file or folder'),
    );
  });
});

describe('inputFiles', () => {
  it('lists the inputs of a folder and all below, sorted, without prose and unfinished files', () => {
    const folder = scratch();
    const group = join(folder, 'b-kind', 'group');
    mkdirSync(group, { recursive: true });
    for (const name of ['input.txt', 'first.txt', 'explanation.txt', 'record.json']) {
      writeFileSync(join(group, name), '');
    }
    for (const name of ['c.txt', 'a.txt', '.a.txt.7.iommufuzz-tmp']) writeFileSync(join(folder, name), '');
    expect(inputFiles(folder)).toEqual([
      join(folder, 'a.txt'),
      join(group, 'first.txt'),
      join(group, 'input.txt'),
      join(folder, 'c.txt'),
    ]);
  });

  it('takes a file as it is, whatever its name', () => {
    const file = join(scratch(), 'explanation.txt');
    writeFileSync(file, '');
    expect(inputFiles(file)).toEqual([file]);
  });
});
