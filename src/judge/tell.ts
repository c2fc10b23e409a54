/** A step in words, for the detail of a finding. */
import { hexPair } from '../bits/word.ts';
import {
  A_DATA,
  A_INFO,
  A_PA,
  A_VA,
  ACCESS_LOAD,
  ACCESS_PROBE,
  ACCESS_SIZE_MASK,
  ACCESS_SIZE_SHIFT,
  ACCESS_STORE,
  ACCESS_STRIDE,
  ACCESS_TYPE_MASK,
  ACCESSES,
  BLOCK_BYTES,
  OUTCOME_BLOCKED,
  OUTCOME_DISCARDED,
  OUTCOME_IO,
  OUTCOME_PROBED,
  OUTCOME_RAM,
  outcomeOf,
  R_ACCESS,
  R_CAUSE,
  R_KIND,
  R_RD,
  R_TVAL,
  R_VALUE,
  STEP_EXCEPTION,
  STEP_INTERRUPT,
  STEP_WATCHPOINT,
} from '../trace/record.ts';
import { refusedBytes } from './refused-bytes.ts';

const TYPES: Readonly<Record<number, string>> = {
  [ACCESS_LOAD]: 'load',
  [ACCESS_STORE]: 'store',
  [ACCESS_PROBE]: 'probe',
};

const OUTCOMES: Readonly<Record<number, string>> = {
  [OUTCOME_RAM]: 'ram',
  [OUTCOME_IO]: 'io',
  [OUTCOME_BLOCKED]: 'blocked',
  [OUTCOME_DISCARDED]: 'discarded',
  [OUTCOME_PROBED]: 'probed',
};

/** `load`, `store` or `probe`, by the packed info of an access. */
export function typeWord(info: number): string {
  return TYPES[info & ACCESS_TYPE_MASK] ?? 'none';
}

/** What became of an access that did not fault, by its packed info; `undefined` if it did. */
export function outcomeWord(info: number): string | undefined {
  return OUTCOMES[outcomeOf(info)];
}

/** The watched access of a STEP_WATCHPOINT record: `load` or `store`. */
export function watchedType(record: Int32Array, at: number): string {
  return record[at + R_CAUSE] === 0 ? 'load' : 'store';
}

/** One side of a step in words. */
export function tell(record: Int32Array, at: number): string {
  const parts: string[] = [];
  for (let slot = 0; slot < ACCESSES; slot++) {
    const access = at + R_ACCESS + slot * ACCESS_STRIDE;
    if (record[access + A_INFO] !== 0) parts.push(tellAccess(record, access));
  }
  const end = tellEnd(record, at);
  if (end !== '') parts.push(end);
  return parts.length === 0 ? 'retires' : parts.join(', ');
}

function tellAccess(record: Int32Array, access: number): string {
  const info = record[access + A_INFO];
  const size = (info >> ACCESS_SIZE_SHIFT) & ACCESS_SIZE_MASK;
  const va = hexPair(record[access + A_VA], record[access + A_VA + 1]);
  const what = `${typeWord(info)}${size === 0 ? BLOCK_BYTES : size} ${va}`;
  const outcome = outcomeWord(info);
  const refused = refusedBytes(record, access);
  if (outcome === undefined) return refused === '' ? `${what} faults` : `${what} faults (${refused})`;
  const data =
    refused !== '' ? `(${refused})` : hexPair(record[access + A_DATA], record[access + A_DATA + 1]);
  return `${what} = ${outcome} ${hexPair(record[access + A_PA], record[access + A_PA + 1])} ${data}`;
}

function tellEnd(record: Int32Array, at: number): string {
  const cause = record[at + R_CAUSE];
  const tval = hexPair(record[at + R_TVAL], record[at + R_TVAL + 1]);
  switch (record[at + R_KIND]) {
    case STEP_INTERRUPT:
      return `takes interrupt ${cause}`;
    case STEP_EXCEPTION:
      return `traps with cause ${cause} tval ${tval}`;
    case STEP_WATCHPOINT:
      return `stops at a watched ${watchedType(record, at)} of ${tval}`;
  }
  const rd = record[at + R_RD];
  return rd === 0 ? '' : `x${rd} = ${hexPair(record[at + R_VALUE], record[at + R_VALUE + 1])}`;
}
