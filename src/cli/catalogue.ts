import { join } from 'node:path';
import { InputError } from '../bits/errors.ts';
import { Executor } from '../judge/executor.ts';
import { type Finding, groupName, signature } from '../judge/finding.ts';
import { SILENT } from '../machine/probe.ts';
import { CrashFolder, type Observed } from '../store/crash-folder.ts';
import { readInputFile, type StoredInput } from '../store/input-file.ts';
import type { CrashOnDisk } from '../store/stored-crashes.ts';
import { readTriage, writeTriage } from '../store/triage-file.ts';
import { GroupBook } from '../triage/group-book.ts';
import { designIn } from './chosen-design.ts';
import { explanations } from './explanation.ts';

/**
 * Copies a crash group into the catalogue `into`: both inputs as they run now, the record, the explanation made anew with
 * `note` before it. Returns the folder written. Throws InputError if an input shows something else by now.
 */
export function keepCrash(crash: CrashOnDisk, into: string, note: string | undefined): string {
  const { record, minimal } = crash;
  const design = designIn(record.design, join(crash.folder, 'record.json'));
  const executor = new Executor(design, SILENT, { oracle: true, auditor: true, paranoid: false });
  const name = groupName(record);
  const first = observe(executor, readInputFile(join(crash.folder, 'first.txt')), name);
  const small = observe(executor, minimal, name);
  const causes = executor.causes(minimal.input, small.finding);
  const explained = explanations()(design, minimal.input, small.finding, causes);
  const explanation = note === undefined ? explained : `${note}\n\n${explained}`;
  const { step, digest } = small.expectation;
  const catalogue = new CrashFolder(into);
  catalogue.write({ record: { ...record, causes, step, digest }, minimal: small, first, explanation });
  if (note !== undefined) {
    writeTriage(into, new GroupBook(readTriage(into)).note(crash.name, note).remarks);
  }
  return catalogue.folderOf(record.kind, record.signature);
}

function observe(
  executor: Executor,
  { file, input }: StoredInput,
  name: string,
): Observed & { readonly finding: Finding } {
  const finding = executor.run(input);
  const seen = finding === undefined ? 'nothing' : groupName(finding);
  if (finding === undefined || seen !== name) {
    throw new InputError(`${file}: shows ${seen} by now, expected ${name}`);
  }
  const { kind, step } = finding;
  return {
    input,
    finding,
    expectation: { kind, group: signature(finding), step, digest: executor.digest() },
  };
}
