/** Which quirks a crash comes from, found by switching them. */
import type { Input } from '../input/layout.ts';
import { Executor } from '../judge/executor.ts';
import { type Finding, groupName } from '../judge/finding.ts';
import { type Design, parseDesign } from '../machine/design.ts';
import { SILENT } from '../machine/probe.ts';
import { QUIRK_IDS, type QuirkId } from '../machine/quirks.ts';
import { RECORD } from '../trace/record.ts';
import { type Crash, type Fate, fateOf } from './fate.ts';
import { smallestSet } from './smallest-set.ts';
import { sufficientSets } from './sufficient-sets.ts';

/** Quirks in the order of the registry. */
export type QuirkSet = readonly QuirkId[];

/**
 * Where a crash comes from: known quirks; the TLB design itself, which shows it with every quirk off while the v2 TLB does
 * not; or nothing that is known.
 */
export type Origin = 'quirks' | 'tlb-design' | 'unknown';

/** The result of switching quirks under one crash. */
export interface Blame {
  readonly finding: Finding;
  readonly origin: Origin;
  /** Without any one of these the crash is gone, and all that the guest saw before it is as it was. */
  readonly necessary: QuirkSet;
  /** Without any one of these another crash takes its place, or what came before it changed: hidden, not cured. */
  readonly masked: QuirkSet;
  /** The smallest set found whose removal cures it, where no single quirk does; else empty. */
  readonly cure: QuirkSet;
  /**
   * Sets that show the crash with nothing else on, none of which can do without any element. Two of them share only
   * necessary quirks.
   */
  readonly sufficient: readonly QuirkSet[];
  /** The TLB's design is necessary too: with the same quirks the v2 TLB does not show it. */
  readonly needsTlb: boolean;
  /** Executions that it took. */
  readonly executions: number;
}

/** Blames the crashes of one design; holds a machine and a reference of its own. */
export class Blamer {
  private readonly design: Design;
  private readonly on: QuirkSet;
  private readonly executor: Executor;
  private v2: Executor | undefined;

  constructor(design: Design) {
    this.design = design;
    this.on = QUIRK_IDS.filter((id) => design.quirks[id]);
    this.executor = newExecutor(design);
  }

  /** The blame for what a valid `input` shows on the design; undefined if it runs clean there. */
  blame(input: Input): Blame | undefined {
    choose(this.executor, this.on);
    const finding = this.executor.run(input);
    if (finding === undefined) return undefined;
    const { trace, steps } = this.executor.machine;
    const before = Math.min(finding.step, steps);
    const past = trace.slice(0, before * RECORD);
    const given: Case = { input, finding, name: groupName(finding), past, before, executions: 1 };
    return { finding, ...this.judge(given), executions: given.executions };
  }

  private judge(given: Case) {
    const single = this.on.map((id) => ({ id, fate: this.fate(given, without(this.on, [id])) }));
    const necessary = single.filter(({ fate }) => fate === 'cured').map(({ id }) => id);
    const masked = single.filter(({ fate }) => fate === 'masked').map(({ id }) => id);
    const needsTlb = !this.showsOnV2(given, this.on);
    const common = { necessary, masked, needsTlb };
    const bare = this.fate(given, []);
    if (bare === 'same') {
      const origin: Origin = this.showsOnV2(given, []) ? 'unknown' : 'tlb-design';
      return { ...common, origin, cure: [], sufficient: [[]] };
    }
    const isShown = (set: QuirkSet) => this.fate(given, set) === 'same';
    const sufficient = sufficientSets(this.on, necessary, isShown);
    const origin: Origin = 'quirks';
    const isCured = (set: QuirkSet) => this.fate(given, without(this.on, set)) === 'cured';
    const cure = necessary.length === 0 && bare === 'cured' ? smallestSet(this.on, isCured) : [];
    return { ...common, origin, cure, sufficient };
  }

  /** Whether the v2 TLB shows the crash with exactly the quirks of `set` on. */
  private showsOnV2(given: Case, set: QuirkSet): boolean {
    if (this.design.tlb === 'v2') return true;
    this.v2 ??= newExecutor(parseDesign('posted'));
    choose(this.v2, set);
    given.executions++;
    return shows(this.v2, given);
  }

  /** What becomes of the crash with exactly the quirks of `set` on. */
  private fate(given: Case, set: QuirkSet): Fate {
    choose(this.executor, set);
    given.executions++;
    const found = this.executor.run(given.input);
    const { machine } = this.executor;
    return fateOf(given, { found, beside: this.executor.violationNames(), machine });
  }
}

/** One crash under examination. */
interface Case extends Crash {
  readonly input: Input;
  executions: number;
}

/** The quirks that a blame names: the necessary ones, or else every one of the smallest sets. */
export function blamed({ necessary, cure, sufficient }: Blame): QuirkSet {
  if (necessary.length > 0) return necessary;
  return QUIRK_IDS.filter((id) => cure.includes(id) || sufficient.some((set) => set.includes(id)));
}

function without(set: QuirkSet, gone: QuirkSet): QuirkSet {
  return set.filter((id) => !gone.includes(id));
}

function choose({ machine: { quirks } }: Executor, set: QuirkSet): void {
  for (const id of QUIRK_IDS) quirks[id] = set.includes(id);
}

/** Whether a run shows the crash, as its own finding or beside it. */
function shows(executor: Executor, { input, name }: Case): boolean {
  const found = executor.run(input);
  return found !== undefined && (groupName(found) === name || executor.violationNames().includes(name));
}

function newExecutor(design: Design): Executor {
  return new Executor(design, SILENT, { oracle: true, auditor: true, paranoid: false });
}
