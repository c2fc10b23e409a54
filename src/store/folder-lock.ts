import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../bits/errors.ts';
import { errnoOf, onDisk } from './disk-error.ts';

/**
 * Takes a folder for this process and returns the function that gives it back. Throws InputError if a living process
 * holds it; the lock of a dead one is taken over.
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'lock');
  onDisk('write', file, () => {
    if (!claim(file)) takeOver(folder, file);
  });
  return () => rmSync(file, { force: true });
}

function claim(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function takeOver(folder: string, file: string): void {
  const holder = Number.parseInt(readFileSync(file, 'utf8'), 10);
  if (isAlive(holder)) {
    throw new InputError(`${folder} is in use by process ${holder} (if that is no campaign, delete ${file})`);
  }
  rmSync(file, { force: true });
  if (!claim(file)) throw new InputError(`${folder} was just taken by another process`);
}

function isAlive(pid: number): boolean {
  // Our own number in a lock is that of a former process, as in a container where it is always the same.
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}
