import { setImmediate } from 'node:timers/promises';
import type { Command } from 'commander';
import { InputError } from '../../bits/errors.ts';
import { identity } from '../../input/identity.ts';
import type { Input } from '../../input/layout.ts';
import { printInput } from '../../input/text.ts';
import { Executor } from '../../judge/executor.ts';
import { signature } from '../../judge/finding.ts';
import { type Design, designLine } from '../../machine/design.ts';
import { SILENT } from '../../machine/probe.ts';
import { type Minimized, Minimizer, sizeOf } from '../../minimize/minimizer.ts';
import { notesFor, type Origin } from '../../store/expectation.ts';
import { readInputFile, type StoredInput } from '../../store/input-file.ts';
import { writeWhole, writeWholeSoon } from '../../store/whole-file.ts';
import { designFor } from '../chosen-design.ts';
import { EXIT } from '../exit-codes.ts';
import { observedText } from '../observed-text.ts';
import { readCount, readQuirks } from '../options.ts';
import { packageVersion } from '../package.ts';
import { listenForSignals } from '../signals.ts';

interface MinimizeOptions {
  readonly design?: string;
  readonly quirk?: string;
  readonly budget: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Version of the shape of `--json`. */
const JSON_SCHEMA = 1;
const DEFAULT_BUDGET = 50_000;

/** `minimize` — a smaller input that shows the same crash. */
export function addMinimize(program: Command): void {
  program
    .command('minimize')
    .description('make an input smaller that shows the same crash: kind, group and cause stay')
    .argument('<file>', 'an input that crashes')
    .option('--design <name>', 'the design it crashes on (default: the one it is recorded for, else fixed)')
    .option('--quirk <switches>', 'quirks on top of --design: +id,-id; ids, refs or sets', readQuirks)
    .option('--budget <n>', 'executions after which it stops with the best so far', readCount, DEFAULT_BUDGET)
    .option('--out <file>', 'where the best so far is written (default: beside FILE, as NAME.min.txt)')
    .option('--json', 'print what was reached as one JSON document')
    .option('--quiet', 'print nothing but errors')
    .action(async (file: string, options: MinimizeOptions) => {
      process.exitCode = await minimize(file, options);
    });
}

async function minimize(file: string, options: MinimizeOptions): Promise<number> {
  const stored = readInputFile(file);
  const design = designFor(stored, options);
  const executor = new Executor(design, SILENT, { oracle: true, auditor: true, paranoid: false });
  const finding = executor.run(stored.input);
  if (finding === undefined) {
    throw new InputError(`${file}: nothing to minimize: it runs clean on ${designLine(design)}`);
  }
  const out = options.out ?? file.replace(/(\.txt)?$/, '.min.txt');
  const causes = executor.causes(stored.input, finding);
  const origin = originOf(stored, design);
  const interrupt = listenForSignals();
  try {
    const minimizer = new Minimizer(stored.input, finding, causes, {
      examiner: executor,
      budget: options.budget,
      stopped: () => interrupt.signal.aborted,
      better: (input) => writeWholeSoon(out, printInput(input, notesFor(origin))),
    });
    writeWhole(out, printInput(stored.input, notesFor(origin)));
    while (minimizer.step()) await setImmediate();
    const { result } = minimizer;
    writeWhole(out, observedText(executor, result.input, origin));
    const slips = result.slips.map((slip) => writeSlip(executor, slip.input, out, origin));
    print({ file, out, before: stored.input, result, slips, causes }, options);
    return interrupt.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } finally {
    interrupt.stop();
  }
}

function originOf({ notes }: StoredInput, design: Design): Origin {
  const exec = Number(notes.meta.get('exec') ?? 0);
  return { design: designLine(design), seed: notes.meta.get('seed') ?? '0', exec };
}

/** Keeps another crash that was met on the way, beside the output. */
function writeSlip(executor: Executor, input: Input, out: string, origin: Origin): string {
  const path = `${out.replace(/(\.min)?(\.txt)?$/, '')}.slip-${identity(input)}.txt`;
  writeWhole(path, observedText(executor, input, origin));
  return path;
}

interface Report {
  readonly file: string;
  readonly out: string;
  readonly before: Input;
  readonly result: Minimized;
  readonly slips: readonly string[];
  readonly causes: readonly string[];
}

function print(report: Report, { json, quiet }: MinimizeOptions): void {
  const { file, out, before, result, slips, causes } = report;
  const { finding, executions, isMinimal } = result;
  if (json) {
    const sizes = { before: sizeOf(before), after: sizeOf(result.input) };
    const { kind } = finding;
    const facts = { file, out, kind, signature: signature(finding), causes, ...sizes };
    const document = {
      schema: JSON_SCHEMA,
      version: packageVersion(),
      ...facts,
      executions,
      isMinimal,
      slips,
    };
    process.stdout.write(`${JSON.stringify(document)}\n`);
  } else if (!quiet) process.stdout.write(`${textLines(report).join('\n')}\n`);
}

function textLines({ out, before, result, slips }: Report): readonly string[] {
  const { finding, executions, isMinimal } = result;
  const end = isMinimal ? 'no single part can go' : 'the budget ended before everything was tried';
  return [
    `${finding.kind}, group ${signature(finding)}`,
    `before: ${sizeText(before)}`,
    `after:  ${sizeText(result.input)}, ${executions} executions; ${end}`,
    `written to ${out}`,
    ...slips.map((path) => `another crash on the way: ${path}`),
  ];
}

function sizeText(input: Input): string {
  const { instructions, events } = sizeOf(input);
  return `${instructions} instructions, ${events} events, ${printInput(input).split('\n').length - 1} lines`;
}
