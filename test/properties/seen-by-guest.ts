import type { Machine } from '../../src/machine/machine.ts';
import {
  A_INFO,
  ACCESS_STRIDE,
  ACCESS_WALKED,
  ACCESSES,
  R_ACCESS,
  R_FETCH,
  R_FETCH_PA,
  RECORD,
} from '../../src/trace/record.ts';

/** The records of the last run without what only the machine knows: how code was found and where it walked. */
export function seenByGuest(machine: Machine): Int32Array {
  const trace = machine.trace.slice(0, machine.steps * RECORD);
  for (let at = 0; at < trace.length; at += RECORD) {
    trace[at + R_FETCH] = 0;
    trace.fill(0, at + R_FETCH_PA, at + R_FETCH_PA + 2);
    for (let slot = 0; slot < ACCESSES; slot++) {
      const access = at + R_ACCESS + slot * ACCESS_STRIDE;
      trace[access + A_INFO] &= ~ACCESS_WALKED;
      // Without an access the rest of its record is anything.
      if (trace[access + A_INFO] === 0) trace.fill(0, access, access + ACCESS_STRIDE);
    }
    trace.fill(0, at + R_ACCESS + ACCESSES * ACCESS_STRIDE, at + RECORD);
  }
  return trace;
}
