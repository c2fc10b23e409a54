import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errnoOf, onDisk } from './disk-error.ts';

/** Suffix of a file that is being written; readers skip it, {@link sweep} removes what a killed process left. */
export const TORN = '.iommufuzz-tmp';

/** Makes a folder and what is missing above it. Throws InputError if the disk refuses. */
export function makeFolder(path: string): void {
  onDisk('create the folder', path, () => makeUpwards(path));
}

/** Not mkdir's own recursion: on Node 20 it never returns where a folder exists but takes no entries (`/proc/x`). */
function makeUpwards(path: string): void {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) makeUpwards(above);
  mkdirSync(path);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * Writes a text file whole or not at all: a temporary file beside it, then a rename, so that a reader sees the old text
 * or the new one. Throws InputError if the disk refuses (full, read-only, no permission); nothing is left behind then.
 */
export function writeWhole(path: string, text: string): void {
  replaceFile(path, text, fsyncSync);
}

/**
 * As {@link writeWhole}, but without waiting for the disk: survives the death of the process, not of the machine. For
 * files that come by the thousand and can be found again.
 */
export function writeWholeSoon(path: string, text: string): void {
  replaceFile(path, text, () => undefined);
}

function replaceFile(path: string, text: string, settle: (descriptor: number) => void): void {
  const torn = join(dirname(path), `.${basename(path)}.${process.pid}${TORN}`);
  onDisk('write', path, () => {
    try {
      const descriptor = openSync(torn, 'w');
      try {
        writeAll(descriptor, Buffer.from(text, 'utf8'));
        settle(descriptor);
      } finally {
        closeSync(descriptor);
      }
      renameSync(torn, path);
    } catch (error) {
      rmSync(torn, { force: true });
      throw error;
    }
  });
}

/** A single write may be short when the disk fills up; the next one then reports it. */
function writeAll(descriptor: number, bytes: Buffer): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(descriptor, bytes, done);
}

/** True for the name of a file that was never finished. */
function isTorn(name: string): boolean {
  return name.startsWith('.') && name.endsWith(TORN);
}

/** Removes unfinished files below `folder`; a folder that is not there is fine. */
export function sweep(folder: string): void {
  onDisk('read', folder, () => {
    for (const entry of entriesBelow(folder)) {
      if (isTorn(basename(entry))) rmSync(join(folder, entry), { force: true });
    }
  });
}

function entriesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
