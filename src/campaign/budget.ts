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

const NO_LIMIT = Number.POSITIVE_INFINITY;

/** True when one of the limits is reached. */
export function isSpent(
  { timeMs = NO_LIMIT, execs = NO_LIMIT, groups = NO_LIMIT }: Budget,
  spent: Spent,
): boolean {
  return spent.timeMs >= timeMs || spent.execs >= execs || spent.groups >= groups;
}

/** Executions that may still be made; `Infinity` without a limit. */
export function execsLeft({ execs = NO_LIMIT }: Budget, spent: Spent): number {
  return Math.max(0, execs - spent.execs);
}

/** The part of time or executions that is used up, whichever is further, 0 to 1 (0 without such a limit). */
export function share({ timeMs = NO_LIMIT, execs = NO_LIMIT }: Budget, spent: Spent): number {
  return Math.min(1, Math.max(part(spent.timeMs, timeMs), part(spent.execs, execs)));
}

function part(spent: number, limit: number): number {
  return limit === 0 ? 1 : spent / limit;
}
