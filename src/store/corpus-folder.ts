import { join } from 'node:path';
import { identityOfText } from '../input/identity.ts';
import type { Input } from '../input/layout.ts';
import { annotated, printInput } from '../input/text.ts';
import { notesFor, type Origin } from './expectation.ts';
import { readInputFile } from './input-file.ts';
import { makeFolder, writeWholeSoon } from './whole-file.ts';

/** A folder of inputs worth keeping, one file `<stem>-<identity>.txt` each. */
export class CorpusFolder {
  private readonly folder: string;
  private readonly stem: string;

  /** Makes the folder if need be. */
  constructor(folder: string, stem = 'corpus') {
    this.folder = folder;
    this.stem = stem;
    makeFolder(folder);
  }

  /** Stores an input and returns its identity; one that is there already is written anew. */
  add(input: Input, origin: Origin): string {
    const text = printInput(input);
    const id = identityOfText(text);
    writeWholeSoon(this.fileOf(id), annotated(text, notesFor(origin)));
    return id;
  }

  /** The input of that identity. Throws InputError if it is missing or damaged. */
  read(id: string): Input {
    return readInputFile(this.fileOf(id)).input;
  }

  /** Path of the file for that identity. */
  fileOf(id: string): string {
    return join(this.folder, `${this.stem}-${id}.txt`);
  }
}
