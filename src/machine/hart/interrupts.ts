/** Which interrupt a hart takes (Privileged ISA 20240411, 3.1.9 and 10.1.3). */
import { type HartState, MODE_M, MODE_S, MSTATUS_MIE, MSTATUS_SIE } from './state.ts';

/**
 * The cause of the highest-priority one of the enabled `pending` bits that is to be taken in the hart's mode; -1: none.
 * `delegated`: mideleg.
 */
export function interruptToTake(pending: number, delegated: number, state: HartState): number {
  if (pending === 0) return -1;
  const { mode, mstatus } = state;
  const machine = pending & ~delegated;
  const takesMachine = mode < MODE_M || (mstatus & MSTATUS_MIE) !== 0;
  if (machine !== 0 && takesMachine) return highest(machine);
  const supervisor = pending & delegated;
  const takesSupervisor = mode < MODE_S || (mode === MODE_S && (mstatus & MSTATUS_SIE) !== 0);
  return supervisor !== 0 && takesSupervisor ? highest(supervisor) : -1;
}

/** Cause of the highest-priority pending bit: external, software, timer; M before S. */
function highest(pending: number): number {
  if ((pending & 0x800) !== 0) return 11;
  if ((pending & 0x008) !== 0) return 3;
  if ((pending & 0x080) !== 0) return 7;
  if ((pending & 0x200) !== 0) return 9;
  return (pending & 0x002) !== 0 ? 1 : 5;
}
