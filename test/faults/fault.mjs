/** Planted faults: one-line mistakes in src/machine, each kept as a patch beside this file. Types are in fault.d.mts. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = dirname(fileURLToPath(import.meta.url));

export const PACKAGE = join(FOLDER, '../..');

/**
 * In a patch, lines with `#` say what it breaks, then comes a unified diff of one file. Its line numbers are not looked
 * at: the old lines are found by what they say.
 */
export function faults() {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.patch'))
    .sort()
    .map((file) => read(file));
}

export function plant(fault, folder) {
  const path = join(folder, fault.file);
  writeFileSync(path, planted(fault, readFileSync(path, 'utf8')));
}

export function planted({ name, file, from, to }, source) {
  const parts = source.split(from);
  if (parts.length !== 2) throw new Error(`${name}.patch applies ${parts.length - 1} times to ${file}`);
  return parts.join(to);
}

function read(patch) {
  const lines = readFileSync(join(FOLDER, patch), 'utf8').trimEnd().split('\n');
  const breaks = lines.filter((line) => line.startsWith('#')).map((line) => line.slice(2));
  const file = lines.find((line) => line.startsWith('+++ '))?.replace('+++ b/', '');
  const hunks = lines.filter((line) => line.startsWith('@@'));
  if (file === undefined || hunks.length !== 1) throw new Error(`${patch}: not one hunk of one file`);
  const body = lines.slice(lines.indexOf(hunks[0]) + 1);
  const side = (sign) =>
    body
      .filter((line) => line.startsWith(' ') || line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  return {
    name: patch.replace('.patch', ''),
    breaks: breaks.join(' '),
    file,
    from: side('-'),
    to: side('+'),
  };
}
