/** What an execution costs on the fixed set of inputs, and where it goes. */
import type { Input } from '../input/layout.ts';
import type { Design } from '../machine/design.ts';
import type { FastCheck } from './arbitrary.ts';
import { bareMachine, executions, fuzzLoop, generated, loads } from './arms.ts';
import { behindOpenIopmp } from './behind-iopmp.ts';
import { GeneratedInputs } from './input-set.ts';
import { propertyRuns, sampleProperty } from './property.ts';
import { type Cost, measure, type Schedule } from './rounds.ts';
import { type Usage, UsageCounter } from './usage.ts';

/** What is measured, how thoroughly, and with what. */
interface BenchSettings {
  readonly design: Design;
  readonly inputs: readonly Input[];
  /** How often a round goes through the inputs. */
  readonly passes: number;
  readonly schedule: Schedule;
  /** Undefined: no comparison with fast-check. */
  readonly fastCheck: FastCheck | undefined;
  /** CPU time of the process in microseconds. */
  clock(): number;
}

/** A measured way of running, and how fast it must be. */
export interface Rate extends Cost {
  /** Executions per second that are not to be fallen short of. */
  readonly floor?: number;
}

/** Part of an execution and its CPU time in microseconds, by difference of two rates. */
interface Share {
  readonly name: string;
  readonly perExec: number;
}

/** The same property with fast-check. */
interface Comparison {
  readonly rate: Cost;
  /** Inputs of the same size made by this program's generator, alternated with it. */
  readonly own: Cost;
  /** How many times as many executions that makes. */
  readonly ratio: number;
  /** What an execution of either does on average. */
  readonly usage: Usage;
  readonly ownUsage: Usage;
}

/** The set as it is and behind an IOPMP that refuses nothing, alternated; oracle and auditor. */
interface Stacked {
  readonly alone: Cost;
  readonly both: Cost;
  /** How many times as much CPU time an execution takes. */
  readonly ratio: number;
}

export interface Figures {
  /** What an execution of the set does on average. */
  readonly usage: Usage;
  readonly rates: readonly Rate[];
  readonly split: readonly Share[];
  readonly stacked: Stacked;
  readonly comparison?: Comparison;
}

const FLOOR_AUDITED = 20_000;
const FLOOR = 30_000;
/** Inputs by which fast-check's are judged. */
const SAMPLE = 200;

/**
 * Measures. What is to be compared runs alternated: the set with more or less of the judge, then what makes its own inputs
 * (their garbage is not to be collected in the rounds of the others), then what only splits the cost, and at last what
 * makes both devices work (compiled code that has met both is slower for one).
 */
export function bench(settings: BenchSettings): Figures {
  const { design, inputs, passes, schedule, fastCheck, clock } = settings;
  const load = { design, inputs, passes };
  const set = [
    executions('oracle and auditor', load, { oracle: true, auditor: true }),
    executions('oracle, no auditor', load, { oracle: true, auditor: false }),
    executions('machine only', load, { oracle: false, auditor: false }),
  ];
  const [audited, plain, machine] = measure(set, schedule, clock);
  const fresh = [
    generated('generated afresh', load),
    fuzzLoop('fuzz loop', load),
    ...(fastCheck === undefined
      ? []
      : [propertyRuns('fast-check', fastCheck, design, Math.ceil((inputs.length * passes) / 4))]),
  ];
  const [own, loop, property] = measure(fresh, schedule, clock);
  const parts = [
    bareMachine('machine, nobody listens', load),
    loads('initial state of the machine', load, 'machine'),
    loads('initial state of the reference', load, 'reference'),
  ];
  const [bare, machineLoad, referenceLoad] = measure(parts, schedule, clock);
  const audit = { oracle: true, auditor: true };
  const [alone, both] = measure(
    [
      executions('wgChecker', load, audit),
      executions('both devices', { ...load, inputs: behindOpenIopmp(inputs) }, audit),
    ],
    schedule,
    clock,
  );
  const counter = new UsageCounter(design);
  const rates = [{ ...audited, floor: FLOOR_AUDITED }, { ...plain, floor: FLOOR }, machine, loop, own];
  return {
    usage: counter.average(inputs),
    rates,
    split: [
      { name: 'initial state of the machine', perExec: machineLoad.perExec },
      { name: 'machine run', perExec: bare.perExec - machineLoad.perExec },
      { name: 'coverage', perExec: machine.perExec - bare.perExec },
      { name: 'initial state of the reference', perExec: referenceLoad.perExec },
      {
        name: 'reference run and comparison',
        perExec: plain.perExec - machine.perExec - referenceLoad.perExec,
      },
      { name: 'auditor', perExec: audited.perExec - plain.perExec },
    ],
    stacked: { alone, both, ratio: both.perExec / alone.perExec },
    ...(fastCheck === undefined
      ? {}
      : {
          comparison: {
            rate: property,
            own,
            ratio: own.execsPerSecond / property.execsPerSecond,
            usage: counter.average(sampleProperty(fastCheck, SAMPLE)),
            ownUsage: counter.average(sampleGenerated()),
          },
        }),
  };
}

function sampleGenerated(): Input[] {
  const source = new GeneratedInputs();
  return Array.from({ length: SAMPLE }, () => source.next().slice());
}
