/** Whether two runs of the machine made the same step, as far as a guest can tell. */
import {
  A_INFO,
  ACCESS_STRIDE,
  ACCESS_WALKED,
  ACCESSES,
  R_ACCESS,
  R_FETCH,
  R_FETCH_PA,
} from '../trace/record.ts';

/** True if the records at word `at` of both traces are the same for the guest. */
export function sameStep(one: Int32Array, other: Int32Array, at: number): boolean {
  for (let word = 0; word < R_ACCESS; word++) {
    // How an instruction was fetched is the machine's own affair.
    if (word === R_FETCH || word === R_FETCH_PA || word === R_FETCH_PA + 1) continue;
    if (one[at + word] !== other[at + word]) return false;
  }
  for (let slot = 0; slot < ACCESSES; slot++) {
    if (!sameAccess(one, other, at + R_ACCESS + slot * ACCESS_STRIDE)) return false;
  }
  return true;
}

function sameAccess(one: Int32Array, other: Int32Array, at: number): boolean {
  // Where a translation came from is no part of what the access did.
  if (((one[at + A_INFO] ^ other[at + A_INFO]) & ~ACCESS_WALKED) !== 0) return false;
  if (one[at + A_INFO] === 0) return true;
  for (let i = A_INFO + 1; i < ACCESS_STRIDE; i++) if (one[at + i] !== other[at + i]) return false;
  return true;
}
