import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import { lockFolder } from '../../src/store/folder-lock.ts';
import { scratchFolders } from './scratch-folder.ts';

const scratch = scratchFolders();

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
    },
  );
});
