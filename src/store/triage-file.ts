import { join } from 'node:path';
import { InputError } from '../bits/errors.ts';
import { JsonFields, readJson } from './json-file.ts';
import { writeWhole } from './whole-file.ts';

/** Version of the shape of `triage.json`. */
const TRIAGE_SCHEMA = 1;
const TRIAGE_FILE = 'triage.json';

/** What someone has said of one crash group. */
export interface Remark {
  /** `<kind>/<signature>`. */
  readonly group: string;
  /** The group that it is part of. */
  readonly into?: string;
  /** Why it is. */
  readonly because?: string;
  readonly note?: string;
  /** Why it is no news any more. */
  readonly known?: string;
}

/** What has been said of the groups of a folder of crashes; nothing if there is no file. Throws InputError if damaged. */
export function readTriage(folder: string): readonly Remark[] {
  const file = join(folder, TRIAGE_FILE);
  const json = readJson(file);
  if (json === undefined) return [];
  const fields = new JsonFields(file, json);
  const schema = fields.count('schema');
  if (schema !== TRIAGE_SCHEMA) {
    throw new InputError(
      `${file}: schema ${schema} is of another version of iommufuzz, expected ${TRIAGE_SCHEMA}`,
    );
  }
  return fields.objects('groups').map(remarkOf);
}

/** Writes it whole. */
export function writeTriage(folder: string, remarks: readonly Remark[]): void {
  const document = { schema: TRIAGE_SCHEMA, groups: remarks };
  writeWhole(join(folder, TRIAGE_FILE), `${JSON.stringify(document, null, 2)}\n`);
}

function remarkOf(fields: JsonFields): Remark {
  const optional = (['into', 'because', 'note', 'known'] as const).flatMap((name) => {
    const text = fields.optionalText(name);
    return text === undefined ? [] : [[name, text] as const];
  });
  return { group: fields.text('group'), ...Object.fromEntries(optional) };
}
