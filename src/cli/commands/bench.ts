import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { type Figures, bench as measureAll, type Rate } from '../../bench/bench.ts';
import { readInputSet } from '../../bench/input-set.ts';
import { importFastCheck } from '../../bench/property.ts';
import type { Usage } from '../../bench/usage.ts';
import { InputError } from '../../bits/errors.ts';
import { designLine, parseDesign } from '../../machine/design.ts';
import { type BenchBugsOptions, benchBugs } from '../bench-bugs.ts';
import { EXIT } from '../exit-codes.ts';
import { readJobs, readQuirks } from '../options.ts';
import { packageFolder, packageVersion } from '../package.ts';
import { layTable } from '../table.ts';

interface BenchOptions extends BenchBugsOptions {
  readonly design: string;
  readonly quirk?: string;
  readonly bugs?: boolean;
}

/** Version of the shape of `--json`. */
const JSON_SCHEMA = 1;
/** Rounds that are not counted, rounds, passes through the set per round. */
const THOROUGH = { warmUp: 40, rounds: 25, passes: 4 };
const QUICK = { warmUp: 4, rounds: 7, passes: 1 };

/** `bench` — throughput on the fixed set of inputs, or with `--bugs` executions to the find of known bugs. */
export function addBench(program: Command): void {
  program
    .command('bench')
    .description(
      'measure throughput on a fixed set of inputs: CPU time, medians over alternated rounds; or, with --bugs, executions until planted bugs are found',
    )
    .option(
      '--design <name>',
      'what runs: fixed (nothing is found, every run goes to its end) or posted',
      'fixed',
    )
    .option('--quirk <switches>', 'quirks on top of it: +id,-id; ids, refs or sets', readQuirks)
    .option('--quick', 'fewer and shorter rounds: seconds instead of half a minute; --bugs: a small plan')
    .addOption(
      new Option(
        '--bugs',
        'run what is left of a plan of trials and print its tables; needs a development checkout',
      ).conflicts(['design', 'quirk']),
    )
    .option('--plan <file>', 'with --bugs: the plan (default: plan.txt in test/bench)')
    .option(
      '--out <dir>',
      "with --bugs: folder of the raw results (default: campaign/bench-<the plan's date>)",
    )
    .option('--jobs <n>', 'with --bugs: trials at a time (default: cores)', readJobs)
    .option('--json', 'print the figures as one JSON document')
    .action(async (options: BenchOptions) => {
      process.exitCode = options.bugs ? await benchBugs(options) : await bench(options);
    });
}

async function bench(options: BenchOptions): Promise<number> {
  const { design: name, quirk, quick, json } = options;
  const stray = (['plan', 'out', 'jobs'] as const).find((option) => options[option] !== undefined);
  if (stray !== undefined) throw new InputError(`--${stray} goes with --bugs`);
  const design = parseDesign(name, quirk);
  const inputs = readInputSet(join(packageFolder('test/bench'), 'inputs.txt'));
  const { warmUp, rounds, passes } = quick ? QUICK : THOROUGH;
  const settings = {
    design,
    inputs,
    passes,
    schedule: { warmUp, rounds },
    fastCheck: await importFastCheck(),
    clock: processorTime,
  };
  const figures = measureAll(settings);
  const facts = { design: designLine(design), inputs: inputs.length, rounds, passes, node: process.version };
  const document = { schema: JSON_SCHEMA, version: packageVersion(), ...facts, ...figures };
  process.stdout.write(json ? `${JSON.stringify(document)}\n` : `${textOf(facts, figures)}\n`);
  return EXIT.ok;
}

/** CPU time of the process, microseconds. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

interface Facts {
  readonly design: string;
  readonly inputs: number;
  readonly rounds: number;
  readonly passes: number;
  readonly node: string;
}

function textOf({ design, inputs, rounds, passes, node }: Facts, figures: Figures): string {
  const { usage, rates, split } = figures;
  const total = split.reduce((sum, { perExec }) => sum + perExec, 0);
  const shares = split.map(({ name, perExec }) => {
    return [name, perExec.toFixed(1).padStart(8), `${Math.round((100 * perExec) / total)} %`.padStart(5)];
  });
  return [
    `design ${design}, ${inputs} inputs, on average ${usageText(usage)}`,
    `CPU time per core, medians of ${rounds} rounds of ${inputs * passes} executions, node ${node}`,
    '',
    layTable([['', '    execs/s', ' us/exec', '   steps/s', '     floor'], ...rates.map(rateRow)]),
    '',
    layTable([['one execution', '      us', 'share'], ...shares]),
    '',
    stackedText(figures),
    '',
    comparisonText(figures),
  ].join('\n');
}

function rateRow({ name, execsPerSecond, perExec, stepsPerSecond, floor }: Rate): string[] {
  return [
    name,
    grouped(execsPerSecond).padStart(11),
    perExec.toFixed(1).padStart(8),
    grouped(stepsPerSecond).padStart(10),
    floor === undefined ? '' : grouped(floor).padStart(10),
  ];
}

function stackedText({ stacked: { alone, both, ratio } }: Figures): string {
  return [
    'the same inputs behind an IOPMP that refuses nothing, oracle and auditor, alternated:',
    layTable([alone, both].map(({ name, perExec }) => [name, perExec.toFixed(1).padStart(7), 'us/exec'])),
    `${ratio.toFixed(2)} times the CPU time per execution`,
  ].join('\n');
}

function comparisonText({ comparison }: Figures): string {
  if (comparison === undefined) return 'fast-check is not installed: no comparison with it';
  const { rate, own, ratio, usage, ownUsage } = comparison;
  return [
    'the same property, oracle and auditor, inputs made afresh and run once:',
    layTable([
      ['fast-check', grouped(rate.execsPerSecond).padStart(7), 'execs/s', usageText(usage)],
      [own.name, grouped(own.execsPerSecond).padStart(7), 'execs/s', usageText(ownUsage)],
    ]),
    `${ratio.toFixed(1)} times as many executions as with fast-check`,
  ].join('\n');
}

function usageText({ instructions, traps, slowPathUses }: Usage): string {
  const [i, t, s] = [instructions, traps, slowPathUses].map((value) => value.toFixed(1));
  return `${i} instructions, ${t} traps, ${s} slow-path uses`;
}

/** A whole number with commas between thousands. */
function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
