/** Runs one input on machine and reference and judges the run. */
import { invariant } from '../bits/errors.ts';
import { type Input, STEPS } from '../input/layout.ts';
import { Auditor, type Violation } from '../machine/auditor.ts';
import type { Comparisons } from '../machine/comparisons.ts';
import { type Design, withoutQuirks } from '../machine/design.ts';
import { Machine } from '../machine/machine.ts';
import { type Probe, SILENT } from '../machine/probe.ts';
import { QUIRK_IDS, type QuirkId } from '../machine/quirks.ts';
import { ALLOWANCES } from '../oracle/allowances.ts';
import type { Reference } from '../oracle/reference.ts';
import { resetEqualsFresh } from './canary.ts';
import { Compared } from './compared.ts';
import { digestOf } from './digest.ts';
import { executedInstructions } from './executed.ts';
import { type Finding, groupName } from './finding.ts';
import { isStuck } from './hang.ts';
import { Lockstep } from './lockstep.ts';
import { deathOf } from './stopped.ts';
import { Twins } from './twins.ts';

export interface ExecutorOptions {
  /** Compare with the reference. */
  readonly oracle: boolean;
  /** Audit TLB entries and dirty bits. */
  readonly auditor: boolean;
  /** Audit every live entry after every step. */
  readonly paranoid: boolean;
  /** Run twins of a sample of the clean runs; for a design without quirks, with the oracle. */
  readonly twins?: boolean;
}

/** Runs between two looks at the canary. */
const CANARY_EVERY = 1 << 16;
const NO_FLUSH = -1;
/** The state pair of what the auditor finds. */
const BROKEN = 'broken';

export class Executor {
  readonly machine: Machine;
  readonly reference: Reference;
  /** Uses of each allowance since construction. */
  readonly allowances = new Int32Array(ALLOWANCES.length);
  /** How much of what the runs since construction did was compared in full. */
  readonly compared = new Compared();
  /** As given, and as it is at present ({@link switchOff}). */
  private readonly whole: Design;
  private design: Design;
  private readonly options: ExecutorOptions;
  private readonly auditor: Auditor;
  private readonly lockstep: Lockstep;
  private readonly twins: Twins | undefined;
  private spare: Executor | undefined;
  private runs = 0;

  constructor(design: Design, probe: Probe, options: ExecutorOptions) {
    this.whole = design;
    this.design = design;
    this.options = options;
    this.machine = new Machine(design, probe);
    this.auditor = new Auditor(this.machine);
    this.lockstep = new Lockstep(this.machine);
    this.reference = this.lockstep.reference;
    this.twins = options.twins === true ? new Twins(design) : undefined;
    if (options.auditor) this.machine.observer = this.auditor;
    this.auditor.everyEntry = options.paranoid;
  }

  /** Steps of the last run. */
  get steps(): number {
    return this.machine.steps;
  }

  /**
   * Runs a valid input from a reset; its crash, if it has one. Throws InvariantError for a fault of our own. After a
   * finding of kind stale-translation the machine is in the state of the run that showed it.
   */
  run(input: Input): Finding | undefined {
    if (++this.runs % CANARY_EVERY === 0) resetEqualsFresh(this.machine, this.design);
    const lockstep = this.execute(input, NO_FLUSH);
    this.countCompared();
    const { violations } = this.auditor;
    if (lockstep === undefined && violations.length === 0) this.compareTwins(input);
    if (lockstep === undefined) return violations.length === 0 ? undefined : this.audited(violations);
    const beside = violations.filter((v) => v.step <= lockstep.step).map(nameOf);
    const isStale = lockstep.kind === 'permission-mismatch' && this.curedByFlush(input, lockstep.step);
    return isStale ? { ...staleOf(lockstep), beside } : { ...lockstep, beside };
  }

  /** From the next run on the quirks `off` of the design that was given are off, and no others. */
  switchOff(off: readonly QuirkId[]): void {
    if (off.length === 0 && this.design === this.whole) return;
    this.become(off.length === 0 ? this.whole : withoutQuirks(this.whole, off));
  }

  private become(design: Design): void {
    this.design = design;
    Object.assign(this.machine.quirks, design.quirks);
    this.spare?.become(design);
  }

  /**
   * Runs a valid input on the machine alone and tells `hear` what it compared ({@link Comparisons}). The design is the
   * whole one, whatever is switched off: what is heard depends on the input only.
   */
  listen(input: Input, hear: (comparisons: Comparisons) => void): void {
    const { machine } = this;
    const { comparisons } = machine.parts;
    const { observer } = machine;
    Object.assign(machine.quirks, this.whole.quirks);
    machine.observer = undefined;
    comparisons.listens = true;
    machine.load(input);
    machine.run();
    machine.observer = observer;
    comparisons.listens = false;
    Object.assign(machine.quirks, this.design.quirks);
    hear(comparisons);
    comparisons.clear();
  }

  /** Indices of the instructions of the input that the last run, which was its, executed. */
  executed(input: Input): Int32Array {
    return executedInstructions(input, this.machine.trace, this.machine.steps);
  }

  /** Digest of the architectural state in which the last run ended. */
  digest(): string {
    return digestOf(this.machine);
  }

  /** The switches of the design each of whose removal alone makes the finding disappear. */
  causes(input: Input, finding: Finding): readonly QuirkId[] {
    const other = this.switchable();
    return QUIRK_IDS.filter((id) => this.design.quirks[id] && other.isCuredWithout(id, input, finding));
  }

  /** True if switching `id` off makes the finding of this input disappear. */
  isCausedBy(id: QuirkId, input: Input, finding: Finding): boolean {
    return this.switchable().isCuredWithout(id, input, finding);
  }

  /** True if the switches `ids` of the design are enough for the finding of this input, all others being off. */
  isShownBy(ids: readonly QuirkId[], input: Input, finding: Finding): boolean {
    return this.switchable().isShownWith(ids, input, finding);
  }

  /** An executor of the same design whose quirks may be switched. */
  private switchable(): Executor {
    this.spare ??= new Executor(this.design, SILENT, { ...this.options, twins: false });
    return this.spare;
  }

  private isCuredWithout(id: QuirkId, input: Input, finding: Finding): boolean {
    const { quirks } = this.machine;
    quirks[id] = false;
    const cured = this.isCured(input, finding);
    quirks[id] = true;
    return cured;
  }

  private isShownWith(ids: readonly QuirkId[], input: Input, finding: Finding): boolean {
    const { quirks } = this.machine;
    for (const id of QUIRK_IDS) quirks[id] = this.design.quirks[id] && ids.includes(id);
    const found = this.run(input);
    Object.assign(quirks, this.design.quirks);
    if (found === undefined) return false;
    const name = groupName(finding);
    return groupName(found) === name || this.violationNames().includes(name);
  }

  private isCured(input: Input, finding: Finding): boolean {
    const found = this.run(input);
    if (found === undefined) return true;
    const name = groupName(finding);
    if (groupName(found) === name || this.violationNames().includes(name)) return false;
    // What the auditor finds now was hidden by the finding; what comes later is another matter.
    return isAudited(finding) || isAudited(found) || found.step > finding.step;
  }

  /** What the auditor found in the last run, `kind/signature` each. */
  violationNames(): readonly string[] {
    return this.auditor.violations.map(nameOf);
  }

  /** Machine, then reference in lockstep with its record; the first difference. */
  private execute(input: Input, flushBefore: number): Finding | undefined {
    const { machine, auditor } = this;
    auditor.reset();
    machine.load(input);
    machine.flushBefore = flushBefore;
    machine.run();
    if (this.options.auditor && machine.stop === 0) auditor.checkRest(machine.steps);
    const difference = this.options.oracle ? this.compare(input) : undefined;
    return difference ?? deathOf(machine, machine.steps) ?? this.stuck(input[STEPS]);
  }

  private compare(input: Input): Finding | undefined {
    const found = this.lockstep.compare(input);
    for (let i = 0; i < this.allowances.length; i++) this.allowances[i] += this.reference.allowances[i];
    return found;
  }

  private countCompared(): void {
    const { trace, steps } = this.machine;
    this.compared.count(trace, steps, this.options.oracle ? this.lockstep : undefined);
  }

  /** Compares a run without a finding with its twins', if it is one of the sample. */
  private compareTwins(input: Input): void {
    const { twins, machine } = this;
    if (twins === undefined || !twins.isSampled(machine)) return;
    const difference = twins.difference(input, machine, this.reference);
    invariant(difference === undefined, `twins of a run: ${difference}`);
  }

  private stuck(budget: number): Finding | undefined {
    const { trace, steps } = this.machine;
    if (!isStuck(trace, steps, budget)) return undefined;
    return {
      kind: 'hang',
      role: 'machine',
      states: 'stuck',
      rule: 'instruction-retires',
      step: steps - 1,
      detail: 'the step budget is spent and no instruction got past its watchpoint',
      beside: [],
    };
  }

  /** True if a TLB flush just before the failing step makes the machine do what the rules require there. */
  private curedByFlush(input: Input, step: number): boolean {
    const again = this.execute(input, step);
    const cured = again === undefined || again.step > step;
    this.execute(input, NO_FLUSH);
    return cured;
  }

  private audited(violations: readonly Violation[]): Finding {
    const first = violations[0];
    const beside = violations.slice(1).map(nameOf);
    return { kind: first.kind, ...partsOf(first), step: first.step, detail: first.detail, beside };
  }
}

/**
 * One cached entry serves every type of access: which one met it says nothing about the defect, nor does the kind of slot
 * that grants it now.
 */
function staleOf(finding: Finding): Finding {
  const rule = finding.rule.replace(/-by-.*$/, '');
  return { ...finding, kind: 'stale-translation', role: 'access', rule };
}

/** True for what the auditor found, false for a difference from the reference and the death of the machine. */
export function isAudited(finding: Finding): boolean {
  return finding.states === BROKEN;
}

function partsOf(violation: Violation) {
  return { role: violation.role, states: BROKEN, rule: violation.rule };
}

function nameOf(violation: Violation): string {
  return groupName({ kind: violation.kind, ...partsOf(violation) });
}
