import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { DEVICES } from '../../campaign/assembly.ts';
import type { Budget } from '../../campaign/budget.ts';
import type { Outcome, Watcher } from '../../campaign/campaign.ts';
import { openCampaign } from '../../campaign/open.ts';
import { milliseconds, runSession } from '../../campaign/session.ts';
import type { CampaignState } from '../../campaign/state.ts';
import type { StoredInput } from '../../store/input-file.ts';
import { readTriage } from '../../store/triage-file.ts';
import { GroupBook } from '../../triage/group-book.ts';
import { defaultIdentity, packageSeeds, seedsIn, wantedIdentity } from '../campaign-choice.ts';
import { exitCode } from '../exit-codes.ts';
import { explanations } from '../explanation.ts';
import { readCount, readDuration, readJobs, readQuirks, readSeed, readUntil } from '../options.ts';
import { packageFolder, packageVersion } from '../package.ts';
import { type Progress, progressOn, SILENT_PROGRESS } from '../progress.ts';
import { listenForSignals } from '../signals.ts';
import { groupLine, sessionLine, standing, summary } from '../words.ts';

interface FuzzOptions {
  readonly design?: string;
  readonly quirk?: string;
  readonly device?: string;
  readonly oracle?: 'on' | 'off';
  readonly seed?: string;
  readonly jobs: number;
  readonly time?: number;
  readonly execs?: number;
  readonly until?: number;
  readonly out?: string;
  readonly corpus?: readonly string[];
  readonly empty?: boolean;
  readonly paranoid?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Of a campaign without `--time` and `--execs`. */
const DEFAULT_TIME_MS = 60_000;

/** `fuzz` — starts a campaign, or goes on with the one in `--out`. */
export function addFuzz(program: Command): void {
  program
    .command('fuzz')
    .description('start a campaign, or go on with the one in --out')
    .option('--design <name>', 'what is fuzzed (default: posted; README lists them)')
    .option(
      '--quirk <switches>',
      'quirks on top of it: +id,-id; ids, refs (B14) or sets (wgchecker)',
      readQuirks,
    )
    .addOption(
      new Option('--device <name>', 'device of generated inputs (default: wgchecker)').choices(
        Object.keys(DEVICES),
      ),
    )
    .addOption(
      new Option('--oracle <switch>', 'compare with the reference (default: on)').choices(['on', 'off']),
    )
    .option('--seed <seed>', 'same seed, same finds (default: a new one)', readSeed)
    .option('--jobs <n>', 'threads', readJobs, availableParallelism())
    .option(
      '--time <duration>',
      'stop after 90 (seconds), 10m, 8h (default: 60, unless --execs is given)',
      readDuration,
    )
    .option('--execs <n>', 'stop after that many executions', readCount)
    .option('--until <n>', "stop after that many new crash groups; 'first' is 1", readUntil)
    .option('--out <dir>', "the campaign's folder (default: campaign/<design>)")
    .option('--corpus <dir...>', 'folders with further seeds')
    .option('--empty', "start without the program's own seeds")
    .option('--paranoid', 'check every invariant at every step')
    .option('--json', 'print the statistics as one JSON document')
    .option('--quiet', 'print nothing but errors')
    .action(async (options: FuzzOptions) => {
      process.exitCode = await fuzz(options);
    });
}

async function fuzz(options: FuzzOptions): Promise<number> {
  const wanted = wantedIdentity(options);
  const defaults = defaultIdentity(options.seed ?? String(randomInt(1, 0x1_0000_0000)));
  const folder = options.out ?? join('campaign', folderName(wanted.design ?? defaults.design));
  // Read before the campaign's folder is touched: a mistyped name leaves nothing behind.
  const named = seedsIn(options.corpus ?? []);
  const open = openCampaign(folder, wanted, defaults);
  const interrupt = listenForSignals();
  const progress = options.json || options.quiet ? SILENT_PROGRESS : progressOn(process.stderr, milliseconds);
  try {
    progress.say(sessionLine(open.state, options.jobs, folder));
    const settings = {
      folder,
      version: packageVersion(),
      jobs: options.jobs,
      paranoid: options.paranoid ?? false,
      budget: budgetOf(options),
      seeds: [...ownSeeds(options, open.state), ...named],
      watcher: watcherOn(progress),
      knownReason: knownIn([join(folder, 'crashes'), packageFolder('crashes')]),
      explain: explanations(),
    };
    const outcome = await runSession(open, settings, interrupt.signal);
    progress.end();
    print(outcome, folder, options);
    const { groups, internalErrors, interrupted } = outcome;
    return exitCode({ internal: internalErrors > 0, interrupted, found: groups.length > 0 });
  } finally {
    progress.end();
    interrupt.stop();
    open.release();
  }
}

function folderName(design: string): string {
  return design.replaceAll(/[^A-Za-z0-9.+-]+/g, '_');
}

function budgetOf({ time, execs, until }: FuzzOptions): Budget {
  const timeMs = time ?? (execs === undefined ? DEFAULT_TIME_MS : undefined);
  return {
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(execs === undefined ? {} : { execs }),
    ...(until === undefined ? {} : { groups: until }),
  };
}

/** The package's seeds, as long as no epoch was run. */
function ownSeeds({ empty }: FuzzOptions, { epoch, identity }: CampaignState): readonly StoredInput[] {
  return empty || epoch > 0 ? [] : packageSeeds(identity.device);
}

/** Why a group is known, by what was said of it in these folders of crashes. */
function knownIn(folders: readonly string[]): (group: string) => string | undefined {
  const books = folders.map((crashes) => new GroupBook(readTriage(crashes)));
  return (group) => books.map((book) => book.knownReason(group)).find((reason) => reason !== undefined);
}

function watcherOn(progress: Progress): Watcher {
  return {
    progress: (stats, share) => progress.update(share, standing(stats)),
    group: (group, known) => progress.say(groupLine(group, known)),
  };
}

function print(outcome: Outcome, folder: string, { json, quiet }: FuzzOptions): void {
  if (json) process.stdout.write(`${JSON.stringify(outcome.stats)}\n`);
  else if (!quiet) process.stdout.write(`${summary(outcome, folder)}\n`);
}
