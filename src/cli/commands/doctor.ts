import { accessSync, constants, existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { versions } from 'node:process';
import type { Command } from 'commander';
import { InputError } from '../../bits/errors.ts';
import { hasIopmp } from '../../input/iopmp-rules.ts';
import { inputFiles, readInputFile } from '../../store/input-file.ts';
import { EXIT } from '../exit-codes.ts';
import { readCount } from '../options.ts';
import { isExplained, surveyOracle, surveyText } from '../oracle-survey.ts';
import { packageFolder, packageVersion } from '../package.ts';
import { findPlanted } from '../planted-defect.ts';
import { layTable } from '../table.ts';

interface DoctorOptions {
  readonly oracle?: boolean;
  readonly execs?: number;
  readonly out: string;
  readonly json?: boolean;
}

/** One thing that was looked at. */
interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly says: string;
}

/** Version of the shape of `--json`. */
const JSON_SCHEMA = 1;
const LEAST_NODE = [20, 19] as const;

/** `doctor` — whether the program works here; with `--oracle`, what its oracle does not see. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('check Node, cores and disk; plant a known defect that must be found, minimized and named')
    .option('--oracle', 'instead: change every value of a run and list the changes that go unnoticed')
    .option(
      '--execs <n>',
      'with --oracle: also count alarms in that many executions without allowances',
      readCount,
    )
    .option('--out <dir>', 'the folder that campaigns are to write into', 'campaign')
    .option('--json', 'print the result as one JSON document')
    .action(async (options: DoctorOptions) => {
      process.exitCode = options.oracle === true ? surveyed(options) : await examined(options);
    });
}

function surveyed({ execs, json }: DoctorOptions): number {
  const survey = surveyOracle(inputFiles(packageFolder('corpus')).map(readInputFile), execs ?? 0);
  print(json, survey, surveyText(survey));
  return isExplained(survey) ? EXIT.ok : EXIT.internal;
}

async function examined({ execs, out, json }: DoctorOptions): Promise<number> {
  if (execs !== undefined) throw new InputError('--execs goes with --oracle, which is not given');
  const checks = [checkNode(), checkCores(), checkFolder(out), await checkPlanted()];
  const rows = checks.map(({ name, ok, says }) => [ok ? 'ok' : 'FAILS', name, says]);
  print(json, { checks }, layTable(rows));
  return checks.every(({ ok }) => ok) ? EXIT.ok : EXIT.internal;
}

function print(json: boolean | undefined, result: object, text: string): void {
  const document = { schema: JSON_SCHEMA, version: packageVersion(), ...result };
  process.stdout.write(`${json === true ? JSON.stringify(document) : text}\n`);
}

function checkNode(): Check {
  const [major = 0, minor = 0] = versions.node.split('.').map(Number);
  const ok = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return { name: 'node', ok, says: `${versions.node}, at least ${LEAST_NODE.join('.')} needed` };
}

function checkCores(): Check {
  return { name: 'cores', ok: true, says: `${availableParallelism()} threads are used by default` };
}

/** Campaigns can be written below the nearest folder that exists. */
function checkFolder(out: string): Check {
  let folder = resolve(out);
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return { name: 'disk', ok: true, says: `${folder} is writable` };
  } catch {
    return { name: 'disk', ok: false, says: `${folder} is not writable` };
  }
}

async function checkPlanted(): Promise<Check> {
  const stored = inputFiles(packageFolder('corpus')).map(readInputFile);
  const seeds = stored.filter(({ input }) => !hasIopmp(input));
  const { planted, group, causes, seconds, isNamed } = await findPlanted(seeds, packageVersion());
  const found =
    group === undefined ? 'not found' : `found as ${group}, because of ${causes.join(', ') || '?'}`;
  return { name: 'planted', ok: isNamed, says: `${planted} ${found}, after ${seconds.toFixed(1)} s` };
}
