import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratioOf, restrictedMean } from '../../../src/bench/statistics/restricted-mean.ts';
import { CONTROL, TREATED } from './leukaemia.ts';
import { samples } from './samples.ts';

describe('the restricted mean', () => {
  it('is that of the literature for the leukaemia data up to 35 weeks: 23.29 (2.83) and 8.67 (1.38)', () => {
    const treated = restrictedMean(TREATED, 35);
    expect([treated.value.toFixed(2), treated.error.toFixed(2)]).toEqual(['23.29', '2.83']);
    const control = restrictedMean(CONTROL, 35);
    expect([control.value.toFixed(2), control.error.toFixed(2)]).toEqual(['8.67', '1.38']);
  });

  it('is the mean of the times, none above the cap, where nothing else is censored', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 40 }), (sample, cap) => {
        const capped = sample.map(({ time }) => ({ time: Math.min(time, cap), happened: time < cap }));
        const mean = capped.reduce((sum, { time }) => sum + time, 0) / capped.length;
        expect(restrictedMean(capped, cap).value).toBeCloseTo(mean);
      }),
    );
  });

  it('counts an event behind the cap like none', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 25 }), (sample, cap) => {
        const cut = sample.map((each) => (each.time > cap ? { time: cap, happened: false } : each));
        const { value, error } = restrictedMean(sample, cap);
        expect(restrictedMean(cut, cap)).toMatchObject({ value, error });
      }),
    );
  });

  it('lies in its interval, and that between 0 and the cap', () => {
    fc.assert(
      fc.property(samples, (sample) => {
        const { value, low, high } = restrictedMean(sample, 30);
        expect(0 <= low && low <= value && value <= high && high <= 30).toBe(true);
      }),
    );
  });

  it('has a ratio that is 1 with itself, and the inverse the other way round', () => {
    const treated = restrictedMean(TREATED, 35);
    const control = restrictedMean(CONTROL, 35);
    expect(ratioOf(treated, treated).value).toBe(1);
    const { value, low, high } = ratioOf(treated, control);
    const inverse = ratioOf(control, treated);
    expect(inverse.value).toBeCloseTo(1 / value);
    expect([inverse.low, inverse.high]).toEqual([expect.closeTo(1 / high), expect.closeTo(1 / low)]);
    expect(low).toBeGreaterThan(1);
  });
});
