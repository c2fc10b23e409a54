import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochChunks } from '../../src/campaign/epoch.ts';
import { type StageCursor, withStages } from '../../src/campaign/stages.ts';
import type { StageSpan } from '../../src/fuzzer/plan.ts';

const sizes = fc.array(fc.oneof(fc.constant(0), fc.nat(96)), { maxLength: 60 });

/** A corpus whose entries have stages of these sizes. */
function corpusOf(list: readonly number[]) {
  return { corpusSize: list.length, stageSize: (entry: number) => list[entry] };
}

/** The changes in the spans, one by one. */
function changesIn(spans: readonly StageSpan[]): string[] {
  return spans.flatMap(({ entry, from, count }) =>
    Array.from({ length: count }, (_, i) => `${entry}:${from + i}`),
  );
}

describe('stages', () => {
  it('take every change once and in order, however many epochs that needs, and a bounded part of each chunk', () => {
    const odds = fc.integer({ min: 4, max: 64 });
    const property = fc.property(sizes, odds, fc.integer({ min: 200, max: 5000 }), (list, odd, execs) => {
      const seen: string[] = [];
      let cursor: StageCursor = { entry: 0, step: 0 };
      for (let epoch = 0; epoch < 60; epoch++) {
        const plain = epochChunks(epoch, 0, execs);
        const staged = withStages(plain, cursor, odd, corpusOf(list));
        expect(staged.chunks.map((chunk) => ({ ...chunk, spans: [] }))).toEqual(plain);
        const chunks = staged.chunks.map(({ spans }) => changesIn(spans));
        for (const changes of chunks) expect(changes.length).toBeLessThanOrEqual(Math.min(128, 4 * odd));
        seen.push(...chunks.flat());
        cursor = staged.cursor;
      }
      expect(seen).toEqual(changesIn(list.map((count, entry) => ({ entry, from: 0, count }))));
      expect(cursor).toEqual({ entry: list.length, step: 0 });
    });
    fc.assert(property, { numRuns: 25 });
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
