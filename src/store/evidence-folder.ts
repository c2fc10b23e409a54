import { join } from 'node:path';
import { identity } from '../input/identity.ts';
import type { Input } from '../input/layout.ts';
import { printInput } from '../input/text.ts';
import { notesFor, type Origin } from './expectation.ts';
import { makeFolder, writeWhole } from './whole-file.ts';

/** Files that are kept: more of them would only repeat the same defect. */
const MOST_FILES = 100;

/**
 * Inputs on which the program itself failed: `internal-<identity>.txt` with the message beside it in `.log`. The
 * folder comes with the first one.
 */
export class EvidenceFolder {
  private readonly folder: string;
  private readonly kept = new Set<string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Stores an input and what was said about it. */
  add(input: Input, origin: Origin, message: string): void {
    const id = identity(input);
    if (this.kept.size >= MOST_FILES || this.kept.has(id)) return;
    this.kept.add(id);
    makeFolder(this.folder);
    writeWhole(join(this.folder, `internal-${id}.txt`), printInput(input, notesFor(origin)));
    writeWhole(join(this.folder, `internal-${id}.log`), `${message.trimEnd()}\n`);
  }
}
