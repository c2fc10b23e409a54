import { copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { OutFolder } from '../../src/cmin/out-folder.ts';
import { sourceFiles } from '../../src/cmin/sources.ts';
import { inputFiles } from '../../src/store/input-file.ts';
import { scratchFolders } from '../store/scratch-folder.ts';

const scratch = scratchFolders();
const [seed, other] = inputFiles('corpus');

/** A campaign's folder: one input, and a crash that is none of it. */
function campaign(): string {
  const folder = scratch();
  for (const name of ['corpus', 'crashes']) mkdirSync(join(folder, name));
  copyFileSync(seed, join(folder, 'corpus', 'a.txt'));
  copyFileSync(other, join(folder, 'crashes', 'input.txt'));
  return folder;
}

describe('where inputs are taken from', () => {
  it('is the corpus of a campaign, a folder, or a file, each file once', () => {
    const folder = campaign();
    const file = join(folder, 'corpus', 'a.txt');
    const out = join(folder, '..', 'iommufuzz-test-not-there');
    expect(sourceFiles([folder, join(folder, 'corpus'), file, other], out)).toEqual([file, other].sort());
    expect(existsSync(out)).toBe(false);
  });

  it('must hold inputs', () => {
    const folder = scratch();
    expect(() => sourceFiles([folder, seed], join(scratch(), 'out'))).toThrow(
      new InputError(`no inputs in ${folder}`),
    );
    expect(() => sourceFiles([join(folder, 'missing')], scratch())).toThrow(InputError);
  });

  it('is not where they go, nor around it or within it, whatever the links', () => {
    const folder = campaign();
    const link = join(scratch(), 'link');
    symlinkSync(folder, link);
    const file = join(folder, 'corpus', 'a.txt');
    for (const out of ['', 'corpus', 'corpus/deep/out', 'out']) {
      expect(() => sourceFiles([folder], join(link, out))).toThrow('give another --out');
    }
    expect(() => sourceFiles([link], dirname(folder))).toThrow('give another --out');
    expect(() => sourceFiles([file], join(link, 'corpus'))).toThrow('give another --out');
    expect(sourceFiles([file], `${folder}-out`)).toEqual([file]);
  });
});

describe('the folder of a distilled corpus', () => {
  it('is refused if it holds anything else, which stays as it is', () => {
    for (const name of ['a.txt', 'state.json', 'corpus-0123456789abcdef.txt', 'crashes']) {
      const folder = scratch();
      writeFileSync(join(folder, name), '');
      expect(() => new OutFolder(folder)).toThrow(`${folder} holds '${name}', which is not from cmin`);
      expect(readdirSync(folder)).toEqual([name]);
    }
  });

  it('is taken by one process at a time', () => {
    const folder = scratch();
    writeFileSync(join(folder, 'lock'), `${process.ppid}\n`);
    expect(() => new OutFolder(folder)).toThrow(`in use by process ${process.ppid}`);
    writeFileSync(join(folder, 'lock'), '');
    new OutFolder(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('loses what a killed process left unfinished', () => {
    const folder = scratch();
    writeFileSync(join(folder, '.cmin.json.1.iommufuzz-tmp'), '{');
    new OutFolder(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is no longer proved as soon as a file in it changes', () => {
    const folder = scratch();
    const out = new OutFolder(folder);
    const result = { version: '', design: '', inputs: 1, kept: 1, features: 1, seal: 'abc' };
    writeFileSync(out.journalFile, '');
    const [a, b] = ['a', 'b'].map((digit) => digit.repeat(16));
    const prove = () => {
      out.writeResult(result);
      expect(out.provedSeal()).toBe('abc');
    };
    expect([out.keep(a, 'text'), out.keep(b, 'text')]).toEqual([true, true]);
    prove();
    expect([out.keep(a, 'text'), out.keepOnly(new Set([a, b])), out.provedSeal()]).toEqual([
      false,
      false,
      'abc',
    ]);
    expect([out.keep(a, 'other'), out.provedSeal()]).toEqual([true, undefined]);
    prove();
    expect([out.keepOnly(new Set([a])), out.provedSeal()]).toEqual([true, undefined]);
    out.release();
    expect(readdirSync(folder)).toEqual([`corpus-${a}.txt`, 'features.journal']);
  });

  it.runIf(existsSync('/proc/self'))('says in one line that it cannot be made', () => {
    expect(() => new OutFolder('/proc/iommufuzz')).toThrow(InputError);
  });
});
