import { readFileSync } from 'node:fs';
import type { Input } from '../../src/input/layout.ts';
import { parseInput } from '../../src/input/text.ts';
import { type CrashKind, type Finding, signature } from '../../src/judge/finding.ts';
import type { QuirkId } from '../../src/machine/quirks.ts';

/** One stored input and the quirk that it shows. */
export interface QuirkRow {
  /** Name of the file in `inputs/`, without its extension. */
  readonly story: string;
  readonly quirk: QuirkId;
  /** Quirks without which this one does not show. */
  readonly companions?: readonly QuirkId[];
  /** What `fixed` with the quirk and its companions does. */
  readonly kind: CrashKind;
  readonly group: string;
  /** False if on `posted` another quirk stands before it, so that the crash is another. */
  readonly onPosted?: false;
}

/** Where the stored inputs lie. */
export const FOLDER = new URL('inputs/', import.meta.url);

/** The text of a row's input. */
export function textOf(row: QuirkRow): string {
  return readFileSync(new URL(`${row.story}.txt`, FOLDER), 'utf8');
}

/** The input of a row. */
export function inputOf(row: QuirkRow): Input {
  return parseInput(textOf(row), row.story).input;
}

/** The group of a finding, kind included; `clean` if there is none. */
export function groupOf(finding: Finding | undefined): string {
  return finding === undefined ? 'clean' : `${finding.kind}/${signature(finding)}`;
}
