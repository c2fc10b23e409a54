/** What becomes of a crash when other quirks are on. */
import { isAudited } from '../judge/executor.ts';
import { type Finding, groupName } from '../judge/finding.ts';
import { samePast } from './same-past.ts';

/** A crash and what led to it. */
export interface Crash {
  readonly finding: Finding;
  /** {@link groupName} of the finding. */
  readonly name: string;
  /** The trace before the failing step, and how many steps that is. */
  readonly past: Int32Array;
  readonly before: number;
}

/** Another run of the same input. */
export interface Rerun {
  readonly found: Finding | undefined;
  /** What the auditor found, by name. */
  readonly beside: readonly string[];
  readonly machine: { readonly trace: Int32Array; readonly steps: number };
}

/**
 * same: the crash shows; cured: it does not, and all before it is as it was; masked: it does not, but another crash stands
 * in its place or before it, or the guest came there another way.
 */
export type Fate = 'same' | 'cured' | 'masked';

/** The fate of `crash` in another run. */
export function fateOf(crash: Crash, { found, beside, machine }: Rerun): Fate {
  if (beside.includes(crash.name)) return 'same';
  if (found !== undefined && groupName(found) === crash.name) return 'same';
  if (found !== undefined && standsBefore(found, crash.finding)) return 'masked';
  if (machine.steps < crash.before) return 'masked';
  return samePast(crash.past, machine.trace, crash.before) ? 'cured' : 'masked';
}

/** A finding of the comparison ends it: what comes later in the other run is not looked at. The auditor goes on. */
function standsBefore(found: Finding, finding: Finding): boolean {
  return !isAudited(found) && !isAudited(finding) && found.step <= finding.step;
}
