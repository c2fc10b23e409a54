import type { SearchPlan } from '../../fuzzer/plan.ts';
import type { ChunkReport } from '../crew/crew.ts';
import { type Phase, phaseAfter, UNIFORM_SHARES } from '../phase.ts';
import type { CampaignState, CorpusMember, CrashGroup } from '../state.ts';
import { Frequencies } from './frequencies.ts';
import { NamedCounts } from './named-counts.ts';

/** Names of what a {@link ChunkReport} counts, in its order. */
export interface CountNames {
  readonly allowances: readonly string[];
  readonly compared: readonly string[];
}

/** The running account of a campaign: a {@link CampaignState} that grows. */
export class Ledger {
  next: number;
  epoch: number;
  internalErrors: number;
  /** Executions until the last news ({@link phaseAfter}). */
  newsAt: number;
  readonly groups: CrashGroup[];
  readonly frequencies: Frequencies;
  private corpus: CorpusMember[];
  private steps: number;
  private readonly seeds: Set<string>;
  private readonly allowances: NamedCounts;
  private readonly compared: NamedCounts;
  private readonly opened: CampaignState;

  constructor(state: CampaignState, names: CountNames) {
    this.opened = state;
    this.next = state.next;
    this.epoch = state.epoch;
    this.steps = state.steps;
    this.newsAt = state.newsAt;
    this.internalErrors = state.internalErrors;
    this.seeds = new Set(state.seeds);
    this.corpus = [...state.corpus];
    this.groups = [...state.groups];
    this.allowances = new NamedCounts(names.allowances, state.allowances);
    this.compared = new NamedCounts(names.compared, state.compared);
    this.frequencies = Frequencies.fromJson(state.frequencies);
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
    return { uniform: UNIFORM_SHARES[this.phase] };
  }

  /** Counts the steps and allowances of a report, and what was compared. */
  count({ result, allowances, compared }: ChunkReport): void {
    this.steps += result.steps;
    this.allowances.add(allowances);
    this.compared.add(compared);
  }

  /** True the first time that a seed of this identity comes. */
  isNewSeed(id: string): boolean {
    return !this.seeds.has(id);
  }

  /** Remembers that a seed was run. */
  addSeed(id: string): void {
    this.seeds.add(id);
  }

  /** Enters an admitted input. */
  addMember(member: CorpusMember): void {
    this.corpus.push(member);
  }

  /** Replaces the corpus by those of its members that were admitted again. */
  keepMembers(members: readonly CorpusMember[]): void {
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
      seeds: [...this.seeds],
      corpus: this.corpus,
      groups,
      allowances,
      compared,
      frequencies: this.frequencies.toJson(),
    };
  }
}
