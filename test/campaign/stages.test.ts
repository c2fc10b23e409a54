import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochChunks } from '../../src/campaign/epoch.ts';
import { type StageCursor, withStages } from '../../src/campaign/stages.ts';

const sizes = fc.array(fc.oneof(fc.constant(0), fc.nat(96)), { maxLength: 60 });

/** A corpus whose entries have stages of these sizes. */
function corpusOf(list: readonly number[]) {
  return { corpusSize: list.length, stageSize: (entry: number) => list[entry] };
}

describe('stages', () => {
  it('take every change once and in order, however many epochs that needs, and a bounded part of each chunk', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 4, max: 64 }), fc.integer({ min: 200, max: 5000 }), (list, odds, execs) => {
        const seen: string[] = [];
        let cursor: StageCursor = { entry: 0, step: 0 };
        for (let epoch = 0; epoch < 60; epoch++) {
          const plain = epochChunks(epoch, 0, execs);
          const staged = withStages(plain, cursor, odds, corpusOf(list));
          expect(staged.chunks.map(({ first, execs }) => ({ first, execs, spans: [] }))).toEqual(plain);
          for (const { spans } of staged.chunks) {
            const counts = spans.map(({ count }) => count);
            expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(Math.min(128, 4 * odds));
            for (const { entry, from, count } of spans)
              for (let i = 0; i < count; i++) seen.push(`${entry}:${from + i}`);
          }
          cursor = staged.cursor;
        }
        const all = list.flatMap((size, entry) => Array.from({ length: size }, (_, step) => `${entry}:${step}`));
        expect(seen).toEqual(all);
        expect(cursor).toEqual({ entry: list.length, step: 0 });
      }),
      { numRuns: 25 },
    );
  });

  it('go on with an entry where they were, and pass over one that has no stage any more', () => {
    const [chunk] = epochChunks(0, 0, 30);
    const next = withStages([chunk], { entry: 1, step: 5 }, 16, corpusOf([9, 8, 0, 4]));
    expect(next.chunks[0].spans).toEqual([
      { entry: 1, from: 5, count: 3 },
      { entry: 3, from: 0, count: 4 },
    ]);
    const passed = withStages([chunk], { entry: 1, step: 5 }, 16, corpusOf([9, 0, 2]));
    expect(passed.chunks[0].spans).toEqual([{ entry: 2, from: 0, count: 2 }]);
  });
});
