/** The reference beside what a machine has run: every step, then the states in which both end. */
import { EVENT_COUNT, EVENT_STEP, EVENT_STRIDE, EVENTS, type Input, MAX_STEPS } from '../input/layout.ts';
import type { Machine } from '../machine/machine.ts';
import { Reference } from '../oracle/reference.ts';
import { RECORD } from '../trace/record.ts';
import { agrees, judgeStep } from './compare.ts';
import type { ComparedSteps } from './compared.ts';
import { FinalState } from './final-state.ts';
import type { Finding } from './finding.ts';

export class Lockstep implements ComparedSteps {
  readonly reference = new Reference();
  /** Of the last comparison. */
  compared = 0;
  allowedWords = 0;
  readonly allowed = new Int32Array(2 * MAX_STEPS);
  private readonly machine: Machine;
  private readonly finalState: FinalState;

  constructor(machine: Machine) {
    this.machine = machine;
    this.finalState = new FinalState(machine, this.reference);
  }

  /** The first difference of the run of `input` that the machine has made; undefined: none. */
  compare(input: Input): Finding | undefined {
    const { machine, reference } = this;
    const { trace } = machine;
    reference.load(input, machine.image);
    this.allowedWords = 0;
    let nextEvent = 0;
    for (let step = 0; step < machine.steps; step++) {
      nextEvent = this.fireEvents(input, nextEvent, step);
      reference.step(trace, step * RECORD);
      if (reference.underWay.allowed >= 0) this.noteAllowed(step, reference.underWay.allowed);
      if (agrees(trace, step * RECORD, reference.record)) continue;
      this.compared = step + 1;
      return judgeStep(trace, step * RECORD, reference, step);
    }
    this.compared = machine.steps;
    return machine.stop === 0 ? this.finalState.compare(machine.steps) : undefined;
  }

  private noteAllowed(step: number, allowance: number): void {
    this.allowed[this.allowedWords++] = step;
    this.allowed[this.allowedWords++] = allowance;
  }

  private fireEvents(input: Input, from: number, step: number): number {
    let next = from;
    while (next < input[EVENT_COUNT] && input[EVENTS + next * EVENT_STRIDE + EVENT_STEP] <= step) {
      this.reference.event(input, EVENTS + next * EVENT_STRIDE);
      next++;
    }
    return next;
  }
}
