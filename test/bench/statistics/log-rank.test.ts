import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holm, logRank } from '../../../src/bench/statistics/log-rank.ts';
import { chiSquareTail } from '../../../src/bench/statistics/normal.ts';
import { CONTROL, TREATED } from './leukaemia.ts';
import { samples } from './samples.ts';

describe('the log-rank test', () => {
  it('is that of the literature for the leukaemia data: 16.79, 9 observed against 19.3 expected', () => {
    const { chiSquare, p, observed, expected } = logRank(TREATED, CONTROL);
    expect(chiSquare.toFixed(2)).toBe('16.79');
    expect(p.toExponential(2)).toBe('4.17e-5');
    expect([observed, expected.toFixed(2)]).toEqual([9, '19.25']);
  });

  it('does not depend on which sample is the first', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        expect(logRank(a, b).chiSquare).toBeCloseTo(logRank(b, a).chiSquare);
      }),
    );
  });

  it('finds no difference between a sample and itself, nor where nothing has happened', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        expect(logRank(sample, sample).p).toBeCloseTo(1);
      }),
    );
    const censored = [{ time: 3, happened: false }];
    expect(logRank(censored, censored).p).toBe(1);
  });
});

describe('the tail of the chi-square distribution', () => {
  it.each([
    [0, 1],
    [0.454936, 0.5],
    [2.705543, 0.1],
    [3.841459, 0.05],
    [6.634897, 0.01],
    [10.827566, 0.001],
  ])('beyond %d is the tabled %d', (x, p) => {
    expect(chiSquareTail(x)).toBeCloseTo(p, 6);
  });

  it('is continuous where its two formulas meet', () => {
    expect(chiSquareTail(8 - 1e-9) / chiSquareTail(8)).toBeCloseTo(1, 8);
  });
});

describe("Holm's adjustment", () => {
  it('steps down from the smallest', () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    expect(adjusted).toEqual([0.03, 0.06, 0.06, 0.02].map((p) => expect.closeTo(p, 12)));
  });

  it('keeps the order, makes nothing smaller, and is no more than Bonferroni', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (ps) => {
        const adjusted = holm(ps);
        ps.forEach((p, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p * ps.length));
          ps.forEach((other, k) => {
            if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[k]);
          });
        });
      }),
    );
  });
});
