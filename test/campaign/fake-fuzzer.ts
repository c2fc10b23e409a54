import { Rng, rootSeed } from '../../src/bits/rng.ts';
import type { ChunkFuzzer } from '../../src/campaign/crew/crew.ts';
import type { Candidate, ChunkResult, FoundCrash } from '../../src/fuzzer/fuzzer.ts';
import { countEffort, noEffort } from '../../src/fuzzer/operators.ts';
import { FIRST_PLAN, type SearchPlan, type StageSpan } from '../../src/fuzzer/plan.ts';
import { emptyInput } from '../../src/input/empty.ts';
import { type Input, REGS } from '../../src/input/layout.ts';
import type { Finding } from '../../src/judge/finding.ts';
import type { QuirkId } from '../../src/machine/quirks.ts';

/** Where a fake input keeps its one number: the low half of a0. */
const NUMBER = REGS + 20;

/** A valid input that holds a number. */
export function inputOf(number: number): Input {
  const input = emptyInput();
  input[NUMBER] = number;
  return input;
}

/** The number in an input. */
export function numberIn(input: Input): number {
  return input[NUMBER];
}

/** What the fake machine shows of a number; more of one that would crash but for a quirk that is off. */
function featuresOf(number: number, off: readonly QuirkId[]): Int32Array {
  const features = [number % 61, 100 + (number % 7), 200 + (Math.floor(number / 100) % 37)];
  if (findingOf(number) !== undefined && findingOf(number, off) === undefined) {
    features.push(300 + (number % 6));
  }
  return Int32Array.from(features).sort();
}

/** The quirk behind the crash of a number: the next one every 12 * 29 numbers. */
export function causeOf(number: number): QuirkId {
  return Math.floor(number / (29 * 12)) % 2 === 0 ? 'page-base-verdict' : 'wid-not-masked';
}

/** A number that 29 divides crashes; six groups of two kinds. */
export function findingOf(number: number, off: readonly QuirkId[] = []): Finding | undefined {
  if (number % 29 !== 0 || off.includes(causeOf(number))) return undefined;
  const group = Math.floor(number / 29) % 6;
  return {
    kind: group % 2 === 0 ? 'permission-mismatch' : 'assert',
    role: `role-${group}`,
    states: 'ram-ram',
    rule: 'none',
    step: number % 5,
    detail: `the number ${number}`,
    beside: [],
  } as Finding;
}

/**
 * A fuzzer of numbers that heeds the contract of the real one: what a chunk does depends on seed, admitted inputs,
 * merged frequencies, plan and execution numbers; the order of admission and merging matters.
 */
export class FakeFuzzer implements ChunkFuzzer {
  private readonly seed: string;
  private readonly seen = new Set<number>();
  private readonly corpus: Candidate[] = [];
  private readonly counts = new Map<number, number>();
  private plan = FIRST_PLAN;
  private off: readonly QuirkId[] = [];
  /** What it was told to follow, in order. */
  readonly plans: SearchPlan[] = [];
  /** What it ran of stages, in order. */
  readonly spans: StageSpan[] = [];
  /** Uses of the two fake allowances. */
  readonly allowances = new Int32Array(2);
  /** What is fake and how much of it was compared: all that 3 does not divide. */
  readonly compared = new Int32Array(2);

  constructor(seed: string) {
    this.seed = seed;
  }

  /** What was admitted, in order. */
  get admitted(): readonly Candidate[] {
    return this.corpus;
  }

  get corpusSize(): number {
    return this.corpus.length;
  }

  get favoured(): number {
    return this.corpus.length;
  }

  admit(candidate: Candidate): number {
    const fresh = candidate.features.filter((feature) => !this.seen.has(feature));
    if (fresh.length === 0) return 0;
    for (const feature of fresh) this.seen.add(feature);
    this.corpus.push(candidate);
    return fresh.length;
  }

  follow(plan: SearchPlan): void {
    this.plans.push(plan);
    this.plan = plan;
  }

  merge(hits: Int32Array): void {
    for (let i = 0; i < hits.length; i += 2) {
      this.counts.set(hits[i], (this.counts.get(hits[i]) ?? 0) + hits[i + 1]);
    }
  }

  switchOff(off: readonly QuirkId[]): void {
    this.off = off;
  }

  runSeed(input: Input, exec: number): ChunkResult {
    return this.runAll(exec, [input]);
  }

  /** A few changes of one in three. */
  stageSize(entry: number): number {
    const number = numberIn(this.corpus[entry].input);
    return number % 3 === 0 ? 20 + (number % 50) : 0;
  }

  runChunk(first: number, execs: number, spans: readonly StageSpan[]): ChunkResult {
    this.spans.push(...spans);
    const staged = spans.flatMap(({ entry, from, count }) =>
      Array.from({ length: count }, (_, i) =>
        inputOf(numberIn(this.corpus[entry].input) + 1000 * (from + i)),
      ),
    );
    const drawn = Array.from({ length: execs - staged.length }, (_, i) =>
      inputOf(this.draw(first + staged.length + i)),
    );
    return this.runAll(first, [...staged, ...drawn]);
  }

  features(): Record<string, number> {
    return { 'entry-edge': this.seen.size, outcome: this.corpus.length };
  }

  /** Near a member of the corpus that shows something rare. */
  private draw(exec: number): number {
    const rng = new Rng(rootSeed(this.seed), exec);
    if (this.corpus.length === 0) return rng.below(1000);
    const [a, b] = [0, 1].map(() => this.corpus[rng.below(this.corpus.length)]);
    if (rng.below(100) < 100 * this.plan.uniform) return Math.abs(numberIn(a.input) + rng.below(41) - 20);
    const rarer = this.rarity(a) <= this.rarity(b) ? a : b;
    const reach = this.plan.odds[0];
    return Math.abs(numberIn(rarer.input) + rng.below(2 * reach + 9) - reach - 4);
  }

  private rarity(candidate: Candidate): number {
    return Math.min(...[...candidate.features].map((feature) => this.counts.get(feature) ?? 0));
  }

  private runAll(first: number, inputs: readonly Input[]): ChunkResult {
    const seenHere = new Set(this.seen);
    const hits = new Map<number, number>();
    const effort = noEffort();
    const candidates: Candidate[] = [];
    const crashes: FoundCrash[] = [];
    inputs.forEach((input, i) => {
      countEffort(effort, i % 7, 1);
      const features = featuresOf(numberIn(input), this.off);
      for (const feature of features) hits.set(feature, (hits.get(feature) ?? 0) + 1);
      this.allowances[numberIn(input) % 2]++;
      this.compared[0]++;
      if (numberIn(input) % 3 === 0) this.compared[1]++;
      const finding = findingOf(numberIn(input), this.off);
      if (finding !== undefined) crashes.push({ input, finding, exec: first + i });
      if (features.every((feature) => seenHere.has(feature))) return;
      for (const feature of features) seenHere.add(feature);
      const executed = Int32Array.of();
      candidates.push({ input, features, steps: 1, executed, exec: first + i, operators: i % 7 });
    });
    return {
      first,
      execs: inputs.length,
      steps: inputs.length,
      candidates,
      crashes,
      hits: Int32Array.from([...hits].flat()),
      effort,
      internal: [],
    };
  }
}
