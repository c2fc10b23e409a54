import { join } from 'node:path';
import { InputError } from '../bits/errors.ts';
import { sizeOf } from '../minimize/minimizer.ts';
import { readInputFile } from '../store/input-file.ts';
import { type CrashOnDisk, crashesIn, isFolder, readCrashes } from '../store/stored-crashes.ts';
import { type GroupSizes, type SizeTable, sizeTable } from '../triage/sizes.ts';

/** The sizes of the groups of a campaign or a folder of crashes. Throws InputError if there are none at `path`. */
export function sizesAt(path: string): SizeTable {
  const crashes = isFolder(path) ? readCrashes(crashesIn(path)) : [];
  if (crashes.length === 0) throw new InputError(`${path}: no stored crash groups to tell sizes of`);
  return sizeTable(crashes.map(sizesOf));
}

function sizesOf({ name, folder, record, minimal }: CrashOnDisk): GroupSizes {
  const { causes, execution, minimization } = record;
  return {
    name,
    causes,
    execution,
    first: sizeOf(readInputFile(join(folder, 'first.txt')).input),
    minimal: sizeOf(minimal.input),
    ...(minimization === undefined ? {} : { minimization }),
  };
}
