import { describe, expect, it } from 'vitest';
import { tell } from '../../src/judge/tell.ts';
import {
  ACCESS_LOAD,
  ACCESS_PROBE,
  ACCESS_STORE,
  OUTCOME_BLOCKED,
  OUTCOME_DISCARDED,
  OUTCOME_FAULT,
  OUTCOME_PROBED,
  OUTCOME_RAM,
} from '../../src/trace/record.ts';
import { type MadeStep, recordOf } from './made-record.ts';

describe('one side of a step', () => {
  it.each<[MadeStep, string]>([
    [
      { trap: [5, 0x8004_0000n], accesses: [{ type: ACCESS_LOAD, outcome: OUTCOME_FAULT }] },
      'load8 0x80040000 faults, traps with cause 5 tval 0x80040000',
    ],
    [{ interrupt: 9 }, 'takes interrupt 9'],
    [{ rd: [7, 3n] }, 'x7 = 0x3'],
    [{}, 'retires'],
    [
      { accesses: [{ type: ACCESS_STORE, outcome: OUTCOME_DISCARDED }] },
      'store8 0x80040000 = discarded 0x80040000 0x0',
    ],
    [{ word: 0, trap: [2, 0n] }, 'traps with cause 2 tval 0x0'],
    [{ watched: [0, 0x10n] }, 'stops at a watched load of 0x10'],
    [{ watched: [1, 0x10n] }, 'stops at a watched store of 0x10'],
    [
      { accesses: [{ type: ACCESS_PROBE, size: 0, outcome: OUTCOME_PROBED }] },
      'probe64 0x80040000 = probed 0x80040000 0x0',
    ],
    [
      { accesses: [{ type: ACCESS_STORE, size: 0, outcome: OUTCOME_RAM }] },
      'store64 0x80040000 = ram 0x80040000 0x0',
    ],
    [
      { accesses: [{ type: ACCESS_STORE, size: 0, outcome: OUTCOME_BLOCKED, data: 0x8000_0001_0000_02f8n }] },
      'store64 0x80040000 = blocked 0x80040000 (bytes 3..7, 9, 32, 63 refused)',
    ],
    [
      {
        trap: [7, 0x8004_0008n],
        accesses: [{ type: ACCESS_STORE, size: 0, outcome: OUTCOME_FAULT, data: 0xffn }],
      },
      'store64 0x80040000 faults (bytes 0..7 refused), traps with cause 7 tval 0x80040008',
    ],
    [
      { accesses: [{ type: ACCESS_STORE, outcome: OUTCOME_BLOCKED, data: 3n }] },
      'store8 0x80040000 = blocked 0x80040000 0x3',
    ],
  ])('is told in words: %#', (step, text) => {
    expect(tell(recordOf(step), 0)).toBe(text);
  });
});
