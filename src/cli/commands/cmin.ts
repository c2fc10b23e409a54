import { join } from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../../bits/errors.ts';
import { milliseconds } from '../../campaign/session.ts';
import { readState } from '../../campaign/state.ts';
import { Distillation } from '../../cmin/distillation.ts';
import { FeatureJournal } from '../../cmin/feature-journal.ts';
import { Gauge } from '../../cmin/gauge.ts';
import { OutFolder } from '../../cmin/out-folder.ts';
import { sourceFiles } from '../../cmin/sources.ts';
import { type Design, designLine, parseDesign, parseDesignLine } from '../../machine/design.ts';
import { isFolder } from '../../store/stored-crashes.ts';
import { chosenDesign } from '../chosen-design.ts';
import { type CminReport, cminDocument, cminText } from '../cmin-text.ts';
import { exitCode } from '../exit-codes.ts';
import { readQuirks } from '../options.ts';
import { packageVersion, programDigest } from '../package.ts';
import { type Progress, progressOn, SILENT_PROGRESS } from '../progress.ts';
import { listenForSignals } from '../signals.ts';

interface CminOptions {
  readonly out: string;
  readonly design?: string;
  readonly quirk?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const DEFAULT_FOLDER = join('campaign', 'posted');

/** `cmin` — few inputs of a corpus that show the same. */
export function addCmin(program: Command): void {
  program
    .command('cmin')
    .description('distil corpora: the few inputs that show every feature which all of them show')
    .argument('[path...]', `campaigns, folders of inputs, inputs (default: ${DEFAULT_FOLDER})`)
    .requiredOption('--out <dir>', 'where the kept inputs go; a second run goes on from what is there')
    .option('--design <name>', "what the inputs run on (default: the campaign's, else posted)")
    .option('--quirk <switches>', 'quirks on top of --design: +id,-id; ids, refs or sets', readQuirks)
    .option('--json', 'print what was kept and left out as one JSON document')
    .option('--quiet', 'print nothing but errors')
    .action(async (paths: string[], options: CminOptions) => {
      process.exitCode = await cmin(paths.length > 0 ? paths : [DEFAULT_FOLDER], options);
    });
}

async function cmin(paths: readonly string[], options: CminOptions): Promise<number> {
  const design = chosenDesign(options) ?? designOfCampaigns(paths);
  const files = sourceFiles(paths, options.out);
  const interrupt = listenForSignals();
  const progress = options.json || options.quiet ? SILENT_PROGRESS : progressOn(process.stderr, milliseconds);
  try {
    const report = await distilled(files, design, options.out, { progress, signal: interrupt.signal });
    progress.end();
    print(report, options);
    const { damaged, broken } = report.survey;
    const interrupted = report.distilled === undefined;
    return exitCode({ usage: damaged.length > 0, internal: broken.length > 0, interrupted });
  } finally {
    progress.end();
    interrupt.stop();
  }
}

async function distilled(
  files: readonly string[],
  design: Design,
  folder: string,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<CminReport> {
  const line = designLine(design);
  const version = packageVersion();
  const out = new OutFolder(folder);
  try {
    const journal = new FeatureJournal(out.journalFile, `${version} ${programDigest()} ${line}`);
    const distillation = new Distillation({
      gauge: new Gauge(design),
      journal,
      out,
      progress: (share, doing) => progress.update(share, doing),
    });
    const reached = await distillation.run(files, signal);
    const { survey } = distillation;
    if (reached !== undefined) {
      const { kept, features, seal } = reached;
      out.writeResult({ version, design: line, inputs: survey.inputs, kept, features, seal });
    }
    return { folder, version, design: line, files: files.length, survey, distilled: reached };
  } finally {
    out.release();
  }
}

/** The design that the campaigns among `paths` ran on; posted if there is none. Throws InputError if they differ. */
function designOfCampaigns(paths: readonly string[]): Design {
  const lines = paths.flatMap((path) => {
    const state = isFolder(path) ? readState(path) : undefined;
    return state === undefined ? [] : [state.identity.design];
  });
  const [first = designLine(parseDesign('posted')), ...rest] = new Set(lines);
  if (rest.length > 0) {
    throw new InputError(`campaigns of several designs (${[first, ...rest].join('; ')}): give --design`);
  }
  return parseDesignLine(first);
}

function print(report: CminReport, { json, quiet }: CminOptions): void {
  const { damaged, broken } = report.survey;
  for (const { because } of damaged) process.stderr.write(`iommufuzz: ${because}\n`);
  for (const { file, because } of broken) {
    process.stderr.write(`iommufuzz: internal error: ${file}: ${because}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(cminDocument(report))}\n`);
  else if (!quiet) process.stdout.write(`${cminText(report)}\n`);
}
