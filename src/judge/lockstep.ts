/** The reference beside what a machine has run: every step, then the states in which both end. */
import { EVENT_COUNT, EVENT_STEP, EVENT_STRIDE, EVENTS, type Input } from '../input/layout.ts';
import type { Machine } from '../machine/machine.ts';
import { Reference } from '../oracle/reference.ts';
import { RECORD } from '../trace/record.ts';
import { agrees, judgeStep } from './compare.ts';
import { FinalState } from './final-state.ts';
import type { Finding } from './finding.ts';

export class Lockstep {
  readonly reference = new Reference();
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
    let nextEvent = 0;
    for (let step = 0; step < machine.steps; step++) {
      nextEvent = this.fireEvents(input, nextEvent, step);
      reference.step(trace, step * RECORD);
      if (!agrees(trace, step * RECORD, reference.record))
        return judgeStep(trace, step * RECORD, reference, step);
    }
    return machine.stop === 0 ? this.finalState.compare(machine.steps) : undefined;
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
