import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kaplanMeier, medianTime } from '../../../src/bench/statistics/kaplan-meier.ts';
import { CONTROL, TREATED } from './leukaemia.ts';
import { samples } from './samples.ts';

describe('the Kaplan-Meier estimate', () => {
  it('is that of the literature for the leukaemia data, with the standard errors of Greenwood', () => {
    const rows = kaplanMeier(TREATED).map(({ time, atRisk, events, survival, error }) => [
      time,
      atRisk,
      events,
      survival.toFixed(3),
      error.toFixed(4),
    ]);
    expect(rows).toEqual([
      [6, 21, 3, '0.857', '0.0764'],
      [7, 17, 1, '0.807', '0.0869'],
      [10, 15, 1, '0.753', '0.0963'],
      [13, 12, 1, '0.690', '0.1068'],
      [16, 11, 1, '0.627', '0.1141'],
      [22, 7, 1, '0.538', '0.1282'],
      [23, 6, 1, '0.448', '0.1346'],
    ]);
  });

  it('has the medians of the literature: 23 and 8 weeks', () => {
    expect(medianTime(kaplanMeier(TREATED))).toBe(23);
    expect(medianTime(kaplanMeier(CONTROL))).toBe(8);
    expect(medianTime(kaplanMeier([{ time: 5, happened: false }]))).toBeUndefined();
  });

  it('has the band of log(-log S): 0.620 to 0.952 at 6 weeks', () => {
    const [first] = kaplanMeier(TREATED);
    expect([first.low.toFixed(3), first.high.toFixed(3)]).toEqual(['0.620', '0.952']);
  });

  it('falls from step to step and stays in its band and between 0 and 1', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        let before = 1;
        for (const { survival, low, high } of kaplanMeier(sample)) {
          expect(survival).toBeLessThan(before);
          expect(low).toBeLessThanOrEqual(survival);
          expect(high).toBeGreaterThanOrEqual(survival);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          before = survival;
        }
      }),
    );
  });

  it('is one minus the share of those past their event where nothing is censored', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const all = sample.map(({ time }) => ({ time, happened: true }));
        for (const { time, survival } of kaplanMeier(all)) {
          expect(survival).toBeCloseTo(all.filter((each) => each.time > time).length / all.length);
        }
      }),
    );
  });
});
