import { INPUT_WORDS, type Input } from '../../input/layout.ts';
import type { Comparisons } from '../../machine/comparisons.ts';
import type { Corpus } from '../corpus.ts';
import { type Writing, writingsOf } from './writings.ts';

/** Runs an input and tells what it compared. */
export type Listen = (input: Input, hear: (comparisons: Comparisons) => void) => void;

/** Entries whose writings are kept at hand, each in its place. */
const KEPT = 512;

/**
 * What runs of the entries of a corpus suggest to be written into them. A function of the entry and of what is fuzzed,
 * found out when it is wanted: what is kept saves time and changes nothing.
 */
export class EntryWritings {
  private readonly corpus: Corpus;
  private readonly listen: Listen | undefined;
  private readonly entries = new Int32Array(KEPT).fill(-1);
  private readonly kept: (readonly Writing[])[] = Array.from({ length: KEPT }, () => []);
  private readonly input: Input = new Int32Array(INPUT_WORDS);

  /** Without `listen` nothing is suggested. */
  constructor(corpus: Corpus, listen: Listen | undefined) {
    this.corpus = corpus;
    this.listen = listen;
  }

  /** The writings into an entry. */
  of(entry: number): readonly Writing[] {
    const place = entry % KEPT;
    if (this.entries[place] !== entry) {
      this.entries[place] = entry;
      this.kept[place] = this.suggested(entry);
    }
    return this.kept[place];
  }

  private suggested(entry: number): readonly Writing[] {
    const { input } = this;
    this.corpus.read(entry, input);
    let writings: readonly Writing[] = [];
    this.listen?.(input, (comparisons) => {
      writings = writingsOf(input, comparisons);
    });
    return writings;
  }
}
