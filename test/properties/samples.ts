import { readdirSync, readFileSync } from 'node:fs';
import { Rng, rootSeed } from '../../src/bits/rng.ts';
import { HitTally } from '../../src/coverage/hit-tally.ts';
import { Corpus } from '../../src/fuzzer/corpus.ts';
import { Generator } from '../../src/fuzzer/generate/generator.ts';
import { InputSource } from '../../src/fuzzer/input-source.ts';
import { INPUT_WORDS, type Input } from '../../src/input/layout.ts';
import { parseInput } from '../../src/input/text.ts';

const BOARD = { device: 1, harts: 1 };
const FOLDER = new URL('../../corpus/', import.meta.url);

/** A stored seed and its name. */
export interface Seed {
  readonly name: string;
  readonly input: Input;
}

/** The seeds of the program. */
export function storedSeeds(): Seed[] {
  const names = readdirSync(FOLDER).filter((name) => name.startsWith('seed-'));
  return names.map((name) => ({
    name,
    input: parseInput(readFileSync(new URL(name, FOLDER), 'utf8'), name).input,
  }));
}

/**
 * `count` inputs of the project's generator, with `device` (DEVICE_); the array that is yielded is written over for the
 * next one.
 */
export function* generated(seed: string, count: number, device = BOARD.device): IterableIterator<Input> {
  const generator = new Generator({ ...BOARD, device });
  const out = new Int32Array(INPUT_WORDS);
  const root = rootSeed(seed);
  for (let i = 0; i < count; i++) {
    generator.generate(new Rng(root, i), out);
    yield out;
  }
}

/** `count` mutations of the stored seeds; the array that is yielded is written over for the next one. */
export function* mutated(seed: string, count: number): IterableIterator<Input> {
  const corpus = new Corpus();
  for (const [i, { input }] of storedSeeds().entries())
    corpus.add({ input, features: Int32Array.of(8 * i), steps: 50, executed: Int32Array.of() });
  corpus.rebalance(new HitTally());
  const source = new InputSource(rootSeed(seed), BOARD, corpus);
  const out = new Int32Array(INPUT_WORDS);
  for (let i = 0; i < count; i++) {
    source.make(i, out);
    yield out;
  }
}
