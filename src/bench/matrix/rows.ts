/** The raw results of a benchmark of bugs: CSV, one row per trial. Every table is made from it alone. */
import { InputError } from '../../bits/errors.ts';
import type { TargetKind } from '../plan.ts';

/** One trial. Executions are counted from 1; what has not happened is undefined. */
export interface TrialRow {
  readonly kind: TargetKind;
  readonly name: string;
  readonly arm: string;
  readonly seed: string;
  readonly cap: number;
  /** `none` or `corpus`. */
  readonly seeds: string;
  readonly reached: number | undefined;
  readonly triggered: number | undefined;
  readonly detected: number | undefined;
  /** The first crash was put down to what was to be found; undefined: there was none. */
  readonly grouped: boolean | undefined;
  /** The trial ended without a crash. */
  readonly censored: boolean;
  /** Up to the first crash, or to the end. */
  readonly executions: number;
  /** `<kind>/<signature>`. */
  readonly group: string | undefined;
  readonly internalErrors: number;
  readonly version: string;
  readonly node: string;
  readonly cpu: string;
}

type Column = readonly [name: string, cell: (row: TrialRow) => string];

const COLUMNS: readonly Column[] = [
  ['kind', ({ kind }) => kind],
  ['name', ({ name }) => name],
  ['arm', ({ arm }) => arm],
  ['seed', ({ seed }) => seed],
  ['cap', ({ cap }) => String(cap)],
  ['seeds', ({ seeds }) => seeds],
  ['reached', ({ reached }) => numberCell(reached)],
  ['triggered', ({ triggered }) => numberCell(triggered)],
  ['detected', ({ detected }) => numberCell(detected)],
  ['grouped', ({ grouped }) => (grouped === undefined ? '' : flagCell(grouped))],
  ['censored', ({ censored }) => flagCell(censored)],
  ['executions', ({ executions }) => String(executions)],
  ['group', ({ group }) => group ?? ''],
  ['internal_errors', ({ internalErrors }) => String(internalErrors)],
  ['version', ({ version }) => version],
  ['node', ({ node }) => node],
  ['cpu', ({ cpu }) => cpu],
];

/** The first line of the file. */
export const ROW_HEADER = COLUMNS.map(([name]) => name).join(',');

/** One line, without its end. What stands in a cell has neither commas nor line breaks: they become spaces. */
export function printRow(row: TrialRow): string {
  return COLUMNS.map(([, cell]) => cell(row).replaceAll(/[,\r\n]+/g, ' ')).join(',');
}

/** What tells a trial from all others of a plan. */
export function trialKey(row: Pick<TrialRow, 'kind' | 'name' | 'arm' | 'seed' | 'cap' | 'seeds'>): string {
  return [row.kind, row.name, row.arm, row.seed, row.cap, row.seeds].join(' ');
}

/** Rows, and whether a last line was left out because it was never finished. */
export interface Rows {
  readonly rows: readonly TrialRow[];
  readonly isTorn: boolean;
}

/** Reads a file's text. Throws InputError with file:line for anything but a torn last line. */
export function parseRows(text: string, file: string): Rows {
  const lines = text.split('\n');
  // What comes behind the last line break was never finished.
  const isTorn = lines.pop() !== '';
  if (lines.length > 0 && lines[0] !== ROW_HEADER) {
    throw new InputError(`${file}:1: found '${lines[0]}', expected '${ROW_HEADER}'`);
  }
  return { rows: lines.slice(1).map((line, i) => parseRow(line, `${file}:${i + 2}`)), isTorn };
}

function parseRow(line: string, place: string): TrialRow {
  const cells = line.split(',');
  if (cells.length !== COLUMNS.length) {
    throw new InputError(`${place}: found ${cells.length} cells, expected ${COLUMNS.length}`);
  }
  const [kind, name, arm, seed, cap, seeds, reached, triggered, detected, grouped, censored] = cells;
  const [executions, group, internalErrors, version, node, cpu] = cells.slice(11);
  return {
    kind: oneOf(kind, ['fault', 'quirk', 'control'], place),
    ...{ name, arm, seed, seeds, version, node, cpu },
    cap: countOf(cap, place),
    reached: reached === '' ? undefined : countOf(reached, place),
    triggered: triggered === '' ? undefined : countOf(triggered, place),
    detected: detected === '' ? undefined : countOf(detected, place),
    grouped: grouped === '' ? undefined : flagOf(grouped, place),
    censored: flagOf(censored, place),
    executions: countOf(executions, place),
    group: group === '' ? undefined : group,
    internalErrors: countOf(internalErrors, place),
  };
}

function numberCell(count: number | undefined): string {
  return count === undefined ? '' : String(count);
}

function flagCell(flag: boolean): string {
  return flag ? '1' : '0';
}

function flagOf(cell: string, place: string): boolean {
  return oneOf(cell, ['0', '1'], place) === '1';
}

function countOf(cell: string, place: string): number {
  if (/^\d{1,15}$/.test(cell)) return Number(cell);
  throw new InputError(`${place}: found '${cell}', expected a number`);
}

function oneOf<T extends string>(cell: string, known: readonly T[], place: string): T {
  const found = known.find((each) => each === cell);
  if (found !== undefined) return found;
  throw new InputError(`${place}: found '${cell}', expected ${known.join(' or ')}`);
}
