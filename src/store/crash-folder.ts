import { join } from 'node:path';
import { invariant } from '../bits/errors.ts';
import type { Input } from '../input/layout.ts';
import { printInput } from '../input/text.ts';
import type { CrashRecord } from './crash-record.ts';
import { type Expectation, notesFor, type Origin } from './expectation.ts';
import { makeFolder, writeWhole } from './whole-file.ts';

/** An input with what was observed when it ran. */
export interface Observed {
  readonly input: Input;
  readonly expectation: Expectation;
}

/** What is kept of a crash group. */
export interface StoredCrash {
  readonly record: CrashRecord;
  /** Cut after the failing access. */
  readonly minimal: Observed;
  /** As it was found. */
  readonly first: Observed;
  /** For people. */
  readonly explanation: string;
}

/** A name that is harmless as a folder everywhere. */
const SLUG = /^[a-z0-9][a-z0-9._+-]{0,119}$/i;

/** The folder `crashes`: one folder per kind, in it one per group. */
export class CrashFolder {
  private readonly folder: string;

  /** Makes the folder if need be. */
  constructor(folder: string) {
    this.folder = folder;
    makeFolder(folder);
  }

  /** Writes `input.txt` (minimal), `first.txt`, `explanation.txt` and `record.json` of a group. */
  write(crash: StoredCrash): void {
    const { record } = crash;
    const folder = this.folderOf(record.kind, record.signature);
    const origin: Origin = { design: record.design, seed: record.seed, exec: record.execution };
    makeFolder(folder);
    writeWhole(join(folder, 'first.txt'), textOf(crash.first, origin));
    writeWhole(join(folder, 'explanation.txt'), `${crash.explanation.trimEnd()}\n`);
    writeWhole(join(folder, 'input.txt'), textOf(crash.minimal, origin));
    writeWhole(join(folder, 'record.json'), `${JSON.stringify(record, null, 2)}\n`);
  }

  /** Path of a group's folder, there or not. */
  folderOf(kind: string, signature: string): string {
    invariant(SLUG.test(kind) && SLUG.test(signature), `'${kind}/${signature}' names a folder`);
    return join(this.folder, kind, signature);
  }
}

function textOf(observed: Observed, origin: Origin): string {
  return printInput(observed.input, notesFor(origin, observed.expectation));
}
