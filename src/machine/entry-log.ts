/**
 * A history of the soft-TLB's entries, for explanations: what each step used on the slow path, and every change of an
 * entry's translation state with the event that caused it. It listens where coverage listens, so that the machine runs
 * the same with and without it.
 */
import { RECORD } from '../trace/record.ts';
import { NOTE_WORDS } from './journal.ts';
import type { Machine, StepObserver } from './machine.ts';
import { SECTION_SPACE, SECTIONS } from './memory/section.ts';
import { DOMAIN_ENTRY, type Probe } from './probe.ts';
import { isEmpty, OBSERVED, PAGE_MASK, SECTION } from './tlb/entry.ts';
import { describeState, EVENT_FILL, EVENTS } from './tlb/translation-state.ts';

/** Names of the mmu indexes: the privilege, and S with SUM. */
const INDEX_NAMES = ['U', 'S', 'S+SUM', 'M'] as const;
const TYPE_NAMES = ['load', 'store', 'fetch'] as const;
const EMPTY = 'empty';

/** A page of virtual memory as the TLB keeps it: address in two halves, under an mmu index. */
export interface EntryName {
  /** `U`, `S`, `S+SUM` or `M`. */
  readonly index: string;
  readonly pageLo: number;
  readonly pageHi: number;
}

/** One event of an entry that changed its state or its page. */
export interface EntryChange extends EntryName {
  readonly step: number;
  /** It happened to the page's entry in the victim TLB. */
  readonly isVictim: boolean;
  /** fill, translate-load, translate-store, translate-fetch, swap, evict, reset-dirty, set-dirty, flush, notify, purge. */
  readonly event: string;
  /** The translation state in words; `empty` for an entry that holds no page. */
  readonly before: string;
  readonly after: string;
}

/** One use of an entry on the slow path. */
export interface EntryUse extends EntryName {
  readonly step: number;
  /** `load`, `store` or `fetch`. */
  readonly type: string;
  /** State when it was used. */
  readonly state: string;
  /** Step in which the entry was filled. */
  readonly filled: number;
}

/** An entry as it is, or as it was when something last happened. */
interface Sight {
  /** The page it holds, or held before it was emptied. */
  readonly name: EntryName | undefined;
  readonly isEmpty: boolean;
  /** The translation state at its last event, as the machine keeps it. */
  readonly state: number;
  /** Name of the space of the IOPMP that the last translation led to; empty: it led to none. */
  readonly space: string;
  readonly filled: number;
}

const UNTOUCHED: Sight = { name: undefined, isEmpty: true, state: 0, space: '', filled: 0 };

/** Probe and observer of one machine. Keeps what happened since {@link EntryLog.restart}. */
export class EntryLog implements Probe, StepObserver {
  readonly changes: EntryChange[] = [];
  readonly uses: EntryUse[] = [];
  private known = new Map<number, Sight>();
  private machine: Machine | undefined;
  /** The step whose uses were noted last, as its record's place, and how many of them. */
  private noted = { at: -1, count: 0 };

  /** Begins the log of the next run of `machine`, which has this as its probe and observer. */
  restart(machine: Machine): void {
    this.machine = machine;
    this.changes.length = 0;
    this.uses.length = 0;
    this.known = new Map();
    this.noted = { at: -1, count: 0 };
  }

  /** Ends the log: later runs are not recorded. */
  end(): void {
    this.machine = undefined;
  }

  /** Finds the entry that the machine tells an event of, and notes the change. */
  feature(domain: number, key: number): void {
    const { machine } = this;
    if (machine === undefined) return;
    this.noteUses(machine);
    if (domain !== DOMAIN_ENTRY) return;
    const { tlb } = machine.parts;
    const present = new Map<number, Sight>();
    const told: { e: number; event: number; isChange: boolean }[] = [];
    for (const e of tlb.touched.subarray(0, tlb.touchedCount)) {
      const now = this.look(e, machine);
      present.set(e, now);
      const was = this.known.get(e) ?? UNTOUCHED;
      const event = this.eventOf(key, was, now);
      if (event >= 0) told.push({ e, event, isChange: now.state !== was.state || !isSame(now, was) });
    }
    const changes = told.filter((each) => each.isChange);
    const chosen = changes.length > 0 ? changes[0] : told.length === 1 ? told[0] : undefined;
    if (chosen !== undefined) this.note(chosen.e, chosen.event, present, machine.steps);
    this.known = present;
  }

  /** Notes the uses at the end of a step. */
  afterStep(): void {
    if (this.machine !== undefined) this.noteUses(this.machine);
  }

  /** Notes uses while the entry still holds the page: later in the step another may take its place. */
  private noteUses({ parts: { journal } }: Machine): void {
    if (this.noted.at !== journal.at) this.noted = { at: journal.at, count: 0 };
    for (; this.noted.count < journal.useCount; this.noted.count++) {
      const at = this.noted.count * NOTE_WORDS;
      const sight = this.known.get(journal.uses[at]);
      if (sight?.name === undefined) continue;
      const type = TYPE_NAMES[journal.uses[at + 1]];
      const { name, filled } = sight;
      this.uses.push({ step: journal.at / RECORD, ...name, type, state: wordsOf(sight), filled });
    }
  }

  private note(e: number, event: number, present: Map<number, Sight>, step: number): void {
    const was = this.known.get(e) ?? UNTOUCHED;
    let now = present.get(e) ?? UNTOUCHED;
    if (event === EVENT_FILL) {
      now = { ...now, filled: step };
      present.set(e, now);
    }
    if (now.name === undefined) return;
    const before = this.stateBefore(was, now.name);
    const isVictim = this.machine?.parts.tlb.isVictim(e) === true;
    const change = { step, ...now.name, isVictim, event: EVENTS[event], before, after: wordsOf(now) };
    if (change.before !== change.after) this.changes.push(change);
  }

  /** The state that the page had: in its place, or where it was moved from. */
  private stateBefore(was: Sight, name: EntryName): string {
    if (was.name !== undefined && isSameName(was.name, name)) return wordsOf(was);
    for (const other of this.known.values()) {
      if (other.name !== undefined && !other.isEmpty && isSameName(other.name, name)) return wordsOf(other);
    }
    return EMPTY;
  }

  /** The entry as it is now; an empty one keeps the name of the page it held. */
  private look(e: number, machine: Machine): Sight {
    const { words } = machine.parts.tlb;
    const was = this.known.get(e) ?? UNTOUCHED;
    const state = words[e + OBSERVED];
    if (isEmpty(words, e)) return { ...was, isEmpty: true, state };
    const at = [e, e + 2, e + 4].find((c) => (words[c] & words[c + 1]) !== -1) ?? e;
    const index = INDEX_NAMES[machine.parts.tlb.mmuIndexOf(e)];
    const name: EntryName = { index, pageLo: words[at] & PAGE_MASK, pageHi: words[at + 1] };
    const section = SECTIONS[words[e + SECTION]];
    const space = section.kind === SECTION_SPACE ? section.name : '';
    return { name, isEmpty: false, state, space, filled: this.filledAt(was, name) };
  }

  /** When the page was filled: as noted for this entry, or for the one that it was moved from. */
  private filledAt(was: Sight, name: EntryName): number {
    if (was.name !== undefined && isSameName(was.name, name)) return was.filled;
    for (const { name: other, filled } of this.known.values()) {
      if (other !== undefined && isSameName(other, name)) return filled;
    }
    return 0;
  }

  /**
   * The event whose key this would be if it had happened to the entry; -1: none. An entry that was moved carries the
   * state of where it comes from.
   */
  private eventOf(key: number, was: Sight, now: Sight): number {
    const own = solve(key, was.state, now.state);
    if (own >= 0 || isSame(now, was)) return own;
    for (const { state } of this.known.values()) {
      const moved = solve(key, state, now.state);
      if (moved >= 0) return moved;
    }
    return -1;
  }
}

/** The event in the key that the TLB makes of it (soft-tlb.ts, `observe`), or -1. */
function solve(key: number, before: number, after: number): number {
  const event = key ^ Math.imul(before, 0x9e3779b1) ^ (after << 4);
  return event >= 0 && event < EVENTS.length ? event : -1;
}

function wordsOf(sight: Sight): string {
  if (sight.isEmpty) return EMPTY;
  return sight.space === '' ? describeState(sight.state) : `${describeState(sight.state)} in=${sight.space}`;
}

function isSame(a: Sight, b: Sight): boolean {
  if (a.isEmpty !== b.isEmpty) return false;
  return a.name !== undefined && b.name !== undefined ? isSameName(a.name, b.name) : a.name === b.name;
}

function isSameName(a: EntryName, b: EntryName): boolean {
  return a.index === b.index && a.pageLo === b.pageLo && a.pageHi === b.pageHi;
}
