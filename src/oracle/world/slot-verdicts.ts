import type { SlotVerdict } from '../decision.ts';
import type { SlotFile } from './slot-file.ts';
import type { SlotRanges } from './slot-ranges.ts';

/** What is asked: the inclusive range with the sign bit flipped, as SlotRanges has it, and the right's bit in PERM. */
export interface Question {
  readonly first: number;
  readonly last: number;
  readonly wid: number;
  readonly direction: number;
}

/** What each slot from 1 up has to say of an access. */
export function slotVerdicts(file: SlotFile, ranges: SlotRanges, question: Question): SlotVerdict[] {
  const verdicts: SlotVerdict[] = [];
  for (let slot = 1; slot <= file.nslots; slot++) {
    const k = ranges.slot.subarray(0, ranges.count).indexOf(slot);
    if (k < 0) verdicts.push({ slot, says: (file.cfg[slot] & 3) === 0 ? 'off' : 'empty' });
    else verdicts.push(verdictOf(file, ranges, k, question));
  }
  return verdicts;
}

function verdictOf(file: SlotFile, ranges: SlotRanges, k: number, question: Question): SlotVerdict {
  const slot = ranges.slot[k];
  const [first, last] = [ranges.first[k], ranges.last[k]];
  const range = { first: address(first), last: address(last) };
  if (first > question.last || last < question.first) return { slot, ...range, says: 'elsewhere' };
  if (first > question.first || last < question.last) return { slot, ...range, says: 'partly' };
  const perm = question.wid < 16 ? file.permLo[slot] : file.permHi[slot];
  const bit = ((2 * question.wid) & 31) + question.direction;
  return { slot, ...range, says: ((perm >>> bit) & 1) === 0 ? 'refuses' : 'grants' };
}

/** The address that a bound with its sign bit flipped stands for. */
function address(bound: number): number {
  return (bound ^ 0x8000_0000) >>> 0;
}
