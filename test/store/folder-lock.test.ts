import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { lockFolder } from '../../src/store/folder-lock.ts';
import { scratchFolders } from './scratch-folder.ts';

const scratch = scratchFolders();

/** Where the lock of this process is written before it has its name. */
function beforehand(folder: string): string {
  return join(folder, `.lock.${process.pid}.iommufuzz-tmp`);
}

describe('lockFolder', () => {
  it('holds the folder until it is released', () => {
    const folder = scratch();
    const release = lockFolder(folder);
    expect(existsSync(join(folder, 'lock'))).toBe(true);
    release();
    release();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  it('refuses a folder that a living process holds', () => {
    const folder = scratch();
    const lock = join(folder, 'lock');
    writeFileSync(lock, `${process.ppid}\n`);
    expect(() => lockFolder(folder)).toThrow(
      new InputError(
        `${folder} is in use by process ${process.ppid} (if that is no campaign, delete ${lock})`,
      ),
    );
    expect(existsSync(lock)).toBe(true);
  });

  it.each(['999999999', 'nonsense', '', '-1', String(process.pid)])(
    'takes over a lock that says %j',
    (holder) => {
      const folder = scratch();
      writeFileSync(join(folder, 'lock'), holder);
      expect(() => lockFolder(folder)).not.toThrow();
      expect(readdirSync(folder)).toEqual(['lock']);
      expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe(`${process.pid}\n`);
    },
  );

  it('leaves the lock of a dead process to whoever is taking it over', () => {
    const folder = scratch();
    const turn = join(folder, '.lock.takeover');
    writeFileSync(join(folder, 'lock'), '999999999\n');
    writeFileSync(turn, `${process.ppid}\n`);
    expect(() => lockFolder(folder)).toThrow(
      new InputError(`${folder} is being taken by another process (if not, delete ${turn})`),
    );
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe('999999999\n');
    expect(readdirSync(folder).sort()).toEqual(['.lock.takeover', 'lock']);
  });

  it.runIf(existsSync('/dev/full'))('leaves no lock on a disk that is full', () => {
    const folder = scratch();
    symlinkSync('/dev/full', beforehand(folder));
    expect(() => lockFolder(folder)).toThrow(
      new InputError(`cannot write ${join(folder, 'lock')}: no space left on the device`),
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('gives the lock its name when it is written', () => {
    const folder = scratch();
    const text = join(scratch(), 'text');
    symlinkSync(text, beforehand(folder));
    lockFolder(folder);
    expect(readFileSync(text, 'utf8')).toBe(`${process.pid}\n`);
    // The very thing that was written, a symbolic link for once.
    expect(lstatSync(join(folder, 'lock')).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder)).toEqual(['lock']);
  });
});
