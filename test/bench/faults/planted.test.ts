import { describe, expect, it } from 'vitest';
import { activate, faultDrops, faultValue, planted } from '../../../src/bench/faults/planted.ts';

describe('a planted place', () => {
  it('does what the source says, and is not noticed, while another fault is active', () => {
    activate('other');
    expect([faultValue('one', 1, 2), faultDrops('one')]).toEqual([1, false]);
    expect([planted.reached, planted.triggered]).toEqual([false, false]);
  });

  it('is reached where the values are the same, triggered where they differ', () => {
    activate('one');
    expect(faultValue('one', 1, 1)).toBe(1);
    expect([planted.reached, planted.triggered]).toEqual([true, false]);
    expect(faultValue('one', 1, 2)).toBe(2);
    expect(planted.triggered).toBe(true);
  });

  it('is reached where a statement is left out; nobody can say whether that matters', () => {
    activate('one');
    expect(faultDrops('one')).toBe(true);
    expect([planted.reached, planted.triggered]).toEqual([true, false]);
  });

  it('forgets what happened when a fault is activated', () => {
    activate('one');
    faultValue('one', 1, 2);
    activate('one');
    expect([planted.reached, planted.triggered]).toEqual([false, false]);
  });
});
