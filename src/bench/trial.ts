/** One trial of the benchmark: a campaign that ends with its first crash, and what became of the fault meanwhile. */
import { DEVICES } from '../campaign/assembly.ts';
import { runUnrecorded } from '../campaign/unrecorded.ts';
import { includesIopmp } from '../fuzzer/devices.ts';
import { hasIopmp } from '../input/iopmp-rules.ts';
import { printInput } from '../input/text.ts';
import { inputFiles, readInputFile, type StoredInput } from '../store/input-file.ts';
import { activate, planted } from './faults/planted.ts';
import { importFastCheck } from './property.ts';
import { type SearchArm, variantOf } from './search/variants.ts';

/** What a trial is to do. */
export interface TrialOrder {
  /** The planted fault that is active; undefined: none. */
  readonly fault?: string;
  readonly arm: SearchArm;
  readonly design: string;
  readonly device: string;
  readonly seed: string;
  /** Executions. */
  readonly cap: number;
  /** Folder whose inputs run first. */
  readonly corpus?: string;
}

/** What came of it; everything that has not happened is undefined. Executions are counted from 1. */
export interface TrialReport {
  /** Execution in which the changed place was come by first. */
  readonly reached?: number | undefined;
  /** Execution in which the value computed there was another one first; a statement that is left out has none. */
  readonly triggered?: number | undefined;
  /** Execution that crashed first. */
  readonly detected?: number | undefined;
  /** The crash, `<kind>/<signature>`. */
  readonly group?: string | undefined;
  /** The crash came again on another machine. */
  readonly repeats: boolean;
  /** Quirks that are its cause. */
  readonly causes: readonly string[];
  /** The crashing input as text. */
  readonly input?: string | undefined;
  readonly executions: number;
  readonly internalErrors: number;
}

/** Runs a trial. */
export async function runTrial(order: TrialOrder): Promise<TrialReport> {
  const { arm, design, device, seed, cap, corpus } = order;
  const variant = variantOf(arm, arm === 'fast-check' ? await importFastCheck() : undefined);
  const seeds = corpus === undefined ? [] : seedsIn(corpus, device);
  let reached: number | undefined;
  let triggered: number | undefined;
  const ran = (exec: number) => {
    if (planted.reached) reached ??= exec + 1;
    if (planted.triggered) triggered ??= exec + 1;
  };
  activate(order.fault ?? '');
  const identity = { design, seed, device, harts: 1, oracle: true };
  const { execs, first, internalErrors } = await runUnrecorded(
    identity,
    { ...variant, ran },
    { execs: cap },
    seeds,
  );
  return {
    reached,
    triggered,
    detected: first === undefined ? undefined : first.exec + 1,
    group: first?.group,
    repeats: first?.repeats ?? false,
    causes: first?.causes ?? [],
    input: first === undefined ? undefined : printInput(first.input),
    executions: first === undefined ? execs : first.exec + 1,
    internalErrors,
  };
}

/** The stored inputs for boards with that device: with an IOPMP or without. */
function seedsIn(folder: string, device: string): StoredInput[] {
  const wanted = includesIopmp(DEVICES[device]);
  return inputFiles(folder)
    .map(readInputFile)
    .filter(({ input }) => hasIopmp(input) === wanted);
}
