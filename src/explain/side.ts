/** One side of a step, read from its record. */
import { hex, hexPair } from '../bits/word.ts';
import { registerName } from '../isa/registers.ts';
import { refusedBytes } from '../judge/refused-bytes.ts';
import {
  A_DATA,
  A_INFO,
  A_PA,
  A_VA,
  ACCESS_SIZE_MASK,
  ACCESS_SIZE_SHIFT,
  ACCESS_STRIDE,
  ACCESS_TYPE_MASK,
  ACCESS_WALKED,
  ACCESSES,
  BLOCK_BYTES,
  isBlockStore,
  OUTCOME_FAULT,
  outcomeOf,
  R_ACCESS,
  R_CAUSE,
  R_KIND,
  R_MODE,
  R_PC,
  R_RD,
  R_TVAL,
  R_VALUE,
  R_WORD,
  STEP_EXCEPTION,
  STEP_INTERRUPT,
  STEP_RETIRED,
  STEP_WATCHPOINT,
} from '../trace/record.ts';
import type { AccessView, Side } from './explanation.ts';
import { exceptionName, interruptName, modeName, outcomeName } from './names.ts';

/** By ACCESS_ type, from ACCESS_LOAD on. */
const ACCESS_NAMES = ['load', 'store', 'probe'] as const;

/** By STEP_ kind. */
const ENDS: Readonly<Record<number, Side['ends']>> = {
  [STEP_RETIRED]: 'retired',
  [STEP_EXCEPTION]: 'exception',
  [STEP_INTERRUPT]: 'interrupt',
  [STEP_WATCHPOINT]: 'watchpoint',
};

/** What the record at `at` says. */
export function readSide(record: Int32Array, at: number): Side {
  const rd = record[at + R_RD];
  const ends = ENDS[record[at + R_KIND]] ?? 'stopped';
  const isTrap = ends === 'exception' || ends === 'interrupt';
  return {
    pc: pair(record, at + R_PC),
    mode: modeName(record[at + R_MODE]),
    word: hex(record[at + R_WORD] >>> 0),
    ends,
    accesses: accessesOf(record, at),
    ...(rd === 0 ? {} : { register: { name: registerName(rd), value: pair(record, at + R_VALUE) } }),
    ...(isTrap ? { trap: trapOf(record, at, ends === 'interrupt') } : {}),
    ...(ends === 'watchpoint' ? { watched: watchedOf(record, at) } : {}),
  };
}

function trapOf(record: Int32Array, at: number, isInterrupt: boolean) {
  const cause = record[at + R_CAUSE];
  const name = isInterrupt ? interruptName(cause) : exceptionName(cause);
  return { cause, name, tval: pair(record, at + R_TVAL) };
}

function watchedOf(record: Int32Array, at: number) {
  return { type: record[at + R_CAUSE] === 0 ? 'load' : 'store', va: pair(record, at + R_TVAL) } as const;
}

function accessesOf(record: Int32Array, at: number): AccessView[] {
  const views: AccessView[] = [];
  for (let slot = 0; slot < ACCESSES; slot++) {
    const access = at + R_ACCESS + slot * ACCESS_STRIDE;
    if (record[access + A_INFO] !== 0) views.push(accessOf(record, access));
  }
  return views;
}

function accessOf(record: Int32Array, access: number): AccessView {
  const info = record[access + A_INFO];
  // What the store of a cache block moves are zeros; its record says which of them were refused.
  const data = isBlockStore(info) ? '0x0' : pair(record, access + A_DATA);
  const moved = { pa: pair(record, access + A_PA), data };
  const refused = refusedBytes(record, access);
  return {
    type: ACCESS_NAMES[(info & ACCESS_TYPE_MASK) - 1],
    size: (info >> ACCESS_SIZE_SHIFT) & ACCESS_SIZE_MASK || BLOCK_BYTES,
    va: pair(record, access + A_VA),
    outcome: outcomeName(outcomeOf(info)),
    ...(outcomeOf(info) === OUTCOME_FAULT ? {} : moved),
    ...(refused === '' ? {} : { refused }),
    walked: (info & ACCESS_WALKED) !== 0,
  };
}

function pair(record: Int32Array, at: number): string {
  return hexPair(record[at], record[at + 1]);
}
