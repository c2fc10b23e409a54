import { FETCH_LINK, FETCH_LOOKUP, STEP_INTERRUPT } from '../../trace/record.ts';
import { allowanceIndex } from '../allowances.ts';
import type { StepRecord } from './step-record.ts';

const INTERRUPT_POINT = allowanceIndex('interrupt-point');

/**
 * When a takeable interrupt is taken: where the machine takes it, and no later than at the second block start.
 * @source decisions.md: "not delayed by more than one block"
 */
export class InterruptPoint {
  /** Steps, and block starts, that an interrupt has been takeable for. */
  private waitingSteps = 0;
  private missedStarts = 0;
  private readonly step: StepRecord;

  constructor(step: StepRecord) {
    this.step = step;
  }

  /** No interrupt waits: none is takeable, or one has been taken. */
  clear(): void {
    this.waitingSteps = 0;
    this.missedStarts = 0;
  }

  /** Whether one that is takeable is taken in this step: the machine recorded STEP_ `seenKind` and FETCH_ bits `fetch`. */
  isNow(seenKind: number, fetch: number): boolean {
    if (seenKind === STEP_INTERRUPT) {
      if (this.waitingSteps > 0) this.step.allow(INTERRUPT_POINT);
      return true;
    }
    this.waitingSteps++;
    if ((fetch & (FETCH_LOOKUP | FETCH_LINK)) === 0) return false;
    return ++this.missedStarts > 1;
  }
}
