import { InputError } from '../bits/errors.ts';
import { rootSeed } from '../bits/rng.ts';
import { FeatureMap } from '../coverage/feature-map.ts';
import { Fuzzer, type Target } from '../fuzzer/fuzzer.ts';
import { DEVICE_BOTH, DEVICE_IOPMP, DEVICE_NONE, DEVICE_WGCHECKER } from '../input/layout.ts';
import { Executor } from '../judge/executor.ts';
import { isMended, parseDesignLine } from '../machine/design.ts';
import { ChunkHand, type Runner } from './crew/chunk-hand.ts';
import type { WorkerOrder } from './crew/protocol.ts';
import type { CampaignIdentity } from './identity.ts';

/** Protection devices by the name that the command line gives them. */
export const DEVICES: Readonly<Record<string, number>> = {
  wgchecker: DEVICE_WGCHECKER,
  iopmp: DEVICE_IOPMP,
  both: DEVICE_BOTH,
  none: DEVICE_NONE,
};

/** A fuzzer with its own machine and reference, and the hand that runs chunks with it: what every thread has one of. */
export interface Assembly {
  readonly fuzzer: Fuzzer;
  readonly hand: ChunkHand;
}

/** Builds an {@link Assembly}. Throws InputError for a design or device that does not exist. */
export function assemble({ identity, paranoid }: WorkerOrder): Assembly {
  const device = DEVICES[identity.device];
  if (device === undefined) throw new InputError(`unknown device '${identity.device}'`);
  const features = new FeatureMap();
  const design = parseDesignLine(identity.design);
  const twins = identity.oracle && isMended(design);
  const executor = new Executor(design, features, {
    oracle: identity.oracle,
    auditor: true,
    paranoid,
    twins,
  });
  const target: Target = {
    run: (input) => executor.run(input),
    get steps() {
      return executor.steps;
    },
    features,
    digest: () => executor.digest(),
  };
  const fuzzer = new Fuzzer(target, rootSeed(identity.seed), { device, harts: identity.harts });
  const runner: Runner = {
    allowances: executor.allowances,
    compared: executor.compared.totals,
    switchOff: (off) => executor.switchOff(off),
  };
  return { fuzzer, hand: new ChunkHand(fuzzer, runner) };
}

/** An executor of the campaign's design whose machine reports to `features`. */
export function newExecutor(identity: CampaignIdentity, features: FeatureMap, paranoid: boolean): Executor {
  const options = { oracle: identity.oracle, auditor: true, paranoid };
  return new Executor(parseDesignLine(identity.design), features, options);
}
