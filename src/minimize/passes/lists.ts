import { type RecordList, removeRecord } from '../../fuzzer/records.ts';
import {
  DATA,
  DATA_COUNT,
  DATA_STRIDE,
  DATA_VALUE,
  MAPPING_COUNT,
  MAPPING_FLAGS,
  MAPPING_LEVEL,
  MAPPING_STRIDE,
  MAPPINGS,
  MAX_DATA,
  MAX_MAPPINGS,
} from '../../input/layout.ts';
import { dropChunks } from '../chunks.ts';
import type { Pass } from '../pass.ts';
import type { Trial } from '../trial.ts';
import { clearBits, clearWords } from '../words.ts';

const DATA_LIST = { count: DATA_COUNT, base: DATA, stride: DATA_STRIDE, limit: MAX_DATA };
const MAPPING_LIST = {
  count: MAPPING_COUNT,
  base: MAPPINGS,
  stride: MAPPING_STRIDE,
  limit: MAX_MAPPINGS,
};

/** Drops initial memory values. */
export const dropData: Pass = {
  name: 'drop-data',
  run(trial) {
    dropRecords(trial, DATA_LIST);
    for (let i = 0; i < trial.best[DATA_COUNT]; i++) {
      trial.attempt((copy) => clearWords(copy, DATA + i * DATA_STRIDE + DATA_VALUE, 2));
    }
  },
};

/** Drops page-table leaves; makes the others 4 KiB, without flags that do not matter. */
export const dropMappings: Pass = {
  name: 'drop-mappings',
  run(trial) {
    dropRecords(trial, MAPPING_LIST);
    for (let i = 0; i < trial.best[MAPPING_COUNT]; i++) {
      const at = MAPPINGS + i * MAPPING_STRIDE;
      trial.attempt((copy) => clearWords(copy, at + MAPPING_LEVEL, 1));
      clearBits(trial, at + MAPPING_FLAGS);
    }
  },
};

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
