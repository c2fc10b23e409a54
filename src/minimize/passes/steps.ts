import { removeRecord } from '../../fuzzer/records.ts';
import {
  EVENT_COUNT,
  EVENT_KIND,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENTS,
  HAS_STOP,
  type Input,
  MAX_EVENTS,
  STEPS,
  STOP,
} from '../../input/layout.ts';
import { backwards, dropChunks } from '../chunks.ts';
import type { Pass } from '../pass.ts';
import { setWord } from '../words.ts';

const EVENT_LIST = { count: EVENT_COUNT, base: EVENTS, stride: EVENT_STRIDE, limit: MAX_EVENTS };

/** Ends the run with the step that fails. */
export const cutSteps: Pass = {
  name: 'cut-steps',
  run(trial) {
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
  },
};

/** Drops events from outside, then lets those that are left happen as early as they may. */
export const dropEvents: Pass = {
  name: 'drop-events',
  run(trial) {
    dropChunks(
      () => trial.best[EVENT_COUNT],
      (from, count) =>
        trial.attempt((copy) => {
          for (let i = 0; i < count; i++) removeRecord(copy, EVENT_LIST, from);
          return count > 0;
        }),
    );
    backwards(trial.best[EVENT_COUNT], (i) => {
      trial.attempt((copy) => moveToStart(copy, i));
      // Arguments of kinds that have none are 0 already.
      for (let word = EVENT_KIND + 1; word < EVENT_STRIDE; word++)
        trial.attempt((copy) => clearWord(copy, EVENTS + i * EVENT_STRIDE + word));
    });
  },
};

function moveToStart(copy: Input, index: number): boolean {
  const at = EVENTS + index * EVENT_STRIDE + EVENT_STEP;
  const earliest = index === 0 ? 0 : copy[at - EVENT_STRIDE];
  if (copy[at] === earliest) return false;
  copy[at] = earliest;
  return true;
}

function clearWord(copy: Input, word: number): boolean {
  if (copy[word] === 0) return false;
  copy[word] = 0;
  return true;
}
