/**
 * Looks at TLB entries and dirty bits at rest, between instructions, without a reference: does an entry hold what its own
 * design would put there now, and is every store seen by dirty logging and by cached code?
 * @source tlb-iommu-path.md section 7
 */
import { NOTE_WORDS } from './journal.ts';
import type { Machine, StepObserver } from './machine.ts';
import { COUNT } from './status.ts';
import {
  cleanPageAsksFirst,
  notDirtyWriteIsForRam,
  notDirtyWriteIsForStores,
  notDirtyWriteIsWhereDataMove,
  overwrittenBlockIsGone,
  pageWithCodeIsProtected,
  storedPageIsDirty,
} from './store-invariants.ts';
import { AUDITED, isEmpty } from './tlb/entry.ts';
import {
  Audit,
  brokenAbsentRule,
  brokenEntryRule,
  brokenTypeRule,
  isForOneUse,
  isValid,
} from './tlb/invariants.ts';
import { describeState, translationState } from './tlb/translation-state.ts';

/** A broken rule. Only the first of a run is kept as `first`; the others by name. */
export interface Violation {
  readonly kind: 'flag-pollution' | 'lost-dirty';
  readonly rule: string;
  /** Access type: load, store, fetch; or `entry`. */
  readonly role: string;
  readonly step: number;
  readonly detail: string;
}

const ROLES = ['load', 'store', 'fetch', 'entry'] as const;
const MAX_VIOLATIONS = 16;

export class Auditor implements StepObserver {
  /** Violations of the run, earliest first, at most one per kind, rule and role. */
  readonly violations: Violation[] = [];

  /** After every step all live entries and all pages with code are looked at, not only the used ones. */
  everyEntry = false;

  private readonly machine: Machine;
  private readonly audit: Audit;

  constructor(machine: Machine) {
    this.machine = machine;
    const { tlb, translator, bus, watchpoints } = machine.parts;
    this.audit = new Audit(tlb, translator, bus, watchpoints);
  }

  get everyStep(): boolean {
    return this.everyEntry;
  }

  /** Forgets the last run. */
  reset(): void {
    this.violations.length = 0;
  }

  /** The entries that the step used, its notdirtyWrites and its stores. */
  afterStep(step: number): void {
    const { journal } = this.machine.parts;
    if (this.everyEntry) {
      this.checkAll(step);
      this.checkCode(step);
    } else if (!this.machine.flushOutstanding) {
      for (let i = 0; i < journal.useCount; i++) {
        this.checkUsed(journal.uses[i * NOTE_WORDS], step);
      }
    }
    for (let i = 0; i < journal.notDirtyCount; i++) this.checkNotDirtyWrite(i * NOTE_WORDS, step);
    for (let i = 0; i < journal.storeCount; i++) this.checkStore(i * NOTE_WORDS, step);
  }

  /**
   * All live entries, at the end of a run. Those that were in order and have not changed are so still if the others are;
   * if one of the others is not, all are looked at, in the order in which {@link checkAll} does.
   */
  checkRest(step: number): void {
    const { tlb } = this.machine.parts;
    const before = this.violations.length;
    if (this.machine.flushOutstanding) return;
    for (let i = 0; i < tlb.touchedCount; i++) this.checkUsed(tlb.touched[i], step);
    if (this.violations.length === before) return;
    this.violations.length = before;
    this.checkAll(step);
  }

  /** All live entries; with `--paranoid` after every step. */
  checkAll(step: number): void {
    const { tlb } = this.machine.parts;
    if (this.machine.flushOutstanding) return;
    for (let i = 0; i < tlb.touchedCount; i++) this.checkEntry(tlb.touched[i], step);
  }

  private checkEntry(e: number, step: number): void {
    const { audit } = this;
    const { tlb } = audit;
    if (isEmpty(tlb.words, e)) return;
    audit.begin(e);
    let lasting = false;
    for (let type = 0; type < COUNT; type++) {
      audit.type = type;
      const isAbsent = !isValid(tlb, e, type);
      if (!isAbsent && isForOneUse(tlb, e, type)) continue;
      lasting ||= !isAbsent;
      const rule = isAbsent ? brokenAbsentRule(audit) : brokenTypeRule(audit);
      if (rule !== '') this.pollution(rule, type, step);
    }
    if (!lasting) return;
    const rule = brokenEntryRule(audit);
    if (rule !== '') this.pollution(rule, COUNT, step);
  }

  /** Looks at an entry unless it, the rules and the dirty bits are as they were when it was last found in order. */
  private checkUsed(e: number, step: number): void {
    const { tlb, bus, watchpoints } = this.audit;
    const stamp = this.machine.parts.ruleChanges + bus.ram.dirtyChanges + watchpoints.insertions;
    if (tlb.words[e + AUDITED] === stamp) return;
    const before = this.violations.length;
    this.checkEntry(e, step);
    if (this.violations.length === before) tlb.words[e + AUDITED] = stamp;
  }

  private checkNotDirtyWrite(at: number, step: number): void {
    const { parts } = this.machine;
    const role = ROLES[parts.journal.notDirty[at + 2]];
    if (!notDirtyWriteIsForStores(parts, at))
      this.report('flag-pollution', 'notdirty-write-is-for-stores', role, step, 'a load asked for it');
    if (!notDirtyWriteIsForRam(parts, at)) {
      this.report(
        'flag-pollution',
        'notdirty-write-is-for-ram',
        role,
        step,
        'the target is not writable RAM',
      );
    } else if (!notDirtyWriteIsWhereDataMove(parts, at)) {
      this.report(
        'flag-pollution',
        'notdirty-write-is-where-data-move',
        role,
        step,
        'another RAM address was marked',
      );
    }
  }

  private checkStore(at: number, step: number): void {
    const { parts } = this.machine;
    const page = parts.journal.stores[at] >>> 12;
    if (!storedPageIsDirty(parts, at)) this.lost('stored-page-is-dirty', at, step);
    else if (!cleanPageAsksFirst(parts, at)) this.lost('clean-page-asks-first', at, step);
    if (!overwrittenBlockIsGone(parts, at)) this.lost('overwritten-block-is-gone', at, step);
    if (!pageWithCodeIsProtected(parts, page)) this.lost('page-with-code-is-protected', at, step);
  }

  /** A store, the note at word `at`, broke a rule. */
  private lost(rule: string, at: number, step: number): void {
    const { journal, ram } = this.machine.parts;
    const address = journal.stores[at];
    const where = `RAM address 0x${address.toString(16)}, dirty bits ${ram.dirty[address >>> 12]}`;
    this.report('lost-dirty', rule, 'store', step, where);
  }

  /** All RAM pages that hold code. */
  private checkCode(step: number): void {
    const { parts } = this.machine;
    for (let page = 0; page < parts.ram.heldCode.length; page++) {
      if (pageWithCodeIsProtected(parts, page)) continue;
      const where = `RAM page 0x${page.toString(16)}, dirty bits ${parts.ram.dirty[page]}`;
      this.report('lost-dirty', 'page-with-code-is-protected', 'page', step, where);
    }
  }

  private pollution(rule: string, type: number, step: number): void {
    const { tlb, e, pageLo, pageHi } = this.audit;
    const state = translationState(tlb.words, e, tlb.isVictim(e));
    const page = `0x${(pageHi >>> 0).toString(16)}${(pageLo >>> 0).toString(16).padStart(8, '0')}`;
    this.report('flag-pollution', rule, ROLES[type], step, `entry of page ${page}: ${describeState(state)}`);
  }

  private report(kind: Violation['kind'], rule: string, role: string, step: number, detail: string): void {
    const seen = this.violations.some((v) => v.kind === kind && v.rule === rule && v.role === role);
    if (!seen && this.violations.length < MAX_VIOLATIONS)
      this.violations.push({ kind, rule, role, step, detail });
  }
}
