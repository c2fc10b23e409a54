/** Faults that are planted in the machine's source, for a benchmark to look for. They are no quirks: nobody posted them. */

/** How faults are made: each rule is applied wherever the source has a place for it. */
export const FAULT_RULES = {
  'drop-flush': 'something that ought to flush cached translations does not',
  'skip-narrowing': 'a permission that ought to be taken away stays',
  'one-answer-for-all': 'the answer for one access type or direction is taken for another',
  'off-by-one': 'a bound is one unit away from where it belongs',
  'ignore-lock': 'a lock does not keep what it locks',
  'wrong-identity': 'an access or a record carries the WID, mode or direction of another',
  'swap-priority': 'of two rules or requests the wrong one decides',
  'overwrite-record': 'a record of the first error is not left alone',
  'execute-as-read': 'execution is decided by the permission to read',
  'one-notifier': 'a region does not tell everybody whose cached translation it has made void',
  'keep-victim': 'the victim TLB keeps or misses what the main table does not',
  'forget-size': 'a verdict for part of a page is taken for the page, or is not asked for again',
  'forget-dirty': 'a write is not noted as one, or a clean page is not noted as such',
  'stale-state': 'something computed from a register is not computed anew when that changes',
} as const;

export type FaultRule = keyof typeof FAULT_RULES;

/** A change of one place in one line of source. */
export type Change =
  | {
      /** Text that stands in the line once, and what is put for it: `before`, then whichever of the two holds. */
      readonly was: string;
      readonly before: string;
      readonly sound: string;
      readonly faulty: string;
    }
  /** The line is a statement, which is left out. */
  | 'drop';

/** Why no input is on record that tells a fault from the source. */
export type Unwitnessed = 'equivalent' | 'not yet witnessed';

export interface Fault {
  /** kebab-case, unique. */
  readonly name: string;
  readonly rule: FaultRule;
  /** One sentence: what it breaks. */
  readonly breaks: string;
  /** The file it lies in, as a path from the package. */
  readonly file: string;
  /** Text that stands in the file once, before the line; undefined: the line stands there once. */
  readonly within?: string;
  /** The line, without its indentation. */
  readonly line: string;
  readonly change: Change;
  /** Protection device of the board on which it can be found; default: wgchecker. */
  readonly device?: string;
  readonly unwitnessed?: Unwitnessed;
}

/** The expression `was` becomes `is`. */
export function value(was: string, is: string): Change {
  return { was, before: '', sound: was, faulty: is };
}
