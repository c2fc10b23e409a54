import { HAS_STOP, STEPS, STOP } from '../../input/layout.ts';
import type { Trial } from '../trial.ts';
import { setWord } from '../words.ts';

/** Ends the run with the step that fails. */
export function cutSteps(trial: Trial): void {
  // What shows at the end has the number of all steps as its step.
  trial.attempt((copy) => setWord(copy, STEPS, Math.min(copy[STEPS], trial.finding.step + 1)));
  // What shows only in the state at the end may show after fewer steps.
  for (let steps = 1; steps < trial.best[STEPS]; steps *= 2) {
    if (trial.attempt((copy) => setWord(copy, STEPS, steps))) break;
  }
  trial.attempt((copy) => {
    if (copy[HAS_STOP] === 0) return false;
    copy.fill(0, STOP, HAS_STOP + 1);
    return true;
  });
}
