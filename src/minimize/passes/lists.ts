import { type RecordList, removeRecord } from '../../fuzzer/records.ts';
import {
  DATA,
  DATA_COUNT,
  DATA_STRIDE,
  DATA_VALUE,
  EVENT_COUNT,
  EVENT_KIND,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENTS,
  type Input,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_LEVEL,
  MAPPING_STRIDE,
  MAPPINGS,
  MAX_DATA,
  MAX_EVENTS,
  MAX_MAPPINGS,
} from '../../input/layout.ts';
import { backwards, dropChunks } from '../chunks.ts';
import type { Trial } from '../trial.ts';
import { clearBits, clearWords, setWord } from '../words.ts';

const DATA_LIST = { count: DATA_COUNT, base: DATA, stride: DATA_STRIDE, limit: MAX_DATA };
const MAPPING_LIST = {
  count: MAPPING_COUNT,
  base: MAPPINGS,
  stride: MAPPING_STRIDE,
  limit: MAX_MAPPINGS,
};
const EVENT_LIST = { count: EVENT_COUNT, base: EVENTS, stride: EVENT_STRIDE, limit: MAX_EVENTS };

/** Drops initial memory values. */
export function dropData(trial: Trial): void {
  dropRecords(trial, DATA_LIST);
  for (let i = 0; i < trial.best[DATA_COUNT]; i++) {
    trial.attempt((copy) => clearWords(copy, DATA + i * DATA_STRIDE + DATA_VALUE, 2));
  }
}

/** Drops page-table leaves; makes the others 4 KiB, without flags that do not matter. */
export function dropMappings(trial: Trial): void {
  dropRecords(trial, MAPPING_LIST);
  for (let i = 0; i < trial.best[MAPPING_COUNT]; i++) {
    const at = MAPPINGS + i * MAPPING_STRIDE;
    trial.attempt((copy) => clearWords(copy, at + MAPPING_LEVEL, 1));
    clearBits(trial, at + MAPPING_FLAGS);
  }
}

/** Drops events from outside, then lets those that are left happen as early as they may. */
export function dropEvents(trial: Trial): void {
  dropRecords(trial, EVENT_LIST);
  backwards(trial.best[EVENT_COUNT], (i) => {
    trial.attempt((copy) => moveToStart(copy, i));
    // Arguments of kinds that have none are 0 already.
    for (let word = EVENT_KIND + 1; word < EVENT_STRIDE; word++)
      trial.attempt((copy) => clearWords(copy, EVENTS + i * EVENT_STRIDE + word, 1));
  });
}

function dropRecords(trial: Trial, list: RecordList): void {
  dropChunks(
    () => trial.best[list.count],
    (from, count) =>
      trial.attempt((copy) => {
        for (let i = 0; i < count; i++) removeRecord(copy, list, from);
        return count > 0;
      }),
  );
}

function moveToStart(copy: Input, index: number): boolean {
  const at = EVENTS + index * EVENT_STRIDE + EVENT_STEP;
  const earliest = index === 0 ? 0 : copy[at - EVENT_STRIDE];
  return setWord(copy, at, earliest);
}
