/**
 * How much of what the machine did was compared in full: fetches, accesses, traps and register writes of its step records,
 * less what an allowance or a blind spot of the records let pass. The words of a record that only hint (how and whence an
 * instruction was fetched, where a walk was made) are nothing that the guest can see, and count neither way.
 */
import {
  ACCESS_STRIDE,
  R_ACCESS,
  R_KIND,
  R_RD,
  RECORD,
  STEP_EXCEPTION,
  STEP_INTERRUPT,
  STEP_RETIRED,
  STEP_WATCHPOINT,
} from '../trace/record.ts';
import { ALLOWANCE_NAMES } from './allowance-names.ts';

/**
 * What is counted: records of an access (each half of an atomic and each page of a crossing access by itself); instructions
 * fetched, which are compared by word or trap; exceptions and interrupts taken; values that a retired instruction left in a
 * register other than x0.
 */
const COUNTED = ['accesses', 'fetches', 'traps', 'writes'] as const;

/**
 * Why something is not compared in full, beside the allowances; `after-finding`: made after the first difference, where
 * the comparison stops.
 */
const BLIND = ['after-finding', 'oracle-off'] as const;

const REASONS: readonly string[] = [...ALLOWANCE_NAMES, ...BLIND];

/** Between what is counted and why it is not compared in full. */
const SEPARATOR = '/';

/** Names of {@link Compared.totals}: what was made, `accesses`; what of it was not compared in full, `accesses/oracle-off`. */
export const COMPARED_NAMES: readonly string[] = [
  ...COUNTED,
  ...REASONS.flatMap((reason) => COUNTED.map((counted) => `${counted}${SEPARATOR}${reason}`)),
];

/** Rows of the totals, one of each thing counted: what was made, then a row for each reason. */
const MADE = 0;
const AFTER_FINDING = rowOf('after-finding');
const ORACLE_OFF = rowOf('oracle-off');

function rowOf(reason: (typeof BLIND)[number]): number {
  return 1 + REASONS.indexOf(reason);
}

/** Fetches and traps of a step by its kind: a fetch counts 1, a trap {@link TRAP}; a run has fewer steps than that. */
const TRAP_SHIFT = 16;
const TRAP = 1 << TRAP_SHIFT;
const KINDS = new Int32Array(STEP_WATCHPOINT + 1);
KINDS[STEP_RETIRED] = 1;
KINDS[STEP_EXCEPTION] = 1 + TRAP;
KINDS[STEP_INTERRUPT] = TRAP;
KINDS[STEP_WATCHPOINT] = 1;
const RETIRED = new Int32Array(STEP_WATCHPOINT + 1);
RETIRED[STEP_RETIRED] = 1;

/** The steps of one comparison. */
export interface ComparedSteps {
  /** Steps that were compared: all up to the first difference, that one included. */
  readonly compared: number;
  /** Words of {@link allowed} that hold something. */
  readonly allowedWords: number;
  /** Steps that needed an allowance: the step and the index of its first one in turn. */
  readonly allowed: Int32Array;
}

export class Compared {
  /** Running totals in the order of {@link COMPARED_NAMES}; they wrap around. */
  readonly totals = new Int32Array(COMPARED_NAMES.length);

  /** Counts a run of `steps` steps in `trace`; `comparison` undefined: nobody compared it. */
  count(trace: Int32Array, steps: number, comparison: ComparedSteps | undefined): void {
    this.countSteps(trace, 0, steps, MADE);
    if (comparison === undefined) {
      this.countSteps(trace, 0, steps, ORACLE_OFF);
      return;
    }
    const { compared, allowed, allowedWords } = comparison;
    for (let i = 0; i < allowedWords; i += 2) {
      this.countSteps(trace, allowed[i], allowed[i] + 1, 1 + allowed[i + 1]);
    }
    this.countSteps(trace, compared, steps, AFTER_FINDING);
  }

  /** Adds what steps `from` to `to` - 1 made to a row. */
  private countSteps(trace: Int32Array, from: number, to: number, row: number): void {
    let accesses = 0;
    let kinds = 0;
    let writes = 0;
    // Runs per execution over all of its steps: sums instead of branches that nobody can predict.
    for (let at = from * RECORD; at < to * RECORD; at += RECORD) {
      const kind = trace[at + R_KIND];
      kinds += KINDS[kind];
      writes += isSet(trace[at + R_RD]) & RETIRED[kind];
      accesses += isSet(trace[at + R_ACCESS]) + isSet(trace[at + R_ACCESS + ACCESS_STRIDE]);
    }
    const { totals } = this;
    const word = row * COUNTED.length;
    totals[word] += accesses;
    totals[word + 1] += kinds & (TRAP - 1);
    totals[word + 2] += kinds >>> TRAP_SHIFT;
    totals[word + 3] += writes;
  }
}

/** 1 for a word above 0, 0 for 0. */
function isSet(word: number): number {
  return -word >>> 31;
}

/** Of one kind: how many were made, how many of them compared in full, and the others by what was in the way. */
export interface ComparedShare {
  readonly made: number;
  readonly inFull: number;
  readonly notInFull: Readonly<Record<string, number>>;
}

/** Shares by what is counted. */
export type ComparedShares = Readonly<Record<(typeof COUNTED)[number], ComparedShare>>;

/** The shares from totals by name, see {@link COMPARED_NAMES}; a name that is missing counts 0. */
export function comparedShares(totals: Readonly<Record<string, number>>): ComparedShares {
  return {
    accesses: shareOf('accesses', totals),
    fetches: shareOf('fetches', totals),
    traps: shareOf('traps', totals),
    writes: shareOf('writes', totals),
  };
}

function shareOf(counted: string, totals: Readonly<Record<string, number>>): ComparedShare {
  const made = totals[counted] ?? 0;
  const entries = Object.entries(totals)
    .filter(([name, count]) => name.startsWith(`${counted}${SEPARATOR}`) && count > 0)
    .map(([name, count]) => [name.slice(counted.length + SEPARATOR.length), count] as const);
  const others = entries.reduce((sum, [, count]) => sum + count, 0);
  return { made, inFull: made - others, notInFull: Object.fromEntries(entries) };
}
