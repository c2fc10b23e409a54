import { describe, expect, it } from 'vitest';
import {
  A_DATA,
  A_INFO,
  ACCESS_LOAD,
  ACCESS_WALKED,
  accessInfo,
  OUTCOME_RAM,
  R_ACCESS,
  R_FETCH,
  R_PC,
  R_VALUE,
  RECORD,
} from '../../src/trace/record.ts';
import { samePast } from '../../src/triage/same-past.ts';

/** Two traces of three steps with a load in each; `at` of step 1 differs in the second. */
function tracesThatDifferIn(at: number, value = 1): [Int32Array, Int32Array] {
  const trace = new Int32Array(3 * RECORD);
  for (let step = 0; step < 3; step++) {
    trace[step * RECORD + R_ACCESS + A_INFO] = accessInfo(ACCESS_LOAD, 8, OUTCOME_RAM, 0);
  }
  const other = trace.slice();
  other[RECORD + at] ^= value;
  return [trace, other];
}

describe('the past of two runs', () => {
  it.each([
    ['pc', R_PC],
    ['value', R_VALUE],
    ['data', R_ACCESS + A_DATA],
    ['outcome', R_ACCESS + A_INFO],
  ])('is another if a %s differs in it', (_, at) => {
    const [a, b] = tracesThatDifferIn(at, 0x1000);
    expect(samePast(a, b, 3)).toBe(false);
    expect(samePast(a, b, 2)).toBe(false);
    expect(samePast(a, b, 1)).toBe(true);
  });

  it('is the same however instructions were fetched and translations were found', () => {
    const [a, b] = tracesThatDifferIn(R_FETCH);
    expect(samePast(a, b, 3)).toBe(true);
    expect(samePast(...tracesThatDifferIn(R_ACCESS + A_INFO, ACCESS_WALKED), 3)).toBe(true);
  });
});
