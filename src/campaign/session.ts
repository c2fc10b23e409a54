import { join } from 'node:path';
import { hrtime } from 'node:process';
import type { Input } from '../input/layout.ts';
import { ALLOWANCE_NAMES } from '../judge/allowance-names.ts';
import { COMPARED_NAMES } from '../judge/compared.ts';
import type { Finding } from '../judge/finding.ts';
import type { Design } from '../machine/design.ts';
import type { QuirkId } from '../machine/quirks.ts';
import { CorpusFolder } from '../store/corpus-folder.ts';
import { CrashFolder } from '../store/crash-folder.ts';
import { EvidenceFolder } from '../store/evidence-folder.ts';
import type { StoredInput } from '../store/input-file.ts';
import { assemble } from './assembly.ts';
import { Minutes } from './books/minutes.ts';
import type { Budget } from './budget.ts';
import { Campaign, type Outcome, type Watcher } from './campaign.ts';
import { crewOf } from './crew/crew-of.ts';
import type { WorkerOrder } from './crew/protocol.ts';
import { deskOf } from './desk-of.ts';
import type { OpenCampaign } from './open.ts';

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
  explain(design: Design, input: Input, finding: Finding, causes: readonly QuirkId[]): string;
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
      desk: deskOf(state, settings.paranoid, {
        folder: new CrashFolder(join(folder, 'crashes')),
        version,
        explain: settings.explain,
      }),
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

/** A clock for durations: milliseconds from an unknown moment, never backwards. */
export function milliseconds(): number {
  return Number(hrtime.bigint() / 1000n) / 1000;
}
