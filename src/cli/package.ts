import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package, two above this file in source and build alike. */
const PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url));
/** The folder of the program's code: `src`, or `dist` if it is built. */
const CODE_FOLDER = fileURLToPath(new URL('..', import.meta.url));
const CODE = /\.[jt]s$/;

/** Version of the program, from package.json. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** Names the program's code: 16 hex digits that change with any change of it, be the version the same. */
export function programDigest(): string {
  const names = readdirSync(CODE_FOLDER, { recursive: true, encoding: 'utf8' });
  const hash = createHash('sha256');
  for (const name of names.filter((entry) => CODE.test(entry)).sort()) {
    hash.update(`${name}\n`).update(readFileSync(join(CODE_FOLDER, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** A folder of the package, as a path from the working folder. */
export function packageFolder(name: string): string {
  return relative(process.cwd(), join(PACKAGE_FOLDER, name)) || '.';
}
