import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHUNK_EXECS, EPOCH_CHUNKS, epochChunks } from '../../src/campaign/epoch.ts';

const NO_LIMIT = Number.POSITIVE_INFINITY;

describe('epochChunks', () => {
  it('cuts consecutive executions, none twice and none left out', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(1_000_000), fc.nat(8000), (epoch, next, allowed) => {
        let expected = next;
        for (const { first, execs } of epochChunks(epoch, next, allowed)) {
          expect(first).toBe(expected);
          expect(execs).toBeGreaterThan(0);
          expect(execs).toBeLessThanOrEqual(CHUNK_EXECS);
          expected += execs;
        }
        expect(expected - next).toBe(Math.min(allowed, CHUNK_EXECS * Math.min(EPOCH_CHUNKS, epoch + 1)));
      }),
    );
  });

  it('begins with one chunk, then grows by one to its full length', () => {
    const lengths = [0, 1, 2, 14, 15, 16, 1000].map((epoch) => epochChunks(epoch, 0, NO_LIMIT).length);
    expect(lengths).toEqual([1, 2, 3, 15, 16, 16, 16]);
  });
});
