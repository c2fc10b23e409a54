import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../bits/errors.ts';
import { onDisk } from '../store/disk-error.ts';
import { lockFolder } from '../store/folder-lock.ts';
import { JsonFields, readJson } from '../store/json-file.ts';
import { makeFolder, sweep, writeWhole, writeWholeSoon } from '../store/whole-file.ts';

/** Version of the shape of `cmin.json`. */
const SCHEMA = 1;
const JOURNAL = 'features.journal';
const RESULT = 'cmin.json';
const LOCK = 'lock';
const KEPT = /^corpus-[0-9a-f]{16}\.txt$/;

/** `cmin.json`: what the folder holds, written when it has been proved. */
export interface Result {
  /** Program version. */
  readonly version: string;
  /** The design in one line. */
  readonly design: string;
  readonly inputs: number;
  readonly kept: number;
  readonly features: number;
  /** Names the kept inputs, what they show, design and program. */
  readonly seal: string;
}

/**
 * The folder of a distilled corpus: `corpus-<identity>.txt` for each kept input, `features.journal`, and `cmin.json`
 * once the whole is proved. Ours until {@link release}.
 */
export class OutFolder {
  readonly journalFile: string;
  private readonly folder: string;
  private readonly unlock: () => void;

  /**
   * Makes the folder, or takes it up again. Throws InputError: the disk refuses, another process is at it, or it holds
   * what was not distilled into it.
   */
  constructor(folder: string) {
    this.folder = folder;
    this.journalFile = join(folder, JOURNAL);
    makeFolder(folder);
    this.refuseStrangers();
    this.unlock = lockFolder(folder);
    sweep(folder);
  }

  /** Gives the folder back. */
  release(): void {
    this.unlock();
  }

  /** Path of the file for that identity. */
  fileOf(id: string): string {
    return join(this.folder, `corpus-${id}.txt`);
  }

  /** Makes the file of an input read `text`; true if it did not already. */
  keep(id: string, text: string): boolean {
    const file = this.fileOf(id);
    if (existsSync(file) && onDisk('read', file, () => readFileSync(file, 'utf8')) === text) return false;
    this.dropResult();
    writeWholeSoon(file, text);
    return true;
  }

  /** Removes the files of all other inputs; true if there were any. */
  keepOnly(ids: ReadonlySet<string>): boolean {
    const wanted = new Set(Array.from(ids, (id) => `corpus-${id}.txt`));
    const spare = this.names().filter((name) => KEPT.test(name) && !wanted.has(name));
    for (const name of spare) {
      this.dropResult();
      const file = join(this.folder, name);
      onDisk('remove', file, () => rmSync(file, { force: true }));
    }
    return spare.length > 0;
  }

  /** The seal of what was proved last; undefined if nothing is, or if what says so is damaged. */
  provedSeal(): string | undefined {
    try {
      const file = join(this.folder, RESULT);
      const json = readJson(file);
      return json === undefined ? undefined : new JsonFields(file, json).text('seal');
    } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
  }

  /** Says what the folder holds: it is proved. */
  writeResult(result: Result): void {
    writeWhole(join(this.folder, RESULT), `${JSON.stringify({ schema: SCHEMA, ...result }, null, 2)}\n`);
  }

  /** Nothing is proved any more. */
  dropResult(): void {
    const file = join(this.folder, RESULT);
    onDisk('remove', file, () => rmSync(file, { force: true }));
  }

  private refuseStrangers(): void {
    const names = this.names();
    const hasJournal = names.includes(JOURNAL);
    const strange = names.find((name) => !isOwn(name) || (KEPT.test(name) && !hasJournal));
    if (strange === undefined) return;
    throw new InputError(`${this.folder} holds '${strange}', which is not from cmin; give another --out`);
  }

  private names(): string[] {
    return onDisk('read', this.folder, () => readdirSync(this.folder).sort());
  }
}

function isOwn(name: string): boolean {
  return KEPT.test(name) || [JOURNAL, RESULT, LOCK].includes(name) || name.startsWith('.');
}
