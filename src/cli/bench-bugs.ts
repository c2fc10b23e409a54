import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { runPlan, type TrialRow } from '../bench/bugs.ts';
import { readPlan } from '../bench/plan.ts';
import { summarise } from '../bench/summary.ts';
import { milliseconds } from '../campaign/session.ts';
import { writeWhole } from '../store/whole-file.ts';
import { bugsText, curvesCsv, trialLine } from './bugs-text.ts';
import { exitCode } from './exit-codes.ts';
import { packageFolder, packageVersion, programDigest } from './package.ts';
import { progressOn, SILENT_PROGRESS } from './progress.ts';
import { listenForSignals } from './signals.ts';

export interface BenchBugsOptions {
  readonly plan?: string;
  readonly out?: string;
  readonly jobs?: number;
  readonly quick?: boolean;
  readonly json?: boolean;
}

/** Version of the shape of `--json`. */
const JSON_SCHEMA = 1;
const PLAN = 'plan.txt';
const QUICK_PLAN = 'quick-plan.txt';

/** `bench --bugs` — runs what is left of a plan, then prints the tables of all its rows. */
export async function benchBugs(options: BenchBugsOptions): Promise<number> {
  const { plan: named, out, jobs = availableParallelism(), quick, json } = options;
  const file = named ?? join(packageFolder('test/bench'), quick ? QUICK_PLAN : PLAN);
  const plan = readPlan(file);
  const folder = out ?? join('campaign', `bench-${plan.date}${quick ? '-quick' : ''}`);
  const interrupt = listenForSignals();
  const progress = json ? SILENT_PROGRESS : progressOn(process.stderr, milliseconds);
  try {
    const settings = {
      folder,
      root: packageFolder('.'),
      jobs,
      facts: facts(),
      row: (row: TrialRow, share: number) => progress.update(share, trialLine(row)),
      torn: (path: string) => {
        process.stderr.write(`iommufuzz: ${path}: the last row was not finished; its trial runs again\n`);
      },
    };
    const { rows, interrupted } = await runPlan(plan, settings, interrupt.signal);
    progress.end();
    const summary = summarise(plan, rows);
    writeWhole(join(folder, 'curves.csv'), curvesCsv(summary));
    const text = json
      ? JSON.stringify({ schema: JSON_SCHEMA, plan: file, folder, rows: rows.length, ...summary })
      : bugsText(plan, rows, summary);
    process.stdout.write(`${text}\n`);
    return exitCode({ interrupted, internal: rows.some(({ internalErrors }) => internalErrors > 0) });
  } finally {
    progress.end();
    interrupt.stop();
  }
}

function facts(): Pick<TrialRow, 'version' | 'node' | 'cpu'> {
  const version = `${packageVersion()}+${programDigest()}`;
  return { version, node: process.version, cpu: cpus()[0]?.model ?? 'unknown' };
}
