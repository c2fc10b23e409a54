import { InputError, invariant } from '../bits/errors.ts';
import type { Input } from './layout.ts';
import { NO_NOTES, type Notes } from './notes.ts';
import { eventWords } from './text/events.ts';
import { FORMAT, FORMAT_VERSION, isKey, Reader } from './text/reader.ts';
import { FILE_SECTIONS } from './text/sections.ts';
import { Writer } from './text/writer.ts';
import { validate } from './validate.ts';

/** Longest text that is read, in UTF-16 units; every canonical text of a valid input is shorter. */
export const MAX_TEXT = 0x1_8000;

/**
 * The canonical text of a valid input with its notes: line oriented, versioned in its first line, lossless, defaults
 * (`empty.ts`) left out, ended by a line break. {@link parseInput} of it gives the same input and notes back.
 */
export function printInput(input: Input, notes: Notes = NO_NOTES): string {
  const out = new Writer(notes);
  out.head(`${FORMAT} ${FORMAT_VERSION}`);
  for (const [anchor, line] of noteLines(notes)) out.line(anchor, line);
  for (const section of FILE_SECTIONS) section.print(input, out);
  return out.finish();
}

/** What {@link printInput} gives with `notes`, which have no comments, where `text` is what it gives without any. */
export function annotated(text: string, notes: Notes): string {
  const end = text.indexOf('\n') + 1;
  const lines = noteLines(notes).map(([, line]) => `${line}\n`);
  return text.slice(0, end) + lines.join('') + text.slice(end);
}

/** The event whose record begins at word `at`, as the text has it behind its step: `watch 0x80040000 8 rw`. */
export function printEvent(input: Input, at: number): string {
  return eventWords(input, at).join(' ');
}

/** The lines of expectations and metadata, each behind the anchor of its comments. */
function noteLines({ expect, meta }: Notes): (readonly [anchor: string, line: string])[] {
  return [
    ...[...expect].map(([key, value]) => [`expect ${key}`, noteLine('expect', key, value)] as const),
    ...[...meta].map(([key, value]) => [`meta ${key}`, noteLine('meta', key, value)] as const),
  ];
}

function noteLine(kind: string, key: string, value: string): string {
  invariant(isKey(key), `'${key}' is a key of a-z, 0-9 and -`);
  return `${kind} ${key} ${value.replaceAll('\n', ' ').trim()}`.trimEnd();
}

/**
 * The valid input and the notes that `text` spells; `file` names it in messages. Throws one {@link InputError}
 * `file:line:column: found …, expected …` for anything else, in time linear in the text.
 */
export function parseInput(text: string, file: string): { input: Input; notes: Notes } {
  if (text.length > MAX_TEXT) {
    throw new InputError(`${file}:1:1: found ${text.length} characters, expected at most ${MAX_TEXT}`);
  }
  const reader = new Reader(file);
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  lines.forEach((line, i) => {
    reader.read(i + 1, line);
  });
  reader.finish();
  const fault = validate(reader.input);
  invariant(fault === undefined, `what ${file} spells is a valid input: ${fault}`);
  return { input: reader.input, notes: reader.notes };
}
