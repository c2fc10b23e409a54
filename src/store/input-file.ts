import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../bits/errors.ts';
import type { Input } from '../input/layout.ts';
import type { Notes } from '../input/notes.ts';
import { MAX_TEXT, parseInput } from '../input/text.ts';
import { onDisk } from './disk-error.ts';

/** An input as it lies on the disk. */
export interface StoredInput {
  readonly file: string;
  readonly input: Input;
  readonly notes: Notes;
}

/** Text files beside inputs that are none. */
const PROSE = new Set(['explanation.txt']);

/** Reads one input. Throws InputError: cannot be read, too long, or file:line:column of what is wrong in it. */
export function readInputFile(file: string): StoredInput {
  const bytes = onDisk('read', file, () => {
    const { size } = statSync(file);
    if (size > MAX_TEXT) {
      throw new InputError(`${file}: found ${size} bytes, expected an input of at most ${MAX_TEXT}`);
    }
    return readFileSync(file);
  });
  return { file, ...parseInput(bytes.toString('utf8'), file) };
}

/**
 * Files of inputs at `path`, sorted: the file itself, or in a folder and all below it every `.txt` file that is no
 * explanation. Throws InputError if there is no such path.
 */
export function inputFiles(path: string): string[] {
  return onDisk('read', path, () => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.sort(byName).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.name.endsWith('.txt') && !PROSE.has(entry.name) ? [path] : [];
  });
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}
