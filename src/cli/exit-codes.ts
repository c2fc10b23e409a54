/** What the process leaves with. Where several apply the first of usage, internal, interrupted, found holds. */
export const EXIT = {
  /** As asked, and nothing found. */
  ok: 0,
  /** Something was found: a new crash group, a result that differs from its record. */
  found: 77,
  /** Wrong usage or bad input. */
  usage: 2,
  /** A defect of this program. */
  internal: 3,
  /** Stopped by a signal; the state is saved and can be resumed. */
  interrupted: 72,
} as const;

/** What the exit code is decided from. */
export interface Ending {
  readonly usage?: boolean;
  readonly internal?: boolean;
  readonly interrupted?: boolean;
  readonly found?: boolean;
}

/** The exit code of an ending. */
export function exitCode(ending: Ending): number {
  const first = (['usage', 'internal', 'interrupted', 'found'] as const).find(
    (name) => ending[name] === true,
  );
  return EXIT[first ?? 'ok'];
}
