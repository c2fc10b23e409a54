/** When a campaign stops; what is not given has no limit. Counted from the start of this session, resumed or not. */
export interface Budget {
  readonly timeMs?: number;
  readonly execs?: number;
  /** New crash groups. */
  readonly groups?: number;
}

/** What a session has spent of its {@link Budget}. */
export interface Spent {
  readonly timeMs: number;
  readonly execs: number;
  readonly groups: number;
}

/** True when one of the limits is reached. */
export function isSpent(budget: Budget, spent: Spent): boolean {
  return share(budget, spent) >= 1 || spent.groups >= (budget.groups ?? Number.POSITIVE_INFINITY);
}

/** Executions that may still be made; `Infinity` without a limit. */
export function execsLeft(budget: Budget, spent: Spent): number {
  return Math.max(0, (budget.execs ?? Number.POSITIVE_INFINITY) - spent.execs);
}

/** The part of time or executions that is used up, whichever is further, 0 to 1 (0 without such a limit). */
export function share(budget: Budget, spent: Spent): number {
  const time = budget.timeMs === undefined ? 0 : spent.timeMs / budget.timeMs;
  const execs = budget.execs === undefined ? 0 : spent.execs / budget.execs;
  return Math.min(1, Math.max(time, execs));
}
