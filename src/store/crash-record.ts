/** Version of the shape of {@link CrashRecord}. */
export const RECORD_SCHEMA = 1;

/** How a minimal input was reached. */
export interface Minimization {
  /** Runs that it took, those that looked for causes included. */
  readonly executions: number;
  /** No single part can go; false: the budget ended before everything was tried. */
  readonly isMinimal: boolean;
  /** Groups of other crashes met on the way, `<kind>/<signature>`, each once. */
  readonly slips: readonly string[];
}

/** `record.json` of a crash folder. */
export interface CrashRecord {
  readonly schema: number;
  /** Program version that found it. */
  readonly version: string;
  readonly kind: string;
  readonly signature: string;
  /** The design in one line (designLine). */
  readonly design: string;
  /** Ids of all quirks that were on. */
  readonly quirks: readonly string[];
  /** Quirks each of whose sole removal cures it. */
  readonly causes: readonly string[];
  /** Campaign seed and execution index that showed it first, and both as `SEED:INDEX`. */
  readonly seed: string;
  readonly execution: number;
  readonly address: string;
  /** Step of the finding in the minimal input, from 0. */
  readonly step: number;
  /** Digest of the final state of the minimal input. */
  readonly digest: string;
  readonly role: string;
  readonly states: string;
  readonly rule: string;
  /** What else that execution showed, signatures. */
  readonly beside: readonly string[];
  /** The group that was being made small when this one was met: the first input is a step on that way, not the execution's. */
  readonly metWhile?: string;
  /** Absent in records of versions that did not keep it. */
  readonly minimization?: Minimization;
}
