import type { SearchPlan } from '../../fuzzer/plan.ts';
import { Yields } from '../../fuzzer/yields.ts';
import type { ChunkReport } from '../crew/crew.ts';
import { type Phase, phaseAfter, UNIFORM_SHARES } from '../phase.ts';
import type { StageCursor } from '../stages.ts';
import type { CampaignState, CorpusMember, CrashGroup } from '../state.ts';
import { Frequencies } from './frequencies.ts';
import { NamedCounts } from './named-counts.ts';

/** Executions after which what operators have brought counts half. */
const HALF_LIFE = 0x4_0000;

/** Names of what a {@link ChunkReport} counts, in its order. */
export interface CountNames {
  readonly allowances: readonly string[];
  readonly compared: readonly string[];
}

/** The running account of a campaign: a {@link CampaignState} that grows. */
export class Ledger {
  epoch: number;
  internalErrors: number;
  /** Executions until the last news ({@link phaseAfter}). */
  newsAt: number;
  stage: StageCursor;
  readonly groups: CrashGroup[];
  readonly frequencies: Frequencies;
  private executions: number;
  private corpus: CorpusMember[];
  private steps: number;
  private readonly seeds: Set<string>;
  private readonly allowances: NamedCounts;
  private readonly compared: NamedCounts;
  private readonly yields: Yields;
  private readonly opened: CampaignState;

  constructor(state: CampaignState, names: CountNames) {
    this.opened = state;
    this.executions = state.next;
    this.epoch = state.epoch;
    this.steps = state.steps;
    this.newsAt = state.newsAt;
    this.stage = state.stage;
    this.internalErrors = state.internalErrors;
    this.seeds = new Set(state.seeds);
    this.corpus = [...state.corpus];
    this.groups = [...state.groups];
    this.allowances = new NamedCounts(names.allowances, state.allowances);
    this.compared = new NamedCounts(names.compared, state.compared);
    this.frequencies = Frequencies.fromJson(state.frequencies);
    this.yields = new Yields(state.operators);
  }

  /** Index of the next execution. */
  get next(): number {
    return this.executions;
  }

  /** Goes on by so many executions; to be called before what they brought is entered. */
  advance(execs: number): void {
    const before = Math.floor(this.executions / HALF_LIFE);
    this.executions += execs;
    if (Math.floor(this.executions / HALF_LIFE) > before) this.yields.fade();
  }

  /** Executions since the ledger was opened. */
  get sessionExecs(): number {
    return this.next - this.opened.next;
  }

  /** Crash groups since the ledger was opened. */
  get sessionGroups(): readonly CrashGroup[] {
    return this.groups.slice(this.opened.groups.length);
  }

  /** Own faults since the ledger was opened. */
  get sessionErrors(): number {
    return this.internalErrors - this.opened.internalErrors;
  }

  private get phase(): Phase {
    return phaseAfter(this.next - this.newsAt);
  }

  /** How to make inputs from here to the next border of epochs. */
  plan(): SearchPlan {
    return { uniform: UNIFORM_SHARES[this.phase], odds: this.yields.odds() };
  }

  /** Counts the steps and allowances of a report, what was compared, and what operators cost. */
  count({ result, allowances, compared }: ChunkReport): void {
    this.steps += result.steps;
    this.allowances.add(allowances);
    this.compared.add(compared);
    this.yields.spend(result.effort);
  }

  /** True the first time that a seed of this identity comes. */
  isNewSeed(id: string): boolean {
    return !this.seeds.has(id);
  }

  /** Remembers that a seed was run. */
  addSeed(id: string): void {
    this.seeds.add(id);
  }

  /** Enters an admitted input that brought `fresh` features. */
  addMember(member: CorpusMember, fresh: number): void {
    this.corpus.push(member);
    this.yields.credit(member.operators, fresh);
  }

  /** Replaces the corpus by those of its members that were admitted again; their stages stay done. */
  keepMembers(members: readonly CorpusMember[]): void {
    const kept = new Set(members);
    const { entry, step } = this.stage;
    const done = this.corpus.slice(0, entry).filter((member) => kept.has(member)).length;
    const isThere = entry < this.corpus.length && kept.has(this.corpus[entry]);
    this.stage = { entry: done, step: isThere ? step : 0 };
    this.corpus = [...members];
  }

  /** What the statistics show of it. */
  figures() {
    const { design, seed } = this.opened.identity;
    const { next: execs, steps, groups, internalErrors, newsAt, phase } = this;
    const { resumed } = this.opened;
    return {
      design,
      seed,
      execs,
      steps,
      corpus: this.corpus.length,
      groups,
      allowances: this.allowances.toJson(),
      compared: this.compared.toJson(),
      internalErrors,
      resumed,
      newsAt,
      phase,
      operators: this.yields.byName(),
      odds: this.yields.odds(),
      staged: this.stage.entry,
    };
  }

  /** The state at this moment, `elapsedMs` into the campaign. */
  stateAt(elapsedMs: number): CampaignState {
    const { steps, resumed, internalErrors, groups, allowances, compared } = this.figures();
    return {
      identity: this.opened.identity,
      next: this.next,
      epoch: this.epoch,
      steps,
      elapsedMs,
      resumed,
      internalErrors,
      newsAt: this.newsAt,
      stage: this.stage,
      seeds: [...this.seeds],
      corpus: this.corpus,
      groups,
      allowances,
      compared,
      frequencies: this.frequencies.toJson(),
      operators: this.yields.toJson(),
    };
  }
}
