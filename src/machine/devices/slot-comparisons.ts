import { COMPARED_WID, type Comparisons } from '../comparisons.ts';
import type { SlotFile } from './slots.ts';

/** Who asks for which bytes; `end` is exclusive. */
interface Question {
  readonly pa: number;
  readonly end: number;
  readonly wid: number;
}

/** Says which bounds a decision looks at and, of the slots that hold these bytes, whom they treat otherwise. */
export function compareSlots(comparisons: Comparisons, slots: SlotFile, { pa, end, wid }: Question): void {
  const { lo, hi, active, activeCount } = slots;
  for (let k = 0; k < activeCount; k++) {
    const i = active[k];
    comparisons.ranges(pa, end, lo[i], hi[i]);
    if (lo[i] < end && hi[i] > pa) comparisons.note(COMPARED_WID, wid, otherWorld(slots, i, wid));
  }
}

/** The next world that has other rights in a slot, or the same one. */
function otherWorld(slots: SlotFile, slot: number, wid: number): number {
  const { worlds } = slots;
  for (let k = 1; k < worlds; k++) {
    const other = (wid + k) % worlds;
    if (slots.rights(slot, other) !== slots.rights(slot, wid)) return other;
  }
  return wid;
}
