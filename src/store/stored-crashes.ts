import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../bits/errors.ts';
import { type CrashRecord, type Minimization, RECORD_SCHEMA } from './crash-record.ts';
import { onDisk } from './disk-error.ts';
import { readInputFile, type StoredInput } from './input-file.ts';
import { JsonFields, readJson } from './json-file.ts';

/** A crash group as it lies on the disk. */
export interface CrashOnDisk {
  /** `<kind>/<signature>`. */
  readonly name: string;
  /** Its folder. */
  readonly folder: string;
  readonly record: CrashRecord;
  readonly minimal: StoredInput;
}

const RECORD = 'record.json';

/** The folder of crash groups that `path` means: the `crashes` of a campaign's folder, or else itself. */
export function crashesIn(path: string): string {
  const inner = join(path, 'crashes');
  return existsSync(inner) ? inner : path;
}

/** True if there is a folder at `path`; false for a file. Throws InputError if there is neither. */
export function isFolder(path: string): boolean {
  return onDisk('read', path, () => statSync(path).isDirectory());
}

/**
 * The groups of a folder of crashes, sorted by name: `<kind>/<signature>/` with a record. A folder without one is a group
 * whose writing was cut short: left out. Throws InputError if a file is damaged.
 */
export function readCrashes(folder: string): CrashOnDisk[] {
  return foldersIn(folder).flatMap((kind) => {
    return foldersIn(join(folder, kind)).flatMap((name) => readCrash(join(folder, kind, name)));
  });
}

function readCrash(folder: string): CrashOnDisk[] {
  const record = readRecord(join(folder, RECORD));
  if (record === undefined) return [];
  const name = `${record.kind}/${record.signature}`;
  return [{ name, folder, record, minimal: readInputFile(join(folder, 'input.txt')) }];
}

function foldersIn(folder: string): string[] {
  return onDisk('read', folder, () => {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  });
}

function readRecord(file: string): CrashRecord | undefined {
  const json = readJson(file);
  if (json === undefined) return undefined;
  const fields = new JsonFields(file, json);
  const schema = fields.count('schema');
  if (schema !== RECORD_SCHEMA) {
    throw new InputError(
      `${file}: schema ${schema} is of another version of iommufuzz, expected ${RECORD_SCHEMA}`,
    );
  }
  const metWhile = fields.optionalText('metWhile');
  const minimization = fields.optionalObject('minimization');
  return {
    schema,
    version: fields.text('version'),
    kind: fields.text('kind'),
    signature: fields.text('signature'),
    design: fields.text('design'),
    quirks: fields.texts('quirks'),
    causes: fields.texts('causes'),
    seed: fields.text('seed'),
    execution: fields.count('execution'),
    address: fields.text('address'),
    step: fields.count('step'),
    digest: fields.text('digest'),
    role: fields.text('role'),
    states: fields.text('states'),
    rule: fields.text('rule'),
    beside: fields.texts('beside'),
    ...(metWhile === undefined ? {} : { metWhile }),
    ...(minimization === undefined ? {} : { minimization: minimizationOf(minimization) }),
  };
}

function minimizationOf(fields: JsonFields): Minimization {
  return {
    executions: fields.count('executions'),
    isMinimal: fields.flag('isMinimal'),
    slips: fields.texts('slips'),
  };
}
