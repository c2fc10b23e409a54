import { setImmediate } from 'node:timers/promises';
import type { Candidate } from '../fuzzer/fuzzer.ts';
import { STAGE_OPERATOR } from '../fuzzer/operators.ts';
import { identity } from '../input/identity.ts';
import type { Input } from '../input/layout.ts';
import { validate } from '../input/validate.ts';
import type { CorpusFolder } from '../store/corpus-folder.ts';
import type { EvidenceFolder } from '../store/evidence-folder.ts';
import type { StoredInput } from '../store/input-file.ts';
import { quirksBehind, withBehind } from './behind.ts';
import { type CountNames, Ledger } from './books/ledger.ts';
import type { Minutes } from './books/minutes.ts';
import { type Budget, execsLeft, isSpent, type Spent, share } from './budget.ts';
import type { CrashDesk, DesignCrash } from './crash-desk.ts';
import type { ChunkHand } from './crew/chunk-hand.ts';
import {
  type Admission,
  admitAll,
  type ChunkFuzzer,
  type ChunkReport,
  type Crew,
  type Lesson,
} from './crew/crew.ts';
import { epochChunks } from './epoch.ts';
import { withStages } from './stages.ts';
import type { CampaignState, CorpusMember, CrashGroup } from './state.ts';
import type { Stats } from './stats.ts';

/** What a campaign is made of. */
export interface CampaignParts {
  /** The campaign's own fuzzer; it decides what is admitted. */
  readonly fuzzer: ChunkFuzzer;
  /** Runs single inputs with that fuzzer. */
  readonly hand: Pick<ChunkHand, 'runSeed'>;
  readonly crew: Crew;
  readonly desk: Pick<CrashDesk, 'take'>;
  readonly corpus: Pick<CorpusFolder, 'add' | 'read'>;
  readonly evidence: Pick<EvidenceFolder, 'add'>;
  readonly minutes: Minutes;
  readonly countNames: CountNames;
  readonly watcher: Watcher;
  /** Why findings of a group, `<kind>/<signature>`, are no news; undefined if they are. */
  knownReason(group: string): string | undefined;
  /** Milliseconds from any fixed moment. */
  clock(): number;
}

/** Who wants to hear of the campaign while it runs. */
export interface Watcher {
  /** After every epoch: how it stands, and the part of the budget that is used up, 0 to 1. */
  progress(stats: Stats, share: number): void;
  /** A group that this session met first; `known`: why it is no news. */
  group(group: CrashGroup, known: string | undefined): void;
}

/** How a session ended. */
export interface Outcome {
  readonly stats: Stats;
  /** Groups that this session found, without those that are known. */
  readonly groups: readonly CrashGroup[];
  /** Groups that this session met first and that are known. */
  readonly known: readonly CrashGroup[];
  /** Own faults of this session. */
  readonly internalErrors: number;
  /** True if a signal ended it before its budget was spent. */
  readonly interrupted: boolean;
}

/** Inputs that pass between two looks at the signal while the corpus is read. */
const BATCH = 64;
const NO_HITS = new Int32Array(0);

/**
 * One session of a campaign: reads the corpus back, runs seeds that are new to it, then epoch after epoch until the
 * budget is spent or the signal is raised. What it finds depends on identity, seeds and executions, never on the clock
 * or on who ran which chunk.
 */
export class Campaign {
  private readonly parts: CampaignParts;
  private readonly budget: Budget;
  private readonly opened: CampaignState;
  private readonly ledger: Ledger;
  private readonly startedAt: number;

  constructor(state: CampaignState, budget: Budget, parts: CampaignParts) {
    this.parts = parts;
    this.budget = budget;
    this.opened = state;
    this.ledger = new Ledger(state, parts.countNames);
    this.startedAt = parts.clock();
  }

  /**
   * Runs the session and saves its state at the end and now and then before. A signal abandons the epoch under way.
   * Rejects with InputError if the disk refuses, with InvariantError if a worker dies; the state saved last holds then.
   */
  async run(seeds: readonly StoredInput[], signal: AbortSignal): Promise<Outcome> {
    // A half-read corpus is not saved: it would lose the other half.
    if (!(await this.restore(signal))) return this.outcome(this.stats(), true);
    let undisturbed = await this.runSeeds(seeds, signal);
    while (undisturbed && !isSpent(this.budget, this.spent())) undisturbed = await this.runEpoch(signal);
    const stats = this.parts.minutes.close(this.ledger, this.parts.fuzzer, this.elapsedMs());
    return this.outcome(stats, !undisturbed);
  }

  private async restore(signal: AbortSignal): Promise<boolean> {
    const { fuzzer, hand, crew, corpus } = this.parts;
    const members: CorpusMember[] = [];
    let batch: Candidate[] = [];
    for (const member of this.opened.corpus) {
      const { id, exec, operators, behind } = member;
      const off = quirksBehind(this.opened.groups.slice(0, behind));
      const [candidate] = hand.runSeed(corpus.read(id), exec, off).result.candidates;
      if (candidate === undefined) continue;
      const again = { ...candidate, exec, operators };
      if (fuzzer.admit(again) === 0) continue;
      members.push(member);
      batch.push(again);
      if (batch.length < BATCH) continue;
      crew.learn({ candidates: batch, hits: NO_HITS, plan: this.ledger.plan() });
      batch = [];
      await setImmediate();
      if (signal.aborted) return false;
    }
    this.ledger.keepMembers(members);
    this.conclude({ candidates: batch, hits: this.ledger.frequencies.toPairs(), plan: this.ledger.plan() });
    return !signal.aborted;
  }

  private async runSeeds(seeds: readonly StoredInput[], signal: AbortSignal): Promise<boolean> {
    for (const [index, { input }] of seeds.entries()) {
      const id = identity(input);
      if (!this.ledger.isNewSeed(id)) continue;
      if (isSpent(this.budget, this.spent())) return true;
      const report = this.parts.hand.runSeed(input, this.ledger.next);
      this.ledger.addSeed(id);
      this.merge([report], 1);
      if (index % BATCH === 0) await setImmediate();
      if (signal.aborted) return false;
    }
    return true;
  }

  /** False if the epoch was abandoned. */
  private async runEpoch(signal: AbortSignal): Promise<boolean> {
    const { ledger, parts } = this;
    const plain = epochChunks(ledger.epoch, ledger.next, execsLeft(this.budget, this.spent()));
    const odds = ledger.plan().odds[STAGE_OPERATOR];
    const { chunks, cursor } = withStages(plain, ledger.stage, odds, parts.fuzzer);
    const reports = await parts.crew.runEpoch(withBehind(chunks, quirksBehind(ledger.groups)), signal);
    if (reports === undefined) return false;
    ledger.epoch++;
    ledger.stage = cursor;
    this.merge(
      reports,
      chunks.reduce((sum, chunk) => sum + chunk.execs, 0),
    );
    const stats = parts.minutes.note(ledger, parts.fuzzer, this.elapsedMs());
    parts.watcher.progress(stats, share(this.budget, this.spent()));
    return true;
  }

  /** Enters what `execs` executions brought: faults and crashes, then the corpus, in the order of the reports. */
  private merge(reports: readonly ChunkReport[], execs: number): void {
    const { ledger, parts } = this;
    const groups = ledger.groups.length;
    ledger.advance(execs);
    for (const report of reports) {
      ledger.count(report);
      for (const { input, exec, message } of report.result.internal) this.keepEvidence(input, exec, message);
      for (const crash of report.result.crashes) this.enterCrash({ ...crash, off: report.off });
    }
    const hits = concatenated(reports.map(({ result }) => result.hits));
    const known = slotsSeen(parts.fuzzer);
    const admissions = reports.flatMap(({ result, off }) => {
      const sound = result.candidates.filter((each) => this.isSound(each));
      const admitted = admitAll(parts.fuzzer, sound);
      for (const admission of admitted) this.enterMember(admission, off.length === 0 ? 0 : groups);
      return admitted;
    });
    if (slotsSeen(parts.fuzzer) > known) ledger.newsAt = ledger.next;
    ledger.frequencies.add(hits);
    const admitted = admissions.map(({ candidate }) => candidate);
    this.conclude({ candidates: admitted, hits, plan: ledger.plan() });
  }

  /** Tells all fuzzers of a lesson whose inputs the campaign's own one has admitted already. */
  private conclude(lesson: Lesson): void {
    const { fuzzer, crew } = this.parts;
    fuzzer.merge(lesson.hits);
    fuzzer.follow(lesson.plan);
    crew.learn(lesson);
  }

  /** An input that breaks its own layout could not be read back: it is a fault of ours, never stored as a find. */
  private isSound({ input, exec }: { readonly input: Input; readonly exec: number }): boolean {
    const flaw = validate(input);
    if (flaw !== undefined) this.keepEvidence(input, exec, `an input is valid: ${flaw}`);
    return flaw === undefined;
  }

  private enterMember({ candidate: { input, exec, operators }, fresh }: Admission, behind: number): void {
    const id = this.parts.corpus.add(input, { seed: this.opened.identity.seed, exec });
    this.ledger.addMember({ id, exec, operators, behind }, fresh);
  }

  private enterCrash(crash: DesignCrash): void {
    if (!this.isSound(crash)) return;
    const { groups, faults } = this.parts.desk.take(crash, this.elapsedMs());
    for (const fault of faults) this.keepEvidence(crash.input, crash.exec, fault);
    for (const group of groups) {
      this.ledger.groups.push(group);
      this.parts.watcher.group(group, this.knownReason(group));
    }
  }

  private keepEvidence(input: Input, exec: number, message: string): void {
    this.ledger.internalErrors++;
    const { design, seed } = this.opened.identity;
    this.parts.evidence.add(input, { design, seed, exec }, message);
  }

  private spent(): Spent {
    return {
      timeMs: this.parts.clock() - this.startedAt,
      execs: this.ledger.sessionExecs,
      groups: this.newGroups().length,
    };
  }

  private newGroups(): readonly CrashGroup[] {
    return this.ledger.sessionGroups.filter((group) => this.knownReason(group) === undefined);
  }

  private knownReason({ kind, signature }: CrashGroup): string | undefined {
    return this.parts.knownReason(`${kind}/${signature}`);
  }

  /** Campaign time, all sessions together, in whole milliseconds. */
  private elapsedMs(): number {
    return Math.round(this.opened.elapsedMs + this.parts.clock() - this.startedAt);
  }

  private stats(): Stats {
    return this.parts.minutes.stats(this.ledger, this.parts.fuzzer, this.elapsedMs());
  }

  private outcome(stats: Stats, interrupted: boolean): Outcome {
    const { ledger } = this;
    return {
      stats,
      groups: this.newGroups(),
      known: ledger.sessionGroups.filter((group) => this.knownReason(group) !== undefined),
      internalErrors: ledger.sessionErrors,
      interrupted,
    };
  }
}

/** Distinct feature slots that the corpus hits. */
function slotsSeen(fuzzer: Pick<ChunkFuzzer, 'features'>): number {
  return Object.values(fuzzer.features()).reduce((sum, count) => sum + count, 0);
}

function concatenated(arrays: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
