import { join } from 'node:path';
import { hrtime } from 'node:process';
import { FeatureMap } from '../coverage/feature-map.ts';
import type { Input } from '../input/layout.ts';
import { ALLOWANCE_NAMES } from '../judge/allowance-names.ts';
import { COMPARED_NAMES } from '../judge/compared.ts';
import type { Executor } from '../judge/executor.ts';
import type { Finding } from '../judge/finding.ts';
import { parseDesignLine } from '../machine/design.ts';
import { QUIRK_IDS, type QuirkId } from '../machine/quirks.ts';
import { type Minimized, Minimizer } from '../minimize/minimizer.ts';
import { CorpusFolder } from '../store/corpus-folder.ts';
import { CrashFolder } from '../store/crash-folder.ts';
import { EvidenceFolder } from '../store/evidence-folder.ts';
import type { StoredInput } from '../store/input-file.ts';
import { assemble, newExecutor } from './assembly.ts';
import { Minutes } from './books/minutes.ts';
import type { Budget } from './budget.ts';
import { Campaign, type Outcome, type Watcher } from './campaign.ts';
import { CrashDesk } from './crash-desk.ts';
import { crewOf } from './crew/crew-of.ts';
import type { WorkerOrder } from './crew/protocol.ts';
import type { OpenCampaign } from './open.ts';

/** Executions that making one new group's input small may take. */
const MINIMIZING_EXECS = 2000;

/** How a session is to be run; none of it changes what a given execution finds. */
export interface SessionSettings {
  readonly folder: string;
  readonly version: string;
  readonly jobs: number;
  readonly paranoid: boolean;
  readonly budget: Budget;
  readonly seeds: readonly StoredInput[];
  readonly watcher: Watcher;
  /** Why findings of a group, `<kind>/<signature>`, are no news; undefined if they are. */
  knownReason(group: string): string | undefined;
  /** The text of a crash's `explanation.txt`. */
  explain(input: Input, finding: Finding, causes: readonly QuirkId[]): string;
}

/** Runs one session of an opened campaign with the real machine and reference; see {@link Campaign.run}. */
export async function runSession(
  { state }: OpenCampaign,
  settings: SessionSettings,
  signal: AbortSignal,
): Promise<Outcome> {
  const { folder, version, jobs, budget, watcher } = settings;
  const order: WorkerOrder = { identity: state.identity, paranoid: settings.paranoid };
  const { fuzzer, hand } = assemble(order);
  const crew = crewOf(jobs, hand, order);
  try {
    const campaign = new Campaign(state, budget, {
      fuzzer,
      hand,
      crew,
      desk: deskFor(state, settings),
      corpus: new CorpusFolder(join(folder, 'corpus')),
      evidence: new EvidenceFolder(join(folder, 'internal')),
      minutes: new Minutes({ folder, version, jobs }, { execs: state.next, elapsedMs: state.elapsedMs }),
      countNames: { allowances: ALLOWANCE_NAMES, compared: COMPARED_NAMES },
      watcher,
      knownReason: (group) => settings.knownReason(group),
      clock: milliseconds,
    });
    return await campaign.run(settings.seeds, signal);
  } finally {
    await crew.close();
  }
}

/** Crashes are looked at on a machine of their own: nothing a chunk left behind can play a part. */
function deskFor({ identity, groups }: OpenCampaign['state'], settings: SessionSettings): CrashDesk {
  const { quirks } = parseDesignLine(identity.design);
  const executor = newExecutor(identity, new FeatureMap(), settings.paranoid);
  return new CrashDesk(
    executor,
    {
      folder: new CrashFolder(join(settings.folder, 'crashes')),
      version: settings.version,
      design: identity.design,
      quirks: QUIRK_IDS.filter((id) => quirks[id]),
      seed: identity.seed,
      minimize: (input, finding, causes) => minimized(executor, input, finding, causes),
      explain: settings.explain,
    },
    groups,
  );
}

function minimized(
  executor: Executor,
  input: Input,
  finding: Finding,
  causes: readonly QuirkId[],
): Minimized {
  const minimizer = new Minimizer(input, finding, causes, {
    examiner: executor,
    budget: MINIMIZING_EXECS,
    stopped: () => false,
    better: () => undefined,
  });
  while (minimizer.step());
  return minimizer.result;
}

/** A clock for durations: milliseconds from an unknown moment, never backwards. */
export function milliseconds(): number {
  return Number(hrtime.bigint() / 1000n) / 1000;
}
