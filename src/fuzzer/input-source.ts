import { Rng, type RootSeed } from '../bits/rng.ts';
import { INPUT_WORDS, type Input } from '../input/layout.ts';
import { Aim } from './aim.ts';
import type { Listen } from './compared/listen.ts';
import type { Corpus } from './corpus.ts';
import { Executed } from './executed.ts';
import { Generator, type Platform } from './generate/generator.ts';
import { FAMILIES, type MutatorFamily } from './mutators/index.ts';
import type { MutationContext } from './mutators/mutator.ts';
import { GENERATED, GENERATING_OPERATOR, STAGED } from './operators.ts';
import { EVEN_ODDS } from './plan.ts';
import { Draft } from './program.ts';
import { applyChange, type Change } from './stage/stage.ts';
import { Wheel } from './wheel.ts';

/** An input is generated afresh by its odds in so many parts: one in six when they are even. */
const GENERATE_PARTS = 6 * EVEN_ODDS;
/** How many mutations an input gets, one of these. */
const STACKED = [1, 1, 2, 3, 4, 5, 6, 8, 10, 12];
/** Mutators that find nothing to do are replaced by others, up to so many in all. */
const TRIES = 16;

/** Draws that keep a stranger from being the execution's own generated input. */
const STRANGER_DRAWS = 3;

/** Makes the input of an execution from its number and the corpus as it is: the same every time. */
export class InputSource {
  private readonly rng: Rng;
  private readonly root: RootSeed;
  private readonly corpus: Corpus;
  private readonly generator: Generator;
  private readonly wheel: Wheel;
  private readonly context: MutationContext;
  /** Whether the input that is being mutated is as it was in the corpus. */
  private isUntouched = false;
  private generatedOdds = EVEN_ODDS;

  /** `families`: what an entry of the corpus is mutated by; without `listen` nothing compared is written. */
  constructor(
    root: RootSeed,
    platform: Platform,
    corpus: Corpus,
    families: readonly MutatorFamily[] = FAMILIES,
    listen?: Listen,
  ) {
    this.root = root;
    this.rng = new Rng(root, 0);
    this.corpus = corpus;
    this.generator = new Generator(platform);
    this.wheel = new Wheel(platform.device, families);
    const donated: Input = new Int32Array(INPUT_WORDS);
    this.context = {
      draft: new Draft(),
      aim: new Aim(),
      executed: new Executed(),
      follows: corpus.follows,
      listen: (input, hear) => {
        if (this.isUntouched) listen?.(input, hear);
      },
      donor(rng) {
        if (corpus.size === 0) return undefined;
        corpus.read(corpus.pick(rng), donated);
        return donated;
      },
    };
  }

  /** Chooses operators by these odds, by number, from now on. */
  setOdds(odds: readonly number[]): void {
    this.wheel.setOdds(odds);
    this.generatedOdds = odds[GENERATING_OPERATOR];
  }

  /** Writes the input of execution `exec` over `out`; returns the set of operators that made it. */
  make(exec: number, out: Input): number {
    const rng = this.rng;
    rng.reseed(this.root, exec);
    if (this.corpus.size === 0 || rng.below(GENERATE_PARTS) < this.generatedOdds) {
      this.generator.generate(rng, out);
      return GENERATED;
    }
    const entry = this.corpus.pick(rng);
    this.corpus.read(entry, out);
    this.context.executed.indices = this.corpus.executed(entry);
    this.isUntouched = true;
    let operators = 0;
    let left = STACKED[rng.below(STACKED.length)];
    for (let tries = 0; left > 0 && tries < TRIES; tries++) {
      const { family, mutator } = this.wheel.draw(rng);
      if (!mutator.mutate(out, rng, this.context)) continue;
      operators |= 1 << family;
      this.isUntouched = false;
      left--;
    }
    return operators;
  }

  /**
   * Writes an entry of the corpus with one change over `out`, or where that leads nowhere the input of execution `exec`;
   * returns the set of operators that made it.
   */
  makeChanged(exec: number, entry: number, change: Change, out: Input): number {
    this.corpus.read(entry, out);
    return applyChange(out, change) ? STAGED : this.make(exec, out);
  }

  /** Writes a generated input that belongs to execution `exec` but is not its own over `out`. */
  makeStranger(exec: number, out: Input): void {
    this.rng.reseed(this.root, exec);
    for (let i = 0; i < STRANGER_DRAWS; i++) this.rng.next();
    this.generator.generate(this.rng, out);
  }
}
