import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package, two above this file in source and build alike. */
const PACKAGE_FOLDER = fileURLToPath(new URL('../..', import.meta.url));

/** Version of the program, from package.json. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(join(PACKAGE_FOLDER, 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

/** A folder of the package, as a path from the working folder. */
export function packageFolder(name: string): string {
  return relative(process.cwd(), join(PACKAGE_FOLDER, name)) || '.';
}
