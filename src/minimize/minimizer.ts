import { EVENT_COUNT, INSTRUCTION_COUNT, type Input } from '../input/layout.ts';
import type { Finding } from '../judge/finding.ts';
import type { QuirkId } from '../machine/quirks.ts';
import type { Pass } from './pass.ts';
import { resetPlatform, resetPmp, resetSlots } from './passes/devices.ts';
import { clearRegisters, resetCsrs, startLater } from './passes/hart.ts';
import { dropDevices, resetIopmp } from './passes/iopmp.ts';
import { dropData, dropEvents, dropMappings } from './passes/lists.ts';
import { renumberRrids, renumberWids } from './passes/masters.ts';
import { renameRegisters } from './passes/names.ts';
import { plainAccesses, plainAddresses } from './passes/plain.ts';
import { dropInstructions, quietInstructions } from './passes/program.ts';
import { slice } from './passes/slice.ts';
import { cutSteps } from './passes/steps.ts';
import { plainTransfers } from './passes/transfers.ts';
import { type Slip, Trial, type TrialSettings } from './trial.ts';

/** Passes in their order; all are repeated until none of them helps. */
const PASSES: readonly Pass[] = [
  cutSteps,
  dropEvents,
  dropDevices,
  startLater,
  slice,
  dropInstructions,
  quietInstructions,
  dropMappings,
  dropData,
  resetSlots,
  resetIopmp,
  resetPmp,
  resetCsrs,
  clearRegisters,
  resetPlatform,
  plainAccesses,
  plainAddresses,
  plainTransfers,
  renumberRrids,
  renumberWids,
];

/** What came of a minimization. */
export interface Minimized {
  readonly input: Input;
  readonly finding: Finding;
  readonly executions: number;
  /** A whole round of passes ended without finding anything to leave out: no single part can go. */
  readonly isMinimal: boolean;
  /** Other crashes met on the way, one per group. */
  readonly slips: readonly Slip[];
}

/**
 * Looks for the smallest input that shows the same crash as `input`, which shows `finding` and is cured by each of `causes`
 * alone. Works pass by pass, so that a caller can look up in between; deterministic for a given budget.
 */
export class Minimizer {
  private readonly trial: Trial;
  private next = 0;
  private bestBefore: Input;
  private isMinimal = false;

  constructor(input: Input, finding: Finding, causes: readonly QuirkId[], settings: TrialSettings) {
    this.trial = new Trial(input, finding, causes, settings);
    this.bestBefore = this.trial.best;
  }

  /** Runs the next pass; false: there is nothing more to do. */
  step(): boolean {
    const { trial } = this;
    if (this.isMinimal || trial.isOver) return false;
    if (this.next === PASSES.length) this.endRound();
    else PASSES[this.next++](trial);
    return true;
  }

  /** What was reached so far. */
  get result(): Minimized {
    const { best, finding, executions, slips } = this.trial;
    return { input: best, finding, executions, isMinimal: this.isMinimal, slips: [...slips.values()] };
  }

  private endRound(): void {
    const { trial } = this;
    if (trial.best === this.bestBefore) {
      renameRegisters(trial);
      this.isMinimal = !trial.isOver;
    }
    this.bestBefore = trial.best;
    this.next = 0;
  }
}

/** Instructions and events of an input: its size as people count it. */
export function sizeOf(input: Input): { readonly instructions: number; readonly events: number } {
  return { instructions: input[INSTRUCTION_COUNT], events: input[EVENT_COUNT] };
}
