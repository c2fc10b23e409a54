import { sameStep } from '../judge/same-step.ts';
import { RECORD } from '../trace/record.ts';

/** True if the first `steps` steps of both traces are the same for the guest. */
export function samePast(a: Int32Array, b: Int32Array, steps: number): boolean {
  for (let at = 0; at < steps * RECORD; at += RECORD) if (!sameStep(a, b, at)) return false;
  return true;
}
