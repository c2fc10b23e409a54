import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PATIENCE, phaseAfter, UNIFORM_SHARES } from '../../src/campaign/phase.ts';

describe('the phase of a campaign', () => {
  it('is to exploit while there is news, and changes each time that patience is at its end', () => {
    const phases = [0, PATIENCE - 1, PATIENCE, 2 * PATIENCE - 1, 2 * PATIENCE, 3 * PATIENCE].map(phaseAfter);
    expect(phases).toEqual(['exploit', 'exploit', 'explore', 'explore', 'exploit', 'explore']);
  });

  it('returns after two patiences', () => {
    fc.assert(
      fc.property(fc.nat(), (since) => {
        expect(phaseAfter(since + 2 * PATIENCE)).toBe(phaseAfter(since));
        expect(phaseAfter(since + PATIENCE)).not.toBe(phaseAfter(since));
      }),
    );
  });

  it('looks wider in one than in the other', () => {
    expect(UNIFORM_SHARES.explore).toBeGreaterThan(UNIFORM_SHARES.exploit);
  });
});
