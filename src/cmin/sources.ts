import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { InputError } from '../bits/errors.ts';
import { onDisk } from '../store/disk-error.ts';
import { inputFiles } from '../store/input-file.ts';

/** The folder of inputs that `path` means: the `corpus` of a campaign's folder, or else itself. */
function corpusIn(path: string): string {
  const inner = join(path, 'corpus');
  return existsSync(inner) ? inner : path;
}

/**
 * The files of inputs at `paths`, sorted, each once. Throws InputError if a path is not there, lies in `out` or holds
 * it, or if there is no input.
 */
export function sourceFiles(paths: readonly string[], out: string): string[] {
  const target = realOf(out);
  const files = paths.flatMap((path) => {
    const folder = corpusIn(path);
    const found = inputFiles(folder);
    if (isWithin(realOf(folder), target) || isWithin(target, realOf(path))) {
      throw new InputError(`${out} cannot be written to while ${path} is read: give another --out`);
    }
    if (found.length === 0) throw new InputError(`no inputs in ${folder}`);
    return found;
  });
  return [...new Set(files)].sort();
}

/** The path without symbolic links, as far as it is there. */
function realOf(path: string): string {
  const whole = resolve(path);
  if (existsSync(whole)) return onDisk('read', path, () => realpathSync(whole));
  const above = dirname(whole);
  return above === whole ? whole : join(realOf(above), basename(whole));
}

/** True if `inner` is `outer` or lies below it; both without symbolic links. */
function isWithin(inner: string, outer: string): boolean {
  const way = relative(outer, inner);
  return way === '' || !(way === '..' || way.startsWith('../'));
}
