import type { Command } from 'commander';
import { InputError } from '../../bits/errors.ts';
import { Executor } from '../../judge/executor.ts';
import type { Design } from '../../machine/design.ts';
import { SILENT } from '../../machine/probe.ts';
import type { Expectation } from '../../store/expectation.ts';
import { inputFiles } from '../../store/input-file.ts';
import { chosenDesign } from '../chosen-design.ts';
import { exitCode } from '../exit-codes.ts';
import { readQuirks } from '../options.ts';
import { packageFolder, packageVersion } from '../package.ts';
import { type Replay, Replayer } from '../replayer.ts';
import { counted } from '../words.ts';

interface ReplayOptions {
  readonly design?: string;
  readonly quirk?: string;
  readonly paranoid?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** A stored input that could not be run, and why. */
interface Refusal {
  readonly file: string;
  readonly message: string;
}

/** Version of the shape of `--json`. */
const JSON_SCHEMA = 1;

/** `replay` — runs stored inputs again and compares each with what is recorded for it. */
export function addReplay(program: Command): void {
  program
    .command('replay')
    .description('run stored inputs again and compare with what is recorded for them')
    .argument('[path...]', 'files and folders (default: corpus and crashes of the program)')
    .option('--design <name>', 'run all of them on this design (posted, fixed) and expect them to be clean')
    .option('--quirk <switches>', 'quirks on top of --design: +id,-id; ids, refs or sets', readQuirks)
    .option('--paranoid', 'check every invariant at every step')
    .option('--json', 'print the results as one JSON document')
    .option('--quiet', 'print only what differs')
    .action((paths: string[], options: ReplayOptions) => {
      process.exitCode = replay(paths, options);
    });
}

function replay(paths: readonly string[], options: ReplayOptions): number {
  const replayer = new Replayer((design) => newExecutor(design, options), chosenDesign(options));
  const results: Replay[] = [];
  const refusals: Refusal[] = [];
  for (const file of filesOf(paths)) {
    try {
      const result = replayer.replay(file);
      results.push(result);
      if (!options.json && !(options.quiet && result.same)) process.stdout.write(`${resultLine(result)}\n`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refusals.push({ file, message: error.message });
      process.stderr.write(`iommufuzz: ${error.message}\n`);
    }
  }
  const different = results.filter((result) => !result.same).length;
  if (options.json) process.stdout.write(`${JSON.stringify(document(results, refusals, different))}\n`);
  else if (!options.quiet) process.stdout.write(`${lastLine(results.length, different, refusals.length)}\n`);
  return exitCode({ usage: refusals.length > 0, found: different > 0 });
}

function newExecutor(design: Design, { paranoid }: ReplayOptions): Executor {
  return new Executor(design, SILENT, { oracle: true, auditor: true, paranoid: paranoid ?? false });
}

function filesOf(paths: readonly string[]): string[] {
  const chosen = paths.length > 0 ? paths : ['corpus', 'crashes'].map(packageFolder);
  const files = chosen.flatMap(inputFiles);
  if (files.length === 0) throw new InputError(`no inputs in ${chosen.join(', ')}`);
  return [...new Set(files)];
}

function resultLine({ file, design, expected, observed, same }: Replay): string {
  if (same) return `same     ${file}  ${shown(observed)}`;
  return `DIFFERS  ${file}  on ${design}: expected ${shown(expected)}, observed ${shown(observed)}`;
}

function shown(result: Expectation | undefined): string {
  return result === undefined ? 'clean' : `${result.kind}/${result.group} ${result.digest}`;
}

function lastLine(run: number, different: number, refused: number): string {
  const refusedPart = refused === 0 ? '' : `, ${refused} could not be run`;
  return `${counted(run, 'input')}: ${run - different} as recorded, ${different} different${refusedPart}`;
}

function document(results: readonly Replay[], refusals: readonly Refusal[], different: number) {
  return {
    schema: JSON_SCHEMA,
    version: packageVersion(),
    same: results.length - different,
    different,
    refused: refusals,
    results: results.map(({ expected, observed, ...rest }) => {
      return { ...rest, expected: expected ?? null, observed: observed ?? null };
    }),
  };
}
