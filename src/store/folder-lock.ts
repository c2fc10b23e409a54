import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../bits/errors.ts';
import { errnoOf, onDisk } from './disk-error.ts';
import { TORN } from './whole-file.ts';

/** What a file system answers that has no hard links. */
const NO_LINKS: ReadonlySet<string | undefined> = new Set([
  'EPERM',
  'ENOSYS',
  'ENOTSUP',
  'EOPNOTSUPP',
  'EMLINK',
]);

/**
 * Takes a folder for this process and returns the function that gives it back. Throws InputError if a living process
 * holds it, or the disk refuses; the lock of a dead one is taken over.
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'lock');
  onDisk('write', file, () => {
    if (!claim(file)) takeOver(folder, file);
  });
  return () => rmSync(file, { force: true });
}

/**
 * Makes a lock with our number; false if there is one. It is written under another name and appears under its own with
 * all that is in it, so that nobody finds it empty and a full disk leaves none.
 */
function claim(file: string): boolean {
  const torn = join(dirname(file), `.${basename(file)}.${process.pid}${TORN}`);
  try {
    writeFileSync(torn, `${process.pid}\n`);
    return link(torn, file);
  } finally {
    rmSync(torn, { force: true });
  }
}

/** Gives the file `torn` the name `file` too; false if there is one of that name. */
function link(torn: string, file: string): boolean {
  try {
    linkSync(torn, file);
    return true;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EEXIST') return false;
    if (NO_LINKS.has(errno)) return create(file);
    throw error;
  }
}

/** The same without links: there is a moment at which the file is there and empty. */
function create(file: string): boolean {
  try {
    writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false;
    // It is ours, and not whole.
    rmSync(file, { force: true });
    throw error;
  }
}

/** Replaces the lock of a dead process. One process at a time does so: it holds a lock of its own meanwhile. */
function takeOver(folder: string, file: string): void {
  refuseLiving(folder, file);
  const turn = join(folder, '.lock.takeover');
  if (!claim(turn))
    throw new InputError(`${folder} is being taken by another process (if not, delete ${turn})`);
  try {
    // Another process may have had its turn since.
    refuseLiving(folder, file);
    rmSync(file, { force: true });
    if (!claim(file)) throw new InputError(`${folder} was just taken by another process`);
  } finally {
    rmSync(turn, { force: true });
  }
}

/** Throws if a living process holds the lock; one that has been given back is nobody's. */
function refuseLiving(folder: string, file: string): void {
  const holder = Number.parseInt(contentOf(file), 10);
  if (!isAlive(holder)) return;
  throw new InputError(`${folder} is in use by process ${holder} (if that is no campaign, delete ${file})`);
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  }
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
