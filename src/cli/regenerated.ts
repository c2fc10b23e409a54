/** The input of an execution that is known by its address. */
import { availableParallelism } from 'node:os';
import { type CampaignIdentity, resolved } from '../campaign/identity.ts';
import { regenerate } from '../campaign/regenerate.ts';
import { milliseconds } from '../campaign/session.ts';
import type { Input } from '../input/layout.ts';
import {
  defaultIdentity,
  type IdentityOptions,
  packageSeeds,
  seedsIn,
  wantedIdentity,
} from './campaign-choice.ts';
import type { ExecAddress } from './options.ts';
import { progressOn } from './progress.ts';
import { listenForSignals } from './signals.ts';
import { counted } from './words.ts';

/** What beside its address an execution depends on, and who makes it again. */
export interface CampaignOptions extends IdentityOptions {
  readonly corpus?: readonly string[];
  readonly empty?: boolean;
  readonly jobs?: number;
}

/** The execution at an address. */
export interface Regenerated {
  readonly identity: CampaignIdentity;
  readonly input: Input;
}

/**
 * Makes an execution again and tells on stderr how far that is. Undefined if a signal ended it; InputError for options
 * of no campaign.
 */
export async function regenerated(
  { seed, exec }: ExecAddress,
  options: CampaignOptions,
): Promise<Regenerated | undefined> {
  const identity = resolved(wantedIdentity(options), defaultIdentity(seed));
  const own = options.empty === true ? [] : packageSeeds(identity.device);
  const seeds = [...own, ...seedsIn(options.corpus ?? [])];
  const jobs = options.jobs ?? availableParallelism();
  const progress = progressOn(process.stderr, milliseconds);
  const interrupt = listenForSignals();
  try {
    progress.say(
      `making execution ${exec} of seed ${seed} again, design ${identity.design}, ${counted(jobs, 'job')}`,
    );
    const input = await regenerate(
      { identity, seeds, exec },
      jobs,
      ({ execs, execsPerSecond }, share) => progress.update(share, `${execs} execs  ${execsPerSecond}/s`),
      interrupt.signal,
    );
    return input === undefined ? undefined : { identity, input };
  } finally {
    progress.end();
    interrupt.stop();
  }
}
