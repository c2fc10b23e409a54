/** Names of the words of a step record, and of the bits of those that are packed. */
import * as trace from '../trace/record.ts';

const WORDS: readonly (readonly [name: string, at: number, words: number])[] = [
  ['kind', trace.R_KIND, 1],
  ['pc', trace.R_PC, 2],
  ['word', trace.R_WORD, 1],
  ['fetch-pa', trace.R_FETCH_PA, 2],
  ['rd', trace.R_RD, 1],
  ['value', trace.R_VALUE, 2],
  ['cause', trace.R_CAUSE, 1],
  ['tval', trace.R_TVAL, 2],
  ['mode', trace.R_MODE, 1],
];
const FETCH_BITS = [
  'lookup',
  'link',
  'walked',
  'walked-second',
  'uncached',
  'unrecorded-walked',
  'unrecorded-walked-second',
];
const ACCESS_WORDS: readonly (readonly [name: string, at: number, words: number])[] = [
  ['va', trace.A_VA, 2],
  ['pa', trace.A_PA, 2],
  ['data', trace.A_DATA, 2],
];
/** Lowest bits of the fields of A_INFO. */
const INFO_BITS: readonly (readonly [bit: number, name: string])[] = [
  [0, 'type'],
  [trace.ACCESS_SIZE_SHIFT, 'size'],
  [Math.log2(trace.ACCESS_WALKED), 'walked'],
  [Math.log2(trace.ACCESS_NO_DATA), 'no-data'],
  [trace.OUTCOME_SHIFT, 'outcome'],
];

/** Bits of word `at` of a trace that mean something there, each with its name. */
export function recordWord(words: Int32Array, at: number): readonly (readonly [bit: number, name: string])[] {
  const word = at % trace.RECORD;
  if (word === trace.R_FETCH) return FETCH_BITS.map((name, bit) => [bit, `fetch.${name}`]);
  const named = WORDS.find(([, from, count]) => word >= from && word < from + count);
  if (named !== undefined) return ends(named[0]);
  const slot = Math.floor((word - trace.R_ACCESS) / trace.ACCESS_STRIDE);
  if (slot < 0 || slot >= trace.ACCESSES) return ends('unnamed');
  const field = (word - trace.R_ACCESS) % trace.ACCESS_STRIDE;
  const which = slot === 0 ? 'access' : 'second-access';
  if (field === trace.A_INFO) return INFO_BITS.map(([bit, name]) => [bit, `${which}.${name}`]);
  // Without an access the rest of its record means nothing.
  if (words[at - field] === 0) return [];
  const part = ACCESS_WORDS.find(([, from, count]) => field >= from && field < from + count);
  return ends(part === undefined ? `${which}.unnamed` : `${which}.${part[0]}`);
}

function ends(name: string): readonly (readonly [bit: number, name: string])[] {
  return [
    [0, name],
    [31, name],
  ];
}
