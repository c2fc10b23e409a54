/** Any execution of any campaign again, from its address alone. */
import { InvariantError, invariant } from '../bits/errors.ts';
import { Fuzzer } from '../fuzzer/fuzzer.ts';
import { identity as identityOf } from '../input/identity.ts';
import type { Input } from '../input/layout.ts';
import { ALLOWANCE_NAMES } from '../judge/allowance-names.ts';
import { COMPARED_NAMES } from '../judge/compared.ts';
import type { StoredInput } from '../store/input-file.ts';
import { assemble } from './assembly.ts';
import { UnsavedMinutes } from './books/unsaved-minutes.ts';
import { Campaign, type CampaignParts, type Watcher } from './campaign.ts';
import type { ChunkHand } from './crew/chunk-hand.ts';
import type { Crew } from './crew/crew.ts';
import { crewOf } from './crew/crew-of.ts';
import { deskOf } from './desk-of.ts';
import type { CampaignIdentity } from './identity.ts';
import { milliseconds } from './session.ts';
import { newState } from './state.ts';

/** One execution: of which campaign, begun with which seeds, and its number there. */
export interface Address {
  readonly identity: CampaignIdentity;
  readonly seeds: readonly StoredInput[];
  readonly exec: number;
}

/**
 * The input of an execution: runs its campaign in memory, on `jobs` threads, up to the chunk that has it last. Crashes on
 * the way are made small as they were then: their causes say what a campaign looks behind. Undefined if `signal` was raised before. What a campaign
 * that was cut short by a number of executions did after it was taken up again has no address here.
 */
export async function regenerate(
  { identity, seeds, exec }: Address,
  jobs: number,
  progress: Watcher['progress'],
  signal: AbortSignal,
): Promise<Input | undefined> {
  const order = { identity, paranoid: false };
  const fuzzers: Fuzzer[] = [];
  const { fuzzer, hand } = assemble(order, {
    search: (target, root, platform) => {
      fuzzers.push(new Fuzzer(target, root, platform));
      return fuzzers[0];
    },
  });
  const crew = crewOf(jobs, hand, order);
  const search = new Search(exec, fuzzers[0], hand);
  try {
    const campaign = new Campaign(
      newState(identity),
      { execs: exec + 1 },
      {
        fuzzer,
        hand: { runSeed: (input, at) => search.runSeed(input, at) },
        desk: deskOf(newState(identity), false, { folder: { write() {} }, version: '', explain: () => '' }),
        crew: search.on(crew),
        ...IN_MEMORY,
        minutes: new UnsavedMinutes(jobs),
        watcher: { progress, group() {} },
        clock: milliseconds,
      },
    );
    await campaign.run(seeds, signal);
  } finally {
    await crew.close();
  }
  invariant(search.input !== undefined || signal.aborted, `a campaign comes to its execution ${exec}`);
  return search.input;
}

/** What a campaign has in place of its folders: nothing of it is read back. */
const IN_MEMORY: Pick<CampaignParts, 'corpus' | 'evidence' | 'countNames' | 'knownReason'> = {
  corpus: {
    add: (input) => identityOf(input),
    read: (id) => {
      throw new InvariantError(`a new campaign reads nothing back, not ${id}`);
    },
  },
  evidence: { add() {} },
  countNames: { allowances: ALLOWANCE_NAMES, compared: COMPARED_NAMES },
  knownReason: () => undefined,
};

/** Looks over a campaign's shoulder until one execution, its last, was made. */
class Search {
  input: Input | undefined;
  private readonly exec: number;
  private readonly fuzzer: Pick<Fuzzer, 'lastInput'>;
  private readonly hand: ChunkHand;

  constructor(exec: number, fuzzer: Pick<Fuzzer, 'lastInput'>, hand: ChunkHand) {
    this.exec = exec;
    this.fuzzer = fuzzer;
    this.hand = hand;
  }

  runSeed(input: Input, exec: number): ReturnType<ChunkHand['runSeed']> {
    const report = this.hand.runSeed(input, exec);
    this.look(exec + 1);
    return report;
  }

  /** A crew that need not run the epoch of the execution: its chunk alone, here, is enough, and ends the campaign. */
  on(crew: Crew): Crew {
    return {
      runEpoch: async (chunks, signal) => {
        const last = chunks[chunks.length - 1];
        if (last.first + last.execs <= this.exec) return crew.runEpoch(chunks, signal);
        this.hand.run(last);
        this.look(last.first + last.execs);
        return undefined;
      },
      learn: (lesson) => crew.learn(lesson),
      close: () => crew.close(),
    };
  }

  private look(next: number): void {
    if (next === this.exec + 1) this.input = this.fuzzer.lastInput.slice();
  }
}
