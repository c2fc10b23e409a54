import { InputError } from '../bits/errors.ts';
import { type RootSeed, rootSeed } from '../bits/rng.ts';
import { FeatureMap } from '../coverage/feature-map.ts';
import { Fuzzer, type Platform, type Target } from '../fuzzer/fuzzer.ts';
import { DEVICE_BOTH, DEVICE_IOPMP, DEVICE_NONE, DEVICE_WGCHECKER, type Input } from '../input/layout.ts';
import { Executor } from '../judge/executor.ts';
import { isMended, parseDesignLine } from '../machine/design.ts';
import type { Probe } from '../machine/probe.ts';
import { ChunkHand, type Runner } from './crew/chunk-hand.ts';
import type { ChunkFuzzer } from './crew/crew.ts';
import type { WorkerOrder } from './crew/protocol.ts';
import type { CampaignIdentity } from './identity.ts';

export type { ChunkFuzzer };

/** Protection devices by the name that the command line gives them. */
export const DEVICES: Readonly<Record<string, number>> = {
  wgchecker: DEVICE_WGCHECKER,
  iopmp: DEVICE_IOPMP,
  both: DEVICE_BOTH,
  none: DEVICE_NONE,
};

/** A fuzzer with its own machine and reference, and the hand that runs chunks with it: what every thread has one of. */
export interface Assembly {
  readonly fuzzer: ChunkFuzzer;
  readonly hand: ChunkHand;
}

/** A search that is not the one that campaigns have. Only a benchmark asks for one, to tell what the whole is worth. */
export interface Variant {
  /** Numbers of the domains whose features the search hears of; undefined: all of them. */
  readonly domains?: readonly number[];
  search(target: Target, root: RootSeed, platform: Platform): ChunkFuzzer;
  /** Told after every run of the machine which execution it was for. */
  ran?(exec: number): void;
}

const WHOLE: Variant = { search: (target, root, platform) => new Fuzzer(target, root, platform) };

/** Builds an {@link Assembly}. Throws InputError for a design or device that does not exist. */
export function assemble({ identity, paranoid }: WorkerOrder, variant: Variant = WHOLE): Assembly {
  const device = DEVICES[identity.device];
  if (device === undefined) throw new InputError(`unknown device '${identity.device}'`);
  const features = new FeatureMap();
  const design = parseDesignLine(identity.design);
  const { domains, ran } = variant;
  const executor = new Executor(design, domains === undefined ? features : only(domains, features), {
    oracle: identity.oracle,
    auditor: true,
    paranoid,
    twins: identity.oracle && isMended(design),
  });
  const run = (input: Input) => executor.run(input);
  const target: Target = {
    run: ran === undefined ? run : (input, exec) => told(run(input), exec, ran),
    get steps() {
      return executor.steps;
    },
    features,
    digest: () => executor.digest(),
    executed: (input) => executor.executed(input),
    listen: (input, hear) => executor.listen(input, hear),
  };
  const fuzzer = variant.search(target, rootSeed(identity.seed), { device, harts: identity.harts });
  const runner: Runner = {
    allowances: executor.allowances,
    compared: executor.compared.totals,
    switchOff: (off) => executor.switchOff(off),
  };
  return { fuzzer, hand: new ChunkHand(fuzzer, runner) };
}

function told<T>(result: T, exec: number, ran: (exec: number) => void): T {
  ran(exec);
  return result;
}

/** Passes on what belongs to one of the domains. */
function only(domains: readonly number[], features: FeatureMap): Probe {
  return {
    feature(domain, key) {
      if (domains.includes(domain)) features.feature(domain, key);
    },
  };
}

/** An executor of the campaign's design whose machine reports to `features`. */
export function newExecutor(identity: CampaignIdentity, features: FeatureMap, paranoid: boolean): Executor {
  const options = { oracle: identity.oracle, auditor: true, paranoid };
  return new Executor(parseDesignLine(identity.design), features, options);
}
