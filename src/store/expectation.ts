import { InputError } from '../bits/errors.ts';
import { NO_NOTES, type Notes } from '../input/notes.ts';

/** What was observed when a stored crash ran. */
export interface Expectation {
  readonly kind: string;
  /** Signature of the finding, the name of its group. */
  readonly group: string;
  /** Step of the finding, from 0. */
  readonly step: number;
  /** Versioned digest of the final state, `version:hex`. */
  readonly digest: string;
}

/** Where a stored input comes from. */
export interface Origin {
  /** The design that it ran on, in one line (designLine); corpus entries carry none. */
  readonly design?: string;
  readonly seed: string;
  readonly exec: number;
}

const KEYS = ['kind', 'group', 'step', 'digest'] as const;

/** Notes that carry an origin and, for a crash, an expectation. */
export function notesFor(origin: Origin, expectation?: Expectation): Notes {
  const expect = expectation === undefined ? [] : KEYS.map((key) => [key, String(expectation[key])] as const);
  const design = origin.design === undefined ? [] : [['design', origin.design] as const];
  return {
    comments: NO_NOTES.comments,
    expect: new Map(expect),
    meta: new Map([...design, ['seed', origin.seed], ['exec', String(origin.exec)]]),
  };
}

/**
 * The expectation in the notes of `file`; undefined if it has none, that is, if the input is expected to run clean.
 * Throws InputError if it is incomplete.
 */
export function expectationOf(notes: Notes, file: string): Expectation | undefined {
  if (notes.expect.size === 0) return undefined;
  const [kind, group, step, digest] = KEYS.map((key) => {
    const value = notes.expect.get(key);
    if (value === undefined)
      throw new InputError(`${file}: no 'expect ${key}' line beside the other expectations`);
    return value;
  });
  if (!/^[0-9]{1,9}$/.test(step)) {
    throw new InputError(`${file}: 'expect step': found '${step}', expected the number of a step`);
  }
  return { kind, group, step: Number(step), digest };
}

/** The design line in the notes; undefined if there is none. */
export function designOf(notes: Notes): string | undefined {
  return notes.meta.get('design');
}
