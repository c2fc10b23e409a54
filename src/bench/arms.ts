/** The arms: one execution after another of the fixed set, with more or less of what belongs to an execution. */
import { rootSeed } from '../bits/rng.ts';
import { FeatureMap } from '../coverage/feature-map.ts';
import { HitTally } from '../coverage/hit-tally.ts';
import { NoveltyMap } from '../coverage/novelty-map.ts';
import { Fuzzer } from '../fuzzer/fuzzer.ts';
import { DEVICE_WGCHECKER, type Input } from '../input/layout.ts';
import { Executor } from '../judge/executor.ts';
import type { Design } from '../machine/design.ts';
import { SILENT } from '../machine/probe.ts';
import { GeneratedInputs } from './input-set.ts';
import type { Arm, Work } from './rounds.ts';

/** The part of an executor that an execution is run with. */
interface Parts {
  readonly oracle: boolean;
  readonly auditor: boolean;
}

/** The set and how often it is gone through in one round. */
interface Load {
  readonly design: Design;
  readonly inputs: readonly Input[];
  readonly passes: number;
}

/** Executions as a campaign makes them, coverage seen and classified; none of them shows anything new. */
export function executions(name: string, { design, inputs, passes }: Load, parts: Parts): Arm {
  const features = new FeatureMap();
  const executor = new Executor(design, features, { ...parts, paranoid: false });
  const novelty = new NoveltyMap();
  const hits = new HitTally();
  const run = (input: Input) => {
    features.reset();
    executor.run(input);
    hits.count(features);
    return executor.steps;
  };
  for (const input of inputs) {
    run(input);
    novelty.add(features.ids());
  }
  const once = (input: Input) => {
    const steps = run(input);
    novelty.hasNews(features);
    return steps;
  };
  return { name, run: () => goThrough(inputs, passes, once) };
}

/** The machine alone, and nobody who listens to it. */
export function bareMachine(name: string, { design, inputs, passes }: Load): Arm {
  const executor = new Executor(design, SILENT, { oracle: false, auditor: false, paranoid: false });
  const once = (input: Input) => {
    executor.run(input);
    return executor.steps;
  };
  return { name, run: () => goThrough(inputs, passes, once) };
}

/** Only the initial state, on the machine or on the reference. Its steps are none: 1 stands for each. */
export function loads(name: string, { design, inputs, passes }: Load, side: 'machine' | 'reference'): Arm {
  const executor = new Executor(design, SILENT, { oracle: true, auditor: false, paranoid: false });
  const loaded = executor[side];
  const once = (input: Input) => {
    loaded.load(input);
    return 1;
  };
  return { name, run: () => goThrough(inputs, passes, once) };
}

/** Inputs made by the generator, each run once with oracle and auditor. */
export function generated(name: string, { design, inputs, passes }: Load): Arm {
  const features = new FeatureMap();
  const executor = new Executor(design, features, { oracle: true, auditor: true, paranoid: false });
  const source = new GeneratedInputs();
  const once = () => {
    features.reset();
    executor.run(source.next());
    return executor.steps;
  };
  return { name, run: () => goThrough(inputs, passes, once) };
}

/** The search itself on the set as its corpus: mutation, execution, coverage, second runs of what is new. */
export function fuzzLoop(name: string, { design, inputs, passes }: Load): Arm {
  const features = new FeatureMap();
  const executor = new Executor(design, features, { oracle: true, auditor: true, paranoid: false });
  const target = {
    run: (input: Input) => executor.run(input),
    get steps() {
      return executor.steps;
    },
    features,
    digest: () => executor.digest(),
    executed: (input: Input) => executor.executed(input),
  };
  const fuzzer = new Fuzzer(target, rootSeed('bench'), { device: DEVICE_WGCHECKER, harts: 1 });
  let next = 0;
  const take = (result: ReturnType<Fuzzer['runSeed']>): Work => {
    for (const candidate of result.candidates) fuzzer.admit(candidate);
    fuzzer.merge(result.hits);
    next += result.execs;
    return { execs: result.execs, steps: result.steps };
  };
  for (const input of inputs) take(fuzzer.runSeed(input, next));
  return { name, run: () => take(fuzzer.runChunk(next, inputs.length * passes)) };
}

function goThrough(inputs: readonly Input[], passes: number, once: (input: Input) => number): Work {
  let steps = 0;
  for (let pass = 0; pass < passes; pass++) {
    for (const input of inputs) steps += once(input);
  }
  return { execs: passes * inputs.length, steps };
}
