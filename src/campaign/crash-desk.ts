import { InvariantError, invariant } from '../bits/errors.ts';
import type { FoundCrash } from '../fuzzer/fuzzer.ts';
import type { Input } from '../input/layout.ts';
import type { Executor } from '../judge/executor.ts';
import { type Finding, groupName, signature } from '../judge/finding.ts';
import { type Design, designLine, withoutQuirks } from '../machine/design.ts';
import { QUIRK_IDS, type QuirkId } from '../machine/quirks.ts';
import type { CrashFolder, Observed } from '../store/crash-folder.ts';
import { type CrashRecord, type Minimization, RECORD_SCHEMA } from '../store/crash-record.ts';
import { plainSignature, signatureBehind } from './behind.ts';
import type { CrashGroup } from './state.ts';

/** The part of an Executor that looks at crashes. */
export type Examiner = Pick<Executor, 'run' | 'digest' | 'causes' | 'switchOff'>;

/** What the desk writes into every record, and where. */
export interface DeskSettings {
  readonly folder: Pick<CrashFolder, 'write'>;
  readonly version: string;
  readonly design: Design;
  readonly seed: string;
  /** A smaller input with the same crash, and other crashes met on the way. */
  minimize(input: Input, finding: Finding, causes: readonly QuirkId[]): Smaller;
  /** The text of `explanation.txt`. */
  explain(design: Design, input: Input, finding: Finding, causes: readonly QuirkId[]): string;
}

/** What minimizing came to. */
export interface Smaller extends Pick<Minimization, 'executions' | 'isMinimal'> {
  readonly input: Input;
  readonly slips: readonly { readonly input: Input; readonly finding: Finding }[];
}

/**
 * What became of a crash: its group if it is new and real, groups met while it was minimized, and what was wrong with
 * ourselves on the way.
 */
export interface DeskResult {
  readonly groups: readonly CrashGroup[];
  readonly faults: readonly string[];
}

/** A crash with the quirks that were switched off when it was found. */
export interface DesignCrash extends FoundCrash {
  readonly off: readonly QuirkId[];
}

interface Sight extends Observed {
  readonly finding: Finding;
}

const NOTHING: DeskResult = { groups: [], faults: [] };

/**
 * Keeps one crash per group: sees it happen again, looks for its causes, makes it small, stores it. A crash that was found
 * with quirks switched off is of a group of its own if each group of its signature has a cause among them.
 */
export class CrashDesk {
  private readonly examiner: Examiner;
  private readonly settings: DeskSettings;
  /** By kind and signature of findings, the causes of each group. */
  private readonly known = new Map<string, (readonly string[])[]>();
  /** `<kind>/<signature>` of all groups. */
  private readonly names = new Set<string>();

  constructor(examiner: Examiner, settings: DeskSettings, known: readonly CrashGroup[]) {
    this.examiner = examiner;
    this.settings = settings;
    for (const { kind, signature: text, causes } of known) {
      this.enter(`${kind}/${plainSignature(text)}`, causes);
      this.names.add(`${kind}/${text}`);
    }
  }

  /** Takes a crash that was found at campaign time `atMs`; one of a known group is nothing. */
  take(found: DesignCrash, atMs: number): DeskResult {
    return this.takeFrom(found, atMs, undefined);
  }

  /** `metWhile`: the group that was being made small. */
  private takeFrom(found: DesignCrash, atMs: number, metWhile: string | undefined): DeskResult {
    const name = groupName(found.finding);
    const off: readonly string[] = found.off;
    if (this.groupsOf(name).some((causes) => !causes.some((id) => off.includes(id)))) return NOTHING;
    this.examiner.switchOff(found.off);
    try {
      return this.file(found, name, atMs, metWhile);
    } catch (error) {
      if (!(error instanceof InvariantError)) throw error;
      this.enter(name, []);
      return { groups: [], faults: [error.message] };
    }
  }

  private groupsOf(name: string): readonly (readonly string[])[] {
    return this.known.get(name) ?? [];
  }

  private enter(name: string, causes: readonly string[]): void {
    this.known.set(name, [...this.groupsOf(name), causes]);
  }

  private file(found: DesignCrash, name: string, atMs: number, metWhile: string | undefined): DeskResult {
    const first = this.sight(found.input, name);
    const sure = this.examiner.causes(first.input, first.finding);
    const smaller = this.settings.minimize(first.input, first.finding, sure);
    const faults: string[] = [];
    const minimal = this.minimal(smaller.input, first, name, faults);
    // A large input may show one crash in two ways at once, so that no single quirk cures it.
    const causes = this.examiner.causes(minimal.input, minimal.finding);
    const { executions, isMinimal } = smaller;
    const slips = smaller.slips.map(({ finding }) => groupName(finding));
    const minimization = { executions, isMinimal, slips };
    const origin = metWhile === undefined ? {} : { metWhile };
    const record = { ...this.record(minimal, causes, found), ...origin, minimization };
    this.enter(name, causes);
    const groups = [...this.store(record, { minimal, first }, found, causes, atMs)];
    // A crash met on the way is a find like any other.
    for (const { input, finding } of smaller.slips) {
      const beside = this.takeFrom({ ...found, input, finding }, atMs, name);
      groups.push(...beside.groups);
      faults.push(...beside.faults);
    }
    return { groups, faults };
  }

  /** Writes a crash unless its name is taken, and tells of its group if it did. */
  private store(
    record: CrashRecord,
    { minimal, first }: { readonly minimal: Sight; readonly first: Sight },
    { exec, off }: DesignCrash,
    causes: readonly QuirkId[],
    atMs: number,
  ): readonly CrashGroup[] {
    const { kind, signature: text } = record;
    if (this.names.has(`${kind}/${text}`)) return [];
    this.names.add(`${kind}/${text}`);
    const design = withoutQuirks(this.settings.design, off);
    const explanation = this.settings.explain(design, minimal.input, minimal.finding, causes);
    this.settings.folder.write({ record, minimal, first, explanation });
    return [{ kind, signature: text, exec, atMs, causes }];
  }

  /** The smaller input; the first one if it does something else now, which is our own fault. */
  private minimal(smaller: Input, first: Sight, name: string, faults: string[]): Sight {
    try {
      return this.sight(smaller, name);
    } catch (error) {
      if (!(error instanceof InvariantError)) throw error;
      faults.push(`minimized: ${error.message}`);
      return first;
    }
  }

  private sight(input: Input, name: string): Sight {
    const finding = this.examiner.run(input);
    const seen = finding === undefined ? 'a clean run' : groupName(finding);
    invariant(finding !== undefined && seen === name, `a crash repeats: ${name} came back as ${seen}`);
    const { kind, step } = finding;
    const expectation = { kind, group: signature(finding), step, digest: this.examiner.digest() };
    return { input, finding, expectation };
  }

  private record(
    sight: Sight,
    causes: readonly QuirkId[],
    { exec: execution, off }: DesignCrash,
  ): CrashRecord {
    const { version, seed } = this.settings;
    const { finding, expectation } = sight;
    const { kind, group } = expectation;
    const design = withoutQuirks(this.settings.design, off);
    const isFirst = this.groupsOf(groupName(finding)).length === 0;
    return {
      schema: RECORD_SCHEMA,
      version,
      kind,
      signature: isFirst ? group : signatureBehind(group, causes),
      design: designLine(design),
      quirks: QUIRK_IDS.filter((id) => design.quirks[id]),
      causes,
      seed,
      execution,
      address: `${seed}:${execution}`,
      step: expectation.step,
      digest: expectation.digest,
      role: finding.role,
      states: finding.states,
      rule: finding.rule,
      beside: finding.beside,
    };
  }
}
