/** An execution costs this many steps before its first one. */
const FIXED_STEPS = 32;

/** What `execs` executions of `steps` steps in all cost, in steps: never measured by a clock. */
export function costOf(execs: number, steps: number): number {
  return FIXED_STEPS * execs + steps;
}
