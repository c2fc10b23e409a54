import { hex, toBig } from '../../src/bits/word.ts';
import {
  A_DATA,
  A_INFO,
  A_PA,
  ACCESS_STRIDE,
  ACCESS_TYPE_MASK,
  outcomeOf,
  R_ACCESS,
  RECORD,
} from '../../src/trace/record.ts';
import type { MachineRun } from './machine-run.ts';

const TYPES = ['', 'load', 'store', 'probe'];
const OUTCOMES = ['fault', 'ram', 'io', 'blocked', 'discarded', 'probed'];

/** Access `slot` of a step: type, outcome, physical address, data; type and `fault` alone, or `none`. */
export function accessOf({ machine }: MachineRun, step: number, slot = 0): string {
  const at = step * RECORD + R_ACCESS + slot * ACCESS_STRIDE;
  const t = machine.trace;
  const info = t[at + A_INFO];
  if (info === 0) return 'none';
  const words = [TYPES[info & ACCESS_TYPE_MASK], OUTCOMES[outcomeOf(info)]];
  if (outcomeOf(info) !== 0) {
    words.push(hex(toBig(t[at + A_PA], t[at + A_PA + 1])), hex(toBig(t[at + A_DATA], t[at + A_DATA + 1])));
  }
  return words.join(' ');
}
