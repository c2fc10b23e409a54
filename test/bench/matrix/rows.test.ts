import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRows, printRow, ROW_HEADER, type TrialRow, trialKey } from '../../../src/bench/matrix/rows.ts';
import { aRow } from '../a-row.ts';

const ROW = aRow();
const count = fc.option(fc.integer({ min: 1, max: 1e9 }), { nil: undefined });
const rows: fc.Arbitrary<TrialRow> = fc
  .record({
    reached: count,
    triggered: count,
    detected: count,
    grouped: fc.option(fc.boolean(), { nil: undefined }),
  })
  .map((some) => {
    const censored = some.detected === undefined;
    return { ...ROW, ...some, censored, group: censored ? undefined : 'hang/x' };
  });

describe('the rows of a benchmark', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(fc.array(rows), (list) => {
        const text = [ROW_HEADER, ...list.map(printRow), ''].join('\n');
        expect(parseRows(text, 'x.csv')).toEqual({ rows: list, isTorn: false });
      }),
    );
  });

  it('lose the commas of a cell, not the cell', () => {
    const [row] = parseRows(`${ROW_HEADER}\n${printRow({ ...ROW, cpu: 'one, two' })}\n`, 'x.csv').rows;
    expect(row.cpu).toBe('one  two');
  });

  it('end before a line that was never finished, wherever it was torn', () => {
    const whole = `${ROW_HEADER}\n${printRow(ROW)}\n`;
    const next = printRow(ROW);
    for (let length = 1; length <= next.length; length++) {
      expect(parseRows(whole + next.slice(0, length), 'x.csv')).toEqual({ rows: [ROW], isTorn: true });
    }
  });

  it('are refused with file and line where they are no rows', () => {
    expect(() => parseRows('a,b\n', 'x.csv')).toThrow("x.csv:1: found 'a,b'");
    expect(() => parseRows(`${ROW_HEADER}\na,b\n`, 'x.csv')).toThrow('x.csv:2: found 2 cells, expected 17');
    const strange = printRow(ROW).replace('fault', 'bug');
    expect(() => parseRows(`${ROW_HEADER}\n${strange}\n`, 'x.csv')).toThrow("x.csv:2: found 'bug'");
    const wordy = printRow(ROW).replace('1000', 'many');
    expect(() => parseRows(`${ROW_HEADER}\n${wordy}\n`, 'x.csv')).toThrow(
      "x.csv:2: found 'many', expected a number",
    );
  });

  it('are told apart by what was to be done, not by what came of it', () => {
    const later = { ...ROW, detected: 7 };
    expect(trialKey(later)).toBe(trialKey(ROW));
    for (const other of [{ arm: 'x' }, { seed: 'x' }, { cap: 2 }, { seeds: 'corpus' }, { name: 'x' }]) {
      expect(trialKey({ ...ROW, ...other })).not.toBe(trialKey(ROW));
    }
  });
});
