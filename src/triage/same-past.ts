/** Whether two runs of one input came to the same point by the same way. */
import {
  A_INFO,
  ACCESS_STRIDE,
  ACCESS_WALKED,
  ACCESSES,
  R_ACCESS,
  R_CAUSE,
  R_KIND,
  R_MODE,
  R_PC,
  R_RD,
  R_TVAL,
  R_VALUE,
  R_WORD,
  RECORD,
} from '../trace/record.ts';

/** Words of a record that a guest can tell apart. How an instruction was fetched is the machine's own affair. */
const SEEN = [
  R_KIND,
  R_PC,
  R_PC + 1,
  R_WORD,
  R_RD,
  R_VALUE,
  R_VALUE + 1,
  R_CAUSE,
  R_TVAL,
  R_TVAL + 1,
  R_MODE,
];

/** True if the first `steps` steps of both traces are the same for the guest. */
export function samePast(a: Int32Array, b: Int32Array, steps: number): boolean {
  for (let at = 0; at < steps * RECORD; at += RECORD) {
    if (SEEN.some((word) => a[at + word] !== b[at + word])) return false;
    for (let slot = 0; slot < ACCESSES; slot++) {
      if (!sameAccess(a, b, at + R_ACCESS + slot * ACCESS_STRIDE)) return false;
    }
  }
  return true;
}

function sameAccess(a: Int32Array, b: Int32Array, at: number): boolean {
  // Where a translation came from is no part of what the access did.
  const info = a[at + A_INFO] & ~ACCESS_WALKED;
  if (info !== (b[at + A_INFO] & ~ACCESS_WALKED)) return false;
  if (info === 0) return true;
  for (let i = 1; i < ACCESS_STRIDE; i++) if (a[at + i] !== b[at + i]) return false;
  return true;
}
