/** A campaign that leaves nothing on the disk: for a benchmark, which looks at its first crash and forgets it. */
import { FeatureMap } from '../coverage/feature-map.ts';
import type { FoundCrash } from '../fuzzer/fuzzer.ts';
import { ALLOWANCE_NAMES } from '../judge/allowance-names.ts';
import { COMPARED_NAMES } from '../judge/compared.ts';
import type { Executor } from '../judge/executor.ts';
import { groupName } from '../judge/finding.ts';
import type { StoredInput } from '../store/input-file.ts';
import { assemble, newExecutor, type Variant } from './assembly.ts';
import { UnsavedMinutes } from './books/unsaved-minutes.ts';
import type { Budget } from './budget.ts';
import { Campaign } from './campaign.ts';
import type { DeskResult } from './crash-desk.ts';
import { InlineCrew } from './crew/inline-crew.ts';
import type { CampaignIdentity } from './identity.ts';
import { newState } from './state.ts';

/** The first crash of a campaign. */
export interface FirstCrash extends FoundCrash {
  /** `<kind>/<signature>`. */
  readonly group: string;
  /** Run again on another machine it is the same group. */
  readonly repeats: boolean;
  /** Quirks of the design each of whose sole removal cures it. */
  readonly causes: readonly string[];
}

/** How such a campaign ended. */
export interface UnrecordedOutcome {
  readonly execs: number;
  readonly first: FirstCrash | undefined;
  /** Faults of our own. */
  readonly internalErrors: number;
}

/** Runs a campaign until its first crash or the end of the budget, on this thread. */
export async function runUnrecorded(
  identity: CampaignIdentity,
  variant: Variant,
  budget: Budget,
  seeds: readonly StoredInput[],
): Promise<UnrecordedOutcome> {
  const { fuzzer, hand } = assemble({ identity, paranoid: false }, variant);
  const executor = newExecutor(identity, new FeatureMap(), false);
  let first: FirstCrash | undefined;
  const take = (found: FoundCrash): DeskResult => {
    if (first !== undefined) return { groups: [], faults: [] };
    first = lookedAt(executor, found);
    const { kind } = found.finding;
    const signature = first.group.slice(kind.length + 1);
    return { groups: [{ kind, signature, exec: found.exec, atMs: 0, causes: first.causes }], faults: [] };
  };
  const campaign = new Campaign(
    newState(identity),
    { ...budget, groups: 1 },
    {
      fuzzer,
      hand,
      crew: new InlineCrew(hand),
      desk: { take },
      corpus: { add: () => '', read: () => new Int32Array(0) },
      evidence: { add: () => undefined },
      minutes: new UnsavedMinutes(1),
      countNames: { allowances: ALLOWANCE_NAMES, compared: COMPARED_NAMES },
      watcher: { progress: () => undefined, group: () => undefined },
      knownReason: () => undefined,
      clock: () => 0,
    },
  );
  const { stats, internalErrors } = await campaign.run(seeds, new AbortController().signal);
  return { execs: stats.execs, first, internalErrors };
}

function lookedAt(executor: Executor, found: FoundCrash): FirstCrash {
  const group = groupName(found.finding);
  const again = executor.run(found.input);
  const repeats = again !== undefined && groupName(again) === group;
  return { ...found, group, repeats, causes: repeats ? executor.causes(found.input, found.finding) : [] };
}
