/**
 * What a benchmark of bugs is to do, fixed before it is run: a text file. A line is a word and its arguments; `#` begins a
 * comment.
 *
 *     date 2026-11-22          when it was written
 *     note TEXT                printed with the tables
 *     trials 20 main-          seeds main-1 to main-20
 *     cap 300000               executions after which a trial is given up
 *     seeds none               or `corpus`: the package's stored inputs run first
 *     arms full generation     the first one is what the others are compared with
 *     fault NAME...            planted faults
 *     quirk ID...              errors of the posted designs, each alone on `fixed`; ids or refs
 *     control DEVICE...        `fixed` as it is: every find is a false alarm
 */
import { readFileSync } from 'node:fs';
import { InputError } from '../bits/errors.ts';
import { DEVICES } from '../campaign/assembly.ts';
import { QUIRK_IDS, QUIRKS, type QuirkId } from '../machine/quirks.ts';
import { onDisk } from '../store/disk-error.ts';
import { FAULTS } from './faults/index.ts';
import { isSearchArm, SEARCH_ARMS, type SearchArm } from './search/variants.ts';

export type TargetKind = 'fault' | 'quirk' | 'control';

/** Something to be found, or on a control not to be. */
export interface BugTarget {
  readonly kind: TargetKind;
  readonly name: string;
  /** In one line (designLine). */
  readonly design: string;
  readonly device: string;
}

export interface Plan {
  readonly date: string;
  readonly notes: readonly string[];
  /** A campaign seed for each trial. */
  readonly trials: readonly string[];
  /** Executions. */
  readonly cap: number;
  readonly withSeeds: boolean;
  readonly arms: readonly SearchArm[];
  readonly targets: readonly BugTarget[];
}

type Draft = { -readonly [K in keyof Plan]: Plan[K] };

/** Reads one line's arguments into the plan; returns what was expected instead, or undefined. */
type Word = (plan: Draft, words: readonly string[]) => string | undefined;

const LEGAL_SEED = /^[A-Za-z0-9._-]{1,60}$/;
const MOST_TRIALS = 1000;

const WORDS: Readonly<Record<string, Word>> = {
  date(plan, [date = '']) {
    if (!/^\d{4}-\d\d-\d\d$/.test(date)) return 'a date like 2026-11-22';
    plan.date = date;
    return undefined;
  },
  note(plan, words) {
    plan.notes = [...plan.notes, words.join(' ')];
    return undefined;
  },
  trials(plan, [count = '', prefix = '']) {
    const n = wholeNumber(count);
    if (n === undefined || n > MOST_TRIALS || !LEGAL_SEED.test(prefix)) {
      return `a number of trials up to ${MOST_TRIALS} and what their seeds begin with`;
    }
    plan.trials = Array.from({ length: n }, (_, i) => `${prefix}${i + 1}`);
    return undefined;
  },
  cap(plan, [count = '']) {
    const n = wholeNumber(count);
    if (n === undefined) return 'a number of executions';
    plan.cap = n;
    return undefined;
  },
  seeds(plan, [which = '']) {
    if (which !== 'none' && which !== 'corpus') return "'none' or 'corpus'";
    plan.withSeeds = which === 'corpus';
    return undefined;
  },
  arms(plan, names) {
    const arms = names.filter(isSearchArm);
    if (arms.length !== names.length || arms.length === 0)
      return `some of ${Object.keys(SEARCH_ARMS).join(', ')}`;
    plan.arms = arms;
    return undefined;
  },
  fault: targets('the name of a fault', faultTarget),
  quirk: targets('the id of a quirk', quirkTarget),
  control: targets(`some of ${Object.keys(DEVICES).join(', ')}`, controlTarget),
};

/** Reads a plan. Throws InputError: no such file, or file:line of what is wrong in it. */
export function readPlan(file: string): Plan {
  return parsePlan(
    onDisk('read', file, () => readFileSync(file, 'utf8')),
    file,
  );
}

/** Reads the text of a plan; `file` is its name in errors. */
export function parsePlan(text: string, file: string): Plan {
  const plan: Draft = { date: '', notes: [], trials: [], cap: 0, withSeeds: false, arms: [], targets: [] };
  text.split('\n').forEach((line, i) => {
    const [word = '', ...rest] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (word === '') return;
    const read = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
    const expected = read === undefined ? Object.keys(WORDS).join(', ') : read(plan, rest);
    if (expected !== undefined) {
      throw new InputError(`${file}:${i + 1}: found '${line.trim()}', expected ${expected}`);
    }
  });
  requireWhole(plan, file);
  return plan;
}

function requireWhole(plan: Plan, file: string): void {
  const missing = [
    plan.date === '' ? 'date' : undefined,
    plan.trials.length === 0 ? 'trials' : undefined,
    plan.cap === 0 ? 'cap' : undefined,
    plan.arms.length === 0 ? 'arms' : undefined,
    plan.targets.length === 0 ? 'fault, quirk or control' : undefined,
  ].find((word) => word !== undefined);
  if (missing !== undefined) throw new InputError(`${file}: no line '${missing}'`);
  const names = plan.targets.map(({ kind, name }) => `${kind} ${name}`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new InputError(`${file}: ${twice} is there twice`);
}

function targets(expected: string, read: (name: string) => BugTarget | undefined): Word {
  return (plan, names) => {
    const found = names.map(read).filter((target) => target !== undefined);
    if (names.length === 0 || found.length !== names.length) return expected;
    plan.targets = [...plan.targets, ...found];
    return undefined;
  };
}

function faultTarget(name: string): BugTarget | undefined {
  const fault = FAULTS.find((each) => each.name === name);
  return fault && { kind: 'fault', name, design: 'fixed', device: fault.device ?? 'wgchecker' };
}

function quirkTarget(word: string): BugTarget | undefined {
  const id = QUIRK_IDS.find((each) => each === word || QUIRKS[each].ref === word);
  return id && { kind: 'quirk', name: id, design: `fixed +${QUIRKS[id].ref}`, device: deviceOf(id) };
}

function deviceOf(id: QuirkId): string {
  return QUIRKS[id].set === 'iopmp' ? 'iopmp' : 'wgchecker';
}

function controlTarget(name: string): BugTarget | undefined {
  return Object.hasOwn(DEVICES, name) ? { kind: 'control', name, design: 'fixed', device: name } : undefined;
}

function wholeNumber(text: string): number | undefined {
  return /^[1-9]\d{0,11}$/.test(text) ? Number(text) : undefined;
}
