import { hex } from '../bits/word.ts';
import type { Finding } from './finding.ts';

/** A register of a device that holds `value` where `mine` is required. */
export function otherRegister(
  role: string,
  what: string,
  value: number,
  mine: number,
  step: number,
): Finding {
  return {
    kind: 'device-mismatch',
    role,
    states: 'other-value',
    rule: 'register-file',
    step,
    detail: `${what} at the end: machine ${hex(value >>> 0)}, required ${hex(mine >>> 0)}`,
    beside: [],
  };
}
