import { describe, expect, it } from 'vitest';
import { Rng, rootSeed } from '../../src/bits/rng.ts';
import { Corpus } from '../../src/fuzzer/corpus.ts';
import { Generator } from '../../src/fuzzer/generate/generator.ts';
import { InputSource } from '../../src/fuzzer/input-source.ts';
import type { MutatorFamily } from '../../src/fuzzer/mutators/index.ts';
import type { Mutator } from '../../src/fuzzer/mutators/mutator.ts';
import { GENERATED, GENERATING_OPERATOR, OPERATORS } from '../../src/fuzzer/operators.ts';
import { EVEN_ODDS } from '../../src/fuzzer/plan.ts';
import { WITHOUT_COMPARISONS } from '../../src/fuzzer/without-comparisons.ts';
import { DEVICE_WGCHECKER, INPUT_WORDS, type Input } from '../../src/input/layout.ts';

const ROOT = rootSeed('input source');
const PLATFORM = { device: DEVICE_WGCHECKER, harts: 1 };
const EXECS = 600;

/** What is listened to while the first inputs are made of one entry */
function heardBy(families?: readonly MutatorFamily[]): { entry: Input; heard: readonly Input[] } {
  const corpus = new Corpus();
  const entry: Input = new Int32Array(INPUT_WORDS);
  new Generator(PLATFORM).generate(new Rng(ROOT, 0), entry);
  corpus.add({ input: entry, features: Int32Array.of(1), steps: 10, executed: Int32Array.of() });
  const heard: Input[] = [];
  const source = new InputSource(ROOT, PLATFORM, corpus, families, (input) => heard.push(input.slice()));
  const input: Input = new Int32Array(INPUT_WORDS);
  for (let exec = 0; exec < EXECS; exec++) source.make(exec, input);
  return { entry, heard };
}

/** How many of the first inputs are generated afresh, with these odds of the generator. */
function generatedWith(odds: number): number {
  const corpus = new Corpus();
  const input: Input = new Int32Array(INPUT_WORDS);
  new Generator(PLATFORM).generate(new Rng(ROOT, 0), input);
  corpus.add({ input, features: Int32Array.of(1), steps: 10, executed: Int32Array.of() });
  const source = new InputSource(ROOT, PLATFORM, corpus);
  source.setOdds(OPERATORS.map((_, i) => (i === GENERATING_OPERATOR ? odds : EVEN_ODDS)));
  let generated = 0;
  for (let exec = 0; exec < EXECS; exec++) if (source.make(exec, input) === GENERATED) generated++;
  return generated;
}

describe('InputSource', () => {
  it('generates one input in six as long as odds are even, and more or fewer as they say', () => {
    for (const [odds, share] of [
      [EVEN_ODDS / 4, 1 / 24],
      [EVEN_ODDS, 1 / 6],
      [EVEN_ODDS * 3, 1 / 2],
    ]) {
      const generated = generatedWith(odds);
      expect(Math.abs(generated / EXECS - share)).toBeLessThan(0.05);
    }
  });

  it('listens to entries as they are in the corpus, never to what was made of them', () => {
    const { entry, heard } = heardBy();
    expect(heard.length).toBeGreaterThan(10);
    for (const input of heard) expect(input).toEqual(entry);
  });

  it('listens to nothing without the family that writes what was compared', () => {
    expect(heardBy(WITHOUT_COMPARISONS).heard).toEqual([]);
  });

  it('makes every input of the generator while there is no corpus', () => {
    const source = new InputSource(ROOT, PLATFORM, new Corpus());
    const input: Input = new Int32Array(INPUT_WORDS);
    for (let exec = 0; exec < 20; exec++) expect(source.make(exec, input)).toBe(GENERATED);
  });

  it('tells mutators what the entry executes that they mutate', () => {
    const corpus = new Corpus();
    const told = new Set<Int32Array>();
    const executed = [Int32Array.of(3), Int32Array.of(1, 2)];
    const entry: Input = new Int32Array(INPUT_WORDS);
    new Generator(PLATFORM).generate(new Rng(ROOT, 0), entry);
    executed.forEach((indices, i) => {
      corpus.add({ input: entry, features: Int32Array.of(4 * i), steps: 10, executed: indices });
    });
    corpus.rebalance();
    const spy: Mutator = {
      name: 'spy',
      weight: 1,
      mutate: (_input, _rng, context) => told.add(context.executed.indices).size > 0,
    };
    const families = [{ name: 'spies', mutators: [spy], fits: () => true }];
    const source = new InputSource(ROOT, PLATFORM, corpus, families);
    for (let exec = 0; exec < EXECS; exec++) source.make(exec, new Int32Array(INPUT_WORDS));
    expect([...told].sort((a, b) => a.length - b.length)).toEqual(executed);
  });
});
