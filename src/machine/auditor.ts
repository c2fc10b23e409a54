/**
 * Looks at TLB entries and dirty bits at rest, between instructions, without a reference: does an entry hold what its own
 * design would put there now, and is every store seen by dirty logging and by cached code?
 * @source tlb-iommu-path.md section 7
 */
import { NOTE_WORDS } from './journal.ts';
import type { Machine, StepObserver } from './machine.ts';
import { DIRTY_CODE, DIRTY_MIGRATION, DIRTY_VGA } from './memory/ram.ts';
import { COUNT, STORE } from './status.ts';
import { AUDITED, isEmpty, TLB_DISCARD_WRITE, TLB_MMIO } from './tlb/entry.ts';
import { Audit, brokenEntryRule, brokenTypeRule, isForOneUse, isValid } from './tlb/invariants.ts';
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

  /** After every step all live entries are looked at, not only the used ones. */
  everyEntry = false;

  private readonly machine: Machine;
  private readonly audit: Audit;

  constructor(machine: Machine) {
    this.machine = machine;
    const { tlb, translator, bus, watchpoints } = machine.parts;
    this.audit = new Audit(tlb, translator, bus, watchpoints);
  }

  /** Forgets the last run. */
  reset(): void {
    this.violations.length = 0;
  }

  /** The entries that the step used, its notdirtyWrites and its stores. */
  afterStep(step: number): void {
    const { journal } = this.machine.parts;
    if (this.everyEntry) this.checkAll(step);
    else if (!this.machine.flushOutstanding) {
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
      if (!isValid(tlb, e, type) || isForOneUse(tlb, e, type)) continue;
      lasting = true;
      audit.type = type;
      const rule = brokenTypeRule(audit);
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
    const { notDirty } = this.machine.parts.journal;
    const type = notDirty[at + 2];
    const flags = notDirty[at + 3];
    const role = ROLES[type];
    if (type !== STORE)
      this.report('flag-pollution', 'notdirty-write-is-for-stores', role, step, 'a load asked for it');
    if ((flags & (TLB_MMIO | TLB_DISCARD_WRITE)) !== 0) {
      this.report(
        'flag-pollution',
        'notdirty-write-is-for-ram',
        role,
        step,
        'the target is not writable RAM',
      );
    } else if (notDirty[at] !== notDirty[at + 4]) {
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
    const { journal, ram, blocks } = this.machine.parts;
    const address = journal.stores[at];
    const size = journal.stores[at + 1];
    const page = address >>> 12;
    const bits = ram.dirty[page];
    const where = `RAM address 0x${address.toString(16)}, dirty bits ${bits}`;
    if ((bits & (DIRTY_VGA | DIRTY_MIGRATION)) !== (DIRTY_VGA | DIRTY_MIGRATION)) {
      this.report('lost-dirty', 'stored-page-is-dirty', 'store', step, where);
    } else if (journal.stores[at + 2] === 1 && !this.covered(address, size)) {
      this.report('lost-dirty', 'clean-page-asks-first', 'store', step, where);
    }
    if (ram.heldCode[page] === 0) return;
    if (blocks.reaches(address, size))
      this.report('lost-dirty', 'overwritten-block-is-gone', 'store', step, where);
    if ((ram.dirty[page] & DIRTY_CODE) !== 0 && blocks.pageHasBlocks(page)) {
      this.report('lost-dirty', 'page-with-code-is-protected', 'store', step, where);
    }
  }

  /** True if a notdirtyWrite of this step covers the bytes. */
  private covered(address: number, size: number): boolean {
    const { journal } = this.machine.parts;
    for (let i = 0; i < journal.notDirtyCount; i++) {
      const from = journal.notDirty[i * NOTE_WORDS];
      if (from <= address && address + size <= from + journal.notDirty[i * NOTE_WORDS + 1]) return true;
    }
    return false;
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
