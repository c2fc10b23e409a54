/** The benchmark of bugs: runs the trials of a plan that have no row yet, several at a time, and writes their rows. */
import { join } from 'node:path';
import { parseInput } from '../input/text.ts';
import { Executor } from '../judge/executor.ts';
import { parseDesign } from '../machine/design.ts';
import { SILENT } from '../machine/probe.ts';
import { lockFolder } from '../store/folder-lock.ts';
import { makeFolder, writeWholeSoon } from '../store/whole-file.ts';
import { FAULTS } from './faults/index.ts';
import { RowFile } from './matrix/row-file.ts';
import { type TrialRow, trialKey } from './matrix/rows.ts';
import { TrialHand } from './matrix/trial-hand.ts';
import { openWorkshop, type Workshop } from './matrix/workshop.ts';
import type { BugTarget, Plan } from './plan.ts';
import { armFits, type SearchArm } from './search/variants.ts';
import type { TrialOrder, TrialReport } from './trial.ts';

export type { TrialRow };

/** Where and by whom a plan is run. */
export interface BugSettings {
  /** Folder of `trials.csv` and of the crashing inputs, `finds/<target>-<arm>-<seed>.txt`. */
  readonly folder: string;
  /** Folder of the package. */
  readonly root: string;
  /** Trials at a time. */
  readonly jobs: number;
  /** What every row says of the program and the machine. */
  readonly facts: Pick<TrialRow, 'version' | 'node' | 'cpu'>;
  /** Told of each row, in the order of the plan, with the part of the trials that are done, 0 to 1. */
  row(row: TrialRow, share: number): void;
  /** Told that the last row of the file was never finished and will come again. */
  torn(file: string): void;
}

/** All rows of the plan, and whether a signal ended the run before the last one. */
export interface BugOutcome {
  readonly rows: readonly TrialRow[];
  readonly interrupted: boolean;
}

/** A trial of a plan. */
interface Cell {
  readonly target: BugTarget;
  readonly arm: SearchArm;
  readonly seed: string;
}

/**
 * Runs what is left of a plan. Rows come in the order of the plan whatever the number of jobs. Throws InputError if the
 * disk refuses or faults cannot be planted, InvariantError if a trial fails.
 */
export async function runPlan(plan: Plan, settings: BugSettings, signal: AbortSignal): Promise<BugOutcome> {
  const { folder, root } = settings;
  makeFolder(join(folder, 'finds'));
  const release = lockFolder(folder);
  let workshop: Workshop | undefined;
  try {
    const path = join(folder, 'trials.csv');
    const file = new RowFile(path);
    if (file.wasTorn) settings.torn(path);
    const done = new Set(file.rows.map(trialKey));
    const cells = cellsOf(plan);
    const left = cells.filter((cell) => !done.has(keyOf(plan, cell)));
    if (left.length > 0) workshop = await openWorkshop(root, faultsOf(plan));
    const isWhole =
      workshop === undefined ||
      (await new Matrix(plan, settings, file, workshop.file).run(left, cells.length, signal));
    const wanted = new Set(cells.map((cell) => keyOf(plan, cell)));
    return { rows: file.rows.filter((row) => wanted.has(trialKey(row))), interrupted: !isWhole };
  } finally {
    workshop?.close();
    release();
  }
}

/** The trials of a plan: targets in their order, of each its arms, of each its seeds. */
function cellsOf({ targets, arms, trials }: Plan): Cell[] {
  return targets.flatMap((target) =>
    arms
      .filter((arm) => armFits(arm, target.device))
      .flatMap((arm) => trials.map((seed) => ({ target, arm, seed }))),
  );
}

function keyOf({ cap, withSeeds }: Plan, { target, arm, seed }: Cell): string {
  return trialKey({ kind: target.kind, name: target.name, arm, seed, cap, seeds: seedsWord(withSeeds) });
}

function seedsWord(withSeeds: boolean): string {
  return withSeeds ? 'corpus' : 'none';
}

function faultsOf({ targets }: Plan) {
  return FAULTS.filter(({ name }) =>
    targets.some((target) => target.kind === 'fault' && target.name === name),
  );
}

/** Hands out trials and writes their rows in order. */
class Matrix {
  private readonly plan: Plan;
  private readonly settings: BugSettings;
  private readonly file: RowFile;
  private readonly program: string;
  /** The machine without a fault: what crashes there too is no find of the fault. */
  private readonly sound = new Executor(parseDesign('fixed'), SILENT, {
    oracle: true,
    auditor: true,
    paranoid: false,
  });

  constructor(plan: Plan, settings: BugSettings, file: RowFile, program: string) {
    this.plan = plan;
    this.settings = settings;
    this.file = file;
    this.program = program;
  }

  /** False: `signal` was raised before all were done. `all`: number of trials of the plan. */
  async run(cells: readonly Cell[], all: number, signal: AbortSignal): Promise<boolean> {
    const hands = Array.from(
      { length: Math.min(this.settings.jobs, cells.length) },
      () => new TrialHand(this.program),
    );
    const close = () => {
      for (const hand of hands) hand.close();
    };
    const reports = new Map<number, TrialReport>();
    let next = 0;
    let written = 0;
    const work = async (hand: TrialHand): Promise<void> => {
      while (next < cells.length) {
        const i = next++;
        reports.set(i, await hand.run(this.orderOf(cells[i])));
        for (let ready = reports.get(written); ready !== undefined; ready = reports.get(written)) {
          reports.delete(written);
          this.enter(cells[written++], ready, (all - cells.length + written) / all);
        }
      }
    };
    try {
      await Promise.race([Promise.all(hands.map(work)), raised(signal)]);
    } finally {
      close();
    }
    return written === cells.length;
  }

  private orderOf({ target, arm, seed }: Cell): TrialOrder {
    const { cap, withSeeds } = this.plan;
    const { design, device, kind, name } = target;
    return {
      ...(kind === 'fault' ? { fault: name } : {}),
      // Arms share no random numbers: their trials are independent of each other.
      ...{ arm, design, device, seed: `${seed}.${arm}`, cap },
      ...(withSeeds ? { corpus: join(this.settings.root, 'corpus') } : {}),
    };
  }

  private enter(cell: Cell, report: TrialReport, share: number): void {
    const { plan, settings } = this;
    const { target, arm, seed } = cell;
    const { reached, triggered, detected, group, executions, internalErrors, input } = report;
    if (input !== undefined) {
      const name = `${target.kind}-${target.name}-${arm}-${seed}.txt`;
      writeWholeSoon(join(settings.folder, 'finds', name), input);
    }
    const row: TrialRow = {
      ...{ kind: target.kind, name: target.name, arm, seed, cap: plan.cap, seeds: seedsWord(plan.withSeeds) },
      ...{ reached, triggered, detected, group, executions, internalErrors },
      grouped: input === undefined ? undefined : this.isGrouped(target, report, input),
      censored: detected === undefined,
      ...settings.facts,
    };
    this.file.add(row);
    settings.row(row, share);
  }

  /**
   * True if the crash was put down to what was planted: it comes again, and its causes are the one quirk that is on, or
   * for a fault, of which the program knows nothing, no quirk; and the sound machine runs the input clean.
   */
  private isGrouped({ kind, name }: BugTarget, { repeats, causes }: TrialReport, input: string): boolean {
    if (!repeats || kind === 'control') return false;
    if (this.sound.run(parseInput(input, name).input) !== undefined) return false;
    return kind === 'quirk' ? causes.length === 1 && causes[0] === name : causes.length === 0;
  }
}

/** Fulfilled when the signal is raised. */
function raised(signal: AbortSignal): Promise<void> {
  return new Promise((settle) => {
    if (signal.aborted) settle();
    else signal.addEventListener('abort', () => settle(), { once: true });
  });
}
