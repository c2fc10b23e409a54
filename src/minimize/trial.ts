import type { Input } from '../input/layout.ts';
import { validate } from '../input/validate.ts';
import type { Executor } from '../judge/executor.ts';
import { type Finding, groupName } from '../judge/finding.ts';
import type { QuirkId } from '../machine/quirks.ts';

/** The part of an Executor that minimizing needs. */
export type Examiner = Pick<Executor, 'run' | 'isCausedBy' | 'isShownBy' | 'machine'>;

/** Another crash than the one that is minimized, met on the way. */
export interface Slip {
  readonly input: Input;
  readonly finding: Finding;
}

/** What a minimization works on, and what ends it. */
export interface TrialSettings {
  readonly examiner: Examiner;
  /** Executions after which no attempt is made any more. */
  readonly budget: number;
  /** Asked before each attempt: true ends the minimization with what it has. */
  readonly stopped: () => boolean;
  /** Told of every smaller input as soon as it is known to show the same crash. */
  readonly better: (input: Input, finding: Finding) => void;
}

/** A change of a copy; false if there is nothing to change. */
export type Change = (copy: Input) => boolean;

/**
 * The smallest input so far that shows one crash, and attempts to make it smaller. An attempt counts if the changed input
 * shows the same crash: same kind, role, state pair and deciding rule, and cured by each quirk that cured the first input.
 * Where those are enough for the crash of the first input they must stay so, lest the smaller one need, and name, another
 * defect beside them. Where they are not, because the first input has several ways to its crash, a smaller one with fewer
 * ways may be cured by more quirks: it says more.
 */
export class Trial {
  best: Input;
  finding: Finding;
  executions = 0;
  /** First sight of each other crash, by `kind/signature`. */
  readonly slips = new Map<string, Slip>();
  private readonly settings: TrialSettings;
  private readonly name: string;
  private readonly causes: readonly QuirkId[];
  /** The causes are enough for the crash, all other quirks being off. */
  private readonly needsNoOther: boolean;
  private readonly tried = new Set<number>();

  /** `finding` is what `input` shows; `causes` the quirks each of which alone cures it. */
  constructor(input: Input, finding: Finding, causes: readonly QuirkId[], settings: TrialSettings) {
    this.best = input.slice();
    this.finding = finding;
    this.settings = settings;
    this.name = groupName(finding);
    this.causes = causes;
    this.executions++;
    this.needsNoOther = settings.examiner.isShownBy(causes, input, finding);
    this.tried.add(keyOf(this.best));
  }

  /** The machine of the last run, for passes that read what an execution came to. */
  get machine(): Examiner['machine'] {
    return this.settings.examiner.machine;
  }

  /** No further attempt will be made: the budget is spent or the caller has had enough. */
  get isOver(): boolean {
    return this.executions >= this.settings.budget || this.settings.stopped();
  }

  /**
   * Runs a changed copy of the smallest input, without validating it, and leaves {@link Trial.machine} in the state reached. Counts as
   * an execution whatever the budget.
   */
  replay(change: Change): void {
    const copy = this.best.slice();
    change(copy);
    this.executions++;
    this.settings.examiner.run(copy);
  }

  /** Tries a changed copy; true if it shows the same crash and is now the smallest. */
  attempt(change: Change): boolean {
    if (this.isOver) return false;
    const copy = this.best.slice();
    if (!change(copy) || validate(copy) !== undefined) return false;
    const key = keyOf(copy);
    if (this.tried.has(key)) return false;
    this.tried.add(key);
    const found = this.run(copy);
    if (found === undefined || groupName(found) !== this.name || !this.isOfSameCause(copy, found))
      return false;
    this.best = copy;
    this.finding = found;
    this.settings.better(copy, found);
    return true;
  }

  private run(copy: Input): Finding | undefined {
    this.executions++;
    const found = this.settings.examiner.run(copy);
    if (found === undefined) return undefined;
    const name = groupName(found);
    if (name !== this.name && !this.slips.has(name)) this.slips.set(name, { input: copy, finding: found });
    return found;
  }

  private isOfSameCause(copy: Input, found: Finding): boolean {
    for (const id of this.causes) {
      this.executions++;
      if (!this.settings.examiner.isCausedBy(id, copy, found)) return false;
    }
    if (!this.needsNoOther) return true;
    this.executions++;
    return this.settings.examiner.isShownBy(this.causes, copy, found);
  }
}

/** A 53-bit hash of the words of an input: two 32-bit multiplicative hashes side by side. */
function keyOf(input: Input): number {
  let a = 0x811c9dc5 | 0;
  let b = 0x1b873593;
  for (let i = 0; i < input.length; i++) {
    if (input[i] === 0) continue;
    a = Math.imul(a ^ input[i] ^ Math.imul(i, 0x2c1b3c6d), 0x01000193);
    b = Math.imul(b ^ input[i], 0x5bd1e995) + i;
    b ^= b >>> 15;
  }
  return (a >>> 0) * 0x20_0000 + (b >>> 11);
}
