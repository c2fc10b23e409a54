/** What slots and entries with a range have in common, as an explanation shows it. */
import type { RangeMode } from './decision-view.ts';
import type { LastSet } from './last-set.ts';

/** By number of the mode. */
export const RANGE_MODES: readonly RangeMode[] = ['off', 'tor', 'na4', 'napot'];

/** `rwx`, from bit 0 of a configuration up. */
export function rightsOf(cfg: number): string {
  return `${cfg & 1 ? 'r' : '-'}${cfg & 2 ? 'w' : '-'}${cfg & 4 ? 'x' : '-'}`;
}

/** Step that changed an entry last; one in mode TOR begins where the one below it ends. */
export function lastSetOf(lastSet: LastSet, mode: RangeMode, own: string, below: string): number | undefined {
  const set = lastSet.of(own);
  const lower = mode === 'tor' ? lastSet.of(below) : undefined;
  return set === undefined ? lower : Math.max(set, lower ?? set);
}

/** The field `set` of a view. */
export function since(step: number | undefined): { readonly set?: number } {
  return step === undefined ? {} : { set: step };
}
