import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Minutes } from '../../src/campaign/books/minutes.ts';
import type { Budget } from '../../src/campaign/budget.ts';
import { Campaign, type Outcome, type Watcher } from '../../src/campaign/campaign.ts';
import { CrashDesk } from '../../src/campaign/crash-desk.ts';
import { ChunkHand } from '../../src/campaign/crew/chunk-hand.ts';
import type { Crew } from '../../src/campaign/crew/crew.ts';
import { InlineCrew } from '../../src/campaign/crew/inline-crew.ts';
import { ThreadCrew } from '../../src/campaign/crew/thread-crew.ts';
import { openCampaign } from '../../src/campaign/open.ts';
import type { Input } from '../../src/input/layout.ts';
import { NO_NOTES } from '../../src/input/notes.ts';
import { parseDesignLine } from '../../src/machine/design.ts';
import { CorpusFolder } from '../../src/store/corpus-folder.ts';
import { CrashFolder } from '../../src/store/crash-folder.ts';
import { EvidenceFolder } from '../../src/store/evidence-folder.ts';
import { FakeExaminer, smallest } from './fake-examiner.ts';
import { FakeFuzzer } from './fake-fuzzer.ts';
import { openPost } from './fake-post.ts';

/** A session of a campaign over fake parts; what is not given: seed 7, one job, no seeds, a clock that stands. */
export interface FakeSession {
  readonly seed?: string;
  readonly jobs?: number;
  readonly budget?: Budget;
  readonly seeds?: readonly Input[];
  readonly fuzzer?: FakeFuzzer;
  readonly watcher?: Watcher;
  /** Why a group is known; without it none is. */
  readonly known?: (group: string) => string | undefined;
  /** How far the clock goes each time somebody looks at it. */
  readonly msPerLook?: number;
  /** Raises the signal after that many epochs, or before anything. */
  readonly stopAfterEpochs?: number;
  readonly stopAtOnce?: boolean;
  /** Puts the state back afterwards, as if the process had been killed before it could save. */
  readonly loseState?: boolean;
}

const defaults = { design: 'posted', seed: '7', device: 'wgchecker', harts: 1, oracle: true };

/** Runs one session in `folder`, on real files. */
export async function runFake(folder: string, session: FakeSession): Promise<Outcome> {
  const open = openCampaign(folder, session.seed === undefined ? {} : { seed: session.seed }, defaults);
  const saved = readFileSync(join(folder, 'state.json'), 'utf8');
  const { seed } = open.state.identity;
  const fuzzer = session.fuzzer ?? new FakeFuzzer(seed);
  const hand = new ChunkHand(fuzzer, fuzzer);
  const crew = crewOf(session.jobs ?? 1, seed, hand);
  const controller = new AbortController();
  if (session.stopAtOnce) controller.abort();
  let time = 0;
  let epochs = 0;
  try {
    const campaign = new Campaign(open.state, session.budget ?? {}, {
      fuzzer,
      hand,
      crew,
      desk: deskIn(folder, open.state),
      corpus: new CorpusFolder(join(folder, 'corpus')),
      evidence: new EvidenceFolder(join(folder, 'internal')),
      minutes: new Minutes({ folder, version: '0', jobs: 1 }, { execs: open.state.next, elapsedMs: 0 }),
      countNames: { allowances: ['even', 'odd'], compared: ['accesses', 'accesses/oracle-off'] },
      watcher: {
        group: (group, known) => session.watcher?.group(group, known),
        progress: (stats, share) => {
          session.watcher?.progress(stats, share);
          if (++epochs === session.stopAfterEpochs) controller.abort();
        },
      },
      knownReason: (group) => session.known?.(group),
      clock: () => {
        time += session.msPerLook ?? 0;
        return time;
      },
    });
    const seeds = (session.seeds ?? []).map((input) => ({ file: '', input, notes: NO_NOTES }));
    return await campaign.run(seeds, controller.signal);
  } finally {
    await crew.close();
    open.release();
    if (session.loseState) writeFileSync(join(folder, 'state.json'), saved);
  }
}

function crewOf(jobs: number, seed: string, hand: ChunkHand): Crew {
  if (jobs === 1) return new InlineCrew(hand);
  return new ThreadCrew(Array.from({ length: jobs }, (_, i) => openPost(new FakeFuzzer(seed), i % 2)));
}

function deskIn(folder: string, { identity, groups }: ReturnType<typeof openCampaign>['state']): CrashDesk {
  const settings = {
    folder: new CrashFolder(join(folder, 'crashes')),
    version: '0',
    design: parseDesignLine(identity.design),
    seed: identity.seed,
    explain: () => 'in words',
    minimize: smallest,
  };
  return new CrashDesk(new FakeExaminer(), settings, groups);
}
