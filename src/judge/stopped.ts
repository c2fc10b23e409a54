import type { Machine } from '../machine/machine.ts';
import { STOPS } from '../machine/status.ts';
import type { CrashKind, Finding } from './finding.ts';

/** What the machine died of in step `step`; undefined if it is alive. */
export function deathOf(machine: Machine, step: number): Finding | undefined {
  const stop = STOPS[machine.stop];
  if (stop.kind === 'none') return undefined;
  return {
    kind: stop.kind satisfies CrashKind,
    role: 'machine',
    states: 'stopped',
    rule: stop.name,
    step,
    detail: stop.says,
    beside: [],
  };
}
