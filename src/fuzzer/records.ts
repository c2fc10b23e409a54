import type { Input } from '../input/layout.ts';

/** A counted list of fixed-size records inside an input: mappings, data values, events. */
export interface RecordList {
  /** Word that holds the number of records. */
  readonly count: number;
  /** Word of the first record. */
  readonly base: number;
  readonly stride: number;
  readonly limit: number;
}

/** Word at which record `index` begins. */
export function recordAt(list: RecordList, index: number): number {
  return list.base + index * list.stride;
}

/** Opens a zeroed record before `index` (which may be one past the last) and returns its word, or -1 if the list is full. */
export function insertRecord(input: Input, list: RecordList, index: number): number {
  const count = input[list.count];
  if (count >= list.limit) return -1;
  const at = recordAt(list, index);
  input.copyWithin(at + list.stride, at, recordAt(list, count));
  input.fill(0, at, at + list.stride);
  input[list.count] = count + 1;
  return at;
}

/** Removes record `index`; the words behind the list's end become 0. */
export function removeRecord(input: Input, list: RecordList, index: number): void {
  const last = input[list.count] - 1;
  const at = recordAt(list, index);
  input.copyWithin(at, at + list.stride, recordAt(list, last + 1));
  input.fill(0, recordAt(list, last), recordAt(list, last + 1));
  input[list.count] = last;
}

/** Exchanges two records word by word. */
export function swapRecords(input: Input, list: RecordList, a: number, b: number): void {
  for (let i = 0; i < list.stride; i++) {
    const kept = input[recordAt(list, a) + i];
    input[recordAt(list, a) + i] = input[recordAt(list, b) + i];
    input[recordAt(list, b) + i] = kept;
  }
}
