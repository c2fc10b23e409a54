import {
  A_INFO,
  A_PA,
  ACCESS_WALKED,
  OUTCOME_FAULT,
  outcomeOf,
  R_CAUSE,
  R_FETCH,
  R_KIND,
  R_TVAL,
  STEP_WATCHPOINT,
  UNRECORDED_WALKED,
} from '../../trace/record.ts';
import type { StepRecord } from '../hart/step-record.ts';
import type { TranslationHint } from './translator.ts';

/**
 * Fills `hint` with what the machine recorded about the translation of portion `k` of an access: `size` bytes, the first at
 * the virtual address with low half `vaLo`. `accessFault` is the cause by which the access reports what PMP or the bus
 * refuse. Says nothing of direction, right and purpose.
 *
 * `again`: the portion is looked up once more, as another type, for which walks are recorded apart.
 *
 * A machine that recorded no access of this kind gives no hint, and a walk is made. A second portion has no record where
 * the data of the first failed: it was looked up all the same.
 */
export function hintPortion(
  hint: TranslationHint,
  step: StepRecord,
  k: number,
  vaLo: number,
  size: number,
  accessFault: number,
  again: boolean,
): void {
  const info = step.accessHint(k, A_INFO);
  const stopped = step.hint(R_KIND) === STEP_WATCHPOINT;
  const isUnrecorded = stopped || (k === 1 && info === 0);
  const walkedUnrecorded = (step.hint(R_FETCH) & (UNRECORDED_WALKED << (again ? 1 : k))) !== 0;
  hint.walked = again || isUnrecorded ? walkedUnrecorded : info === 0 || (info & ACCESS_WALKED) !== 0;
  if (hint.walked) return;
  hint.known = !isUnrecorded && outcomeOf(info) !== OUTCOME_FAULT;
  hint.wantLo = step.accessHint(k, A_PA);
  hint.wantHi = step.accessHint(k, A_PA + 1);
  const within = (step.hint(R_TVAL) - vaLo) >>> 0 < size;
  const isFault = step.hint(R_CAUSE) === accessFault;
  hint.refused = !stopped && !hint.known && within && isFault;
  hint.passed = !stopped && !hint.known && !within;
  hint.size = size;
}
