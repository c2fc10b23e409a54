import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../src/bits/rng.ts';
import { CLASS_BITS, SLOT_BITS } from '../../src/coverage/feature-map.ts';
import { HitTally } from '../../src/coverage/hit-tally.ts';
import { Corpus } from '../../src/fuzzer/corpus.ts';
import { emptyInput } from '../../src/input/empty.ts';
import { INPUT_WORDS } from '../../src/input/layout.ts';

interface Entry {
  readonly slots: readonly number[];
  readonly steps?: number;
}

/** A corpus of entries that showed each of their slots once, and the hits of each slot. */
function corpusOf(
  entries: readonly Entry[],
  hits: readonly (readonly [slot: number, count: number])[],
): Corpus {
  const corpus = new Corpus();
  for (const { slots, steps = 50 } of entries)
    corpus.add({
      input: emptyInput(),
      features: Int32Array.from(slots, (slot) => slot << CLASS_BITS),
      steps,
      executed: Int32Array.of(),
    });
  const tally = new HitTally();
  tally.merge(Int32Array.from(hits.flat()));
  corpus.rebalance(tally);
  return corpus;
}

const domain = (index: number, slot: number): number => (index << SLOT_BITS) | slot;

describe('a corpus', () => {
  it('gives every entry a chance, and chances that add up to 1', () => {
    const entries = fc.array(
      fc.record({ slots: fc.array(fc.nat(300), { maxLength: 8 }), steps: fc.nat(300) }),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(
        entries,
        fc.array(fc.tuple(fc.nat(300), fc.integer({ min: 1, max: 9999 }))),
        (list, hits) => {
          const corpus = corpusOf(list, hits);
          const shares = list.map((_, i) => corpus.share(i));
          for (const share of shares) expect(share).toBeGreaterThan(0.1 / list.length);
          expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('picks entries as often as their shares say', () => {
    const corpus = corpusOf(
      [{ slots: [1] }, { slots: [2] }, { slots: [] }, { slots: [3, 4, 5] }],
      [[1, 1000]],
    );
    const picks = [0, 0, 0, 0];
    const rng = new Rng(rootSeed('picks'), 0);
    for (let i = 0; i < 20_000; i++) picks[corpus.pick(rng)]++;
    for (let i = 0; i < 4; i++) expect(picks[i] / 20_000).toBeCloseTo(corpus.share(i), 1);
  });

  it('prefers the owner of a rare feature', () => {
    const corpus = corpusOf(
      [{ slots: [1] }, { slots: [2] }],
      [
        [1, 10_000],
        [2, 3],
      ],
    );
    expect(corpus.share(1)).toBeGreaterThan(4 * corpus.share(0));
  });

  it('lets no abundant domain drown another', () => {
    const many = Array.from({ length: 400 }, (_, i) => domain(0, i));
    const corpus = corpusOf([{ slots: many }, { slots: [domain(3, 1)] }], []);
    expect(corpus.share(1)).toBeCloseTo(corpus.share(0), 6);
  });

  it('favours the cheapest holder of a feature, the earlier of two equals', () => {
    const cheaper = corpusOf(
      [
        { slots: [1], steps: 90 },
        { slots: [1, 2], steps: 20 },
      ],
      [],
    );
    expect([cheaper.isFavoured(0), cheaper.isFavoured(1), cheaper.favoured]).toEqual([false, true, 1]);
    const equals = { slots: [1], steps: 20 };
    const equal = corpusOf([equals, equals, equals], []);
    expect([0, 1, 2].map((entry) => equal.isFavoured(entry))).toEqual([true, false, false]);
    expect(equal.share(0)).toBeGreaterThan(1.5 * equal.share(1));
    expect(equal.share(2)).toBeCloseTo(equal.share(1), 9);
  });

  it('has all entries picked more alike when the plan is to explore', () => {
    const corpus = corpusOf([{ slots: [1, 2] }, { slots: [] }], []);
    expect(corpus.share(1)).toBeCloseTo(0.1, 9);
    corpus.rebalance(new HitTally(), 0.6);
    expect(corpus.share(1)).toBeCloseTo(0.3, 9);
    corpus.rebalance(new HitTally(), 0.2);
    expect(corpus.share(1)).toBeCloseTo(0.1, 9);
  });

  it('prefers the cheaper of two entries that are worth the same', () => {
    const corpus = corpusOf(
      [
        { slots: [1], steps: 200 },
        { slots: [2], steps: 20 },
      ],
      [],
    );
    expect(corpus.share(1)).toBeGreaterThan(1.5 * corpus.share(0));
  });

  it('gives its entries back as they were added', () => {
    const corpus = new Corpus();
    const input = emptyInput();
    input[30] = 7;
    const executed = Int32Array.of(2, 1);
    corpus.add({ input, features: Int32Array.of(8), steps: 1, executed });
    expect(corpus.executed(0)).toBe(executed);
    input[30] = 8;
    const out = new Int32Array(INPUT_WORDS);
    corpus.read(0, out);
    input[30] = 7;
    expect(out).toEqual(input);
  });

  it('picks all entries alike when all of the picks go that way', () => {
    const corpus = corpusOf([{ slots: [1, 2, 3] }, { slots: [1] }, { slots: [1], steps: 5 }], [[1, 100]]);
    corpus.rebalance(undefined, 1);
    for (let i = 0; i < 3; i++) expect(corpus.share(i)).toBeCloseTo(1 / 3);
  });
});
