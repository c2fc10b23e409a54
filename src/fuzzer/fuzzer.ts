import type { RootSeed } from '../bits/rng.ts';
import { FEATURE_SLOTS, type FeatureMap } from '../coverage/feature-map.ts';
import { HitTally } from '../coverage/hit-tally.ts';
import { NoveltyMap } from '../coverage/novelty-map.ts';
import { INPUT_WORDS, type Input } from '../input/layout.ts';
import { type Finding, groupName } from '../judge/finding.ts';
import { DOMAINS } from '../machine/probe.ts';
import type { Listen } from './compared/listen.ts';
import { Corpus } from './corpus.ts';
import type { Platform } from './generate/generator.ts';
import { InputSource } from './input-source.ts';
import { FAMILIES, type MutatorFamily } from './mutators/index.ts';
import { countEffort, type Effort, noEffort } from './operators.ts';
import { FIRST_PLAN, type SearchPlan, type StageSpan } from './plan.ts';
import { changesOf } from './stage/stage.ts';

export type { Platform };

/** What is fuzzed: runs one input and shows what happened. */
export interface Target {
  /**
   * Runs the input from a reset, for execution number `exec`: its own input, that again, or a stranger in between. The
   * crash, if any. Throws for a fault of our own.
   */
  run(input: Input, exec: number): Finding | undefined;
  /** Steps of the last run. */
  readonly steps: number;
  /** Features of the last run; the caller resets it before each. */
  readonly features: FeatureMap;
  /** Digest of the state in which the last run ended. Where there is one, it must not differ between two runs. */
  digest?(): string;
  /** Runs the input and tells what it compared; without it nothing is written where comparisons want it. */
  readonly listen?: Listen;
  /** Indices of the instructions of this input that the last run, which was its, executed. */
  executed?(input: Input): Int32Array;
}

/** An input that showed something new, twice. */
export interface Candidate {
  input: Input;
  /** Feature ids, ascending. */
  features: Int32Array;
  steps: number;
  /** Indices of its instructions that are executed, as far as the target tells. */
  executed: Int32Array;
  /** The execution that made it. */
  exec: number;
  /** What made it: a set of operators, 0 for an input that was given. */
  operators: number;
}

/** An input that crashed: the first of its group in its chunk. */
export interface FoundCrash {
  input: Input;
  finding: Finding;
  exec: number;
}

/** A fault of our own: an input that broke an invariant, or ran differently the second time. */
export interface InternalError {
  input: Input;
  message: string;
  exec: number;
}

/** What a run of executions brought. */
export interface ChunkResult {
  /** Number of the first execution. */
  first: number;
  /** Executions, not counting second runs. */
  execs: number;
  steps: number;
  candidates: Candidate[];
  crashes: FoundCrash[];
  /** Pairs (feature slot, executions that hit it). */
  hits: Int32Array;
  effort: Effort;
  internal: InternalError[];
}

/**
 * The search: makes inputs, runs them, keeps what is new. All it decides is a function of the root seed, the number of
 * the execution, the plan, and what was admitted and merged so far; so chunks may run anywhere, in any order, as long as
 * {@link admit}, {@link merge} and {@link follow} happen in the same order everywhere.
 */
export class Fuzzer {
  private readonly target: Target;
  private readonly corpus = new Corpus();
  private readonly source: InputSource;
  private readonly novelty = new NoveltyMap();
  private readonly frequencies = new HitTally();
  private readonly chunkHits = new HitTally(new Int32Array(FEATURE_SLOTS));
  private readonly scratch: Input = new Int32Array(INPUT_WORDS);
  private readonly stranger: Input = new Int32Array(INPUT_WORDS);
  private readonly groups = new Set<string>();
  private plan = FIRST_PLAN;
  private failed = false;

  /** `families`: what inputs are mutated by. */
  constructor(
    target: Target,
    root: RootSeed,
    platform: Platform,
    families: readonly MutatorFamily[] = FAMILIES,
  ) {
    this.target = target;
    this.source = new InputSource(root, platform, this.corpus, families, target.listen);
  }

  /** The input of the last execution, until the next one. */
  get lastInput(): Readonly<Input> {
    return this.scratch;
  }

  /** Entries of the corpus. */
  get corpusSize(): number {
    return this.corpus.size;
  }

  /** Entries of the corpus that are the cheapest one to show a feature. */
  get favoured(): number {
    return this.corpus.favoured;
  }

  /** Distinct features seen by what was admitted, by domain, hit counts aside. */
  features(): Record<string, number> {
    return Object.fromEntries(DOMAINS.map((name, domain) => [name, this.novelty.slotsSeen(domain)]));
  }

  /** Takes a candidate into the corpus if it still brings something new; returns how many features are. */
  admit(candidate: Candidate): number {
    const fresh = this.novelty.add(candidate.features);
    if (fresh > 0) this.corpus.add(candidate);
    return fresh;
  }

  /** Adds the hits of a chunk to the frequencies by which energy is given. */
  merge(hits: Int32Array): void {
    this.frequencies.merge(hits);
    this.corpus.touch();
  }

  /** Makes inputs by this plan from the next chunk on. */
  follow(plan: SearchPlan): void {
    this.plan = plan;
    this.source.setOdds(plan.odds);
  }

  /** Executions that the stage of an entry takes ({@link changesOf}); an entry that is not favoured has none. */
  stageSize(entry: number): number {
    if (!this.corpus.isFavoured(entry)) return 0;
    this.corpus.read(entry, this.stranger);
    return changesOf(this.stranger).length;
  }

  /**
   * Runs executions `first` to `first + execs - 1`, the first ones of them for the stages of entries. Changes nothing
   * that a later chunk depends on.
   */
  runChunk(first: number, execs: number, spans: readonly StageSpan[] = []): ChunkResult {
    this.corpus.rebalance(this.frequencies, this.plan.uniform);
    const result = this.open(first);
    let exec = first;
    for (const span of spans) exec = this.runSpan(exec, span, result);
    for (; exec < first + execs; exec++) {
      const operators = this.source.make(exec, this.scratch);
      this.execute(exec, operators, result);
    }
    return this.close(result);
  }

  /** Runs one input as it is, as execution number `exec`. */
  runSeed(input: Input, exec: number): ChunkResult {
    const result = this.open(exec);
    this.scratch.set(input);
    this.execute(exec, 0, result);
    return this.close(result);
  }

  /** Runs changes of an entry as executions from `first` on; returns the number of the next one. */
  private runSpan(first: number, { entry, from, count }: StageSpan, result: ChunkResult): number {
    this.corpus.read(entry, this.stranger);
    const changes = changesOf(this.stranger);
    for (let k = 0; k < count; k++) {
      const operators = this.source.makeChanged(first + k, entry, changes[from + k], this.scratch);
      this.execute(first + k, operators, result);
    }
    return first + count;
  }

  private open(first: number): ChunkResult {
    this.novelty.openView();
    this.groups.clear();
    return {
      first,
      execs: 0,
      steps: 0,
      candidates: [],
      crashes: [],
      hits: new Int32Array(0),
      effort: noEffort(),
      internal: [],
    };
  }

  private close(result: ChunkResult): ChunkResult {
    this.novelty.closeView();
    result.hits = this.chunkHits.take();
    return result;
  }

  /** Runs the scratch input. A crashing one is no candidate: what is worth mutating survives. */
  private execute(exec: number, operators: number, result: ChunkResult): void {
    const finding = this.attempt(this.scratch, exec, result);
    result.execs++;
    if (this.failed) return;
    result.steps += this.target.steps;
    countEffort(result.effort, operators, this.target.steps);
    this.chunkHits.count(this.target.features);
    if (finding !== undefined) this.report(finding, exec, result);
    else if (this.novelty.hasNews(this.target.features)) this.propose(exec, operators, result);
  }

  private attempt(input: Input, exec: number, result: ChunkResult): Finding | undefined {
    this.failed = false;
    this.target.features.reset();
    try {
      return this.target.run(input, exec);
    } catch (error) {
      this.failed = true;
      const message = error instanceof Error ? error.message : String(error);
      result.internal.push({ input: input.slice(), message, exec });
      return undefined;
    }
  }

  private report(finding: Finding, exec: number, result: ChunkResult): void {
    const group = groupName(finding);
    if (this.groups.has(group)) return;
    this.groups.add(group);
    result.crashes.push({ input: this.scratch.slice(), finding, exec });
  }

  /** Runs the scratch input again behind a stranger; if it shows the same, it is a candidate. */
  private propose(exec: number, operators: number, result: ChunkResult): void {
    const { target } = this;
    const features = target.features.ids();
    const { steps } = target;
    const digest = target.digest?.();
    this.novelty.add(features);
    this.source.makeStranger(exec, this.stranger);
    this.attempt(this.stranger, exec, result);
    if (this.failed) return;
    const finding = this.attempt(this.scratch, exec, result);
    if (this.failed) return;
    const input = this.scratch.slice();
    const difference = differs(finding, features, target.features.ids());
    const message =
      difference ??
      (steps !== target.steps ? 'steps' : digest !== target.digest?.() ? 'final state' : undefined);
    const executed = target.executed?.(input) ?? new Int32Array(0);
    if (message === undefined) result.candidates.push({ input, features, steps, executed, exec, operators });
    else result.internal.push({ input, message: `not deterministic: two runs differ in ${message}`, exec });
  }
}

/** What differs in the second run of an input that did not crash in its first, or undefined. */
function differs(finding: Finding | undefined, first: Int32Array, second: Int32Array): string | undefined {
  if (finding !== undefined) return `a crash, ${finding.kind}`;
  const same = first.length === second.length && first.every((id, i) => id === second[i]);
  return same ? undefined : 'features';
}
