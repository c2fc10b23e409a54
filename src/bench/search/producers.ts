/** Inputs that owe nothing to those before them. */
import { Rng, type RootSeed } from '../../bits/rng.ts';
import { Corpus } from '../../fuzzer/corpus.ts';
import type { Platform } from '../../fuzzer/fuzzer.ts';
import { InputSource } from '../../fuzzer/input-source.ts';
import { INPUT_WORDS, type Input } from '../../input/layout.ts';
import { type FastCheck, structuredInputs } from '../arbitrary.ts';
import type { Producer } from './blind-search.ts';

/** What the fuzzer's own generator makes, execution by execution. */
export function generated(root: RootSeed, platform: Platform): Producer {
  const source = new InputSource(root, platform, new Corpus());
  const scratch: Input = new Int32Array(INPUT_WORDS);
  return (first, execs, hand) => {
    for (let exec = first; exec < first + execs; exec++) {
      source.make(exec, scratch);
      hand(scratch);
    }
  };
}

/** What fast-check draws: a property that always holds, with a seed of its own for each call. */
export function drawn(root: RootSeed, fc: FastCheck): Producer {
  const inputs = structuredInputs(fc);
  const rng = new Rng(root, 0);
  return (first, execs, hand) => {
    rng.reseed(root, first);
    const property = fc.property(inputs, (input) => {
      hand(input);
    });
    fc.check(property, { numRuns: execs, seed: rng.next(), endOnFailure: true });
  };
}
