/** The log of TLB entries, by step and entry. */
import { hexPair } from '../bits/word.ts';
import type { EntryChange, EntryLog, EntryName, EntryUse } from '../machine/entry-log.ts';
import type { EntryView } from './explanation.ts';

interface Page {
  readonly name: EntryName;
  readonly uses: EntryUse[];
  readonly changes: EntryChange[];
}

/** An entry that stands: since when, and since when as it is. */
export interface Standing {
  readonly index: string;
  /** Step that filled it. */
  readonly filled: number;
  /** Step in which its translation state changed last. */
  readonly changed: number;
}

/** Answers, per step, which entries were used on the slow path or changed. */
export class EntryBook {
  private readonly steps = new Map<number, Map<string, Page>>();
  private readonly changes: readonly EntryChange[];

  constructor(log: EntryLog) {
    this.changes = log.changes;
    for (const change of log.changes) this.page(change.step, change, change.isVictim).changes.push(change);
    for (const use of log.uses) this.page(use.step, use, false).uses.push(use);
  }

  /** Entries of one step, in the order in which something happened to them. */
  of(step: number): EntryView[] {
    return [...(this.steps.get(step)?.values() ?? [])].map(viewOf);
  }

  /** The entries that hold a page of virtual memory after `step`, one per mmu index; `page` as in {@link EntryView}. */
  standing(page: string, step: number): Standing[] {
    const byIndex = new Map<string, Standing>();
    for (const change of this.changes) {
      if (change.step > step || hexPair(change.pageLo, change.pageHi) !== page) continue;
      const { index } = change;
      const filled = change.event === 'fill' ? change.step : (byIndex.get(index)?.filled ?? change.step);
      if (change.after === 'empty') byIndex.delete(index);
      else byIndex.set(index, { index, filled, changed: change.step });
    }
    return [...byIndex.values()];
  }

  private page(step: number, name: EntryName, isVictim: boolean): Page {
    const pages = this.steps.get(step) ?? new Map<string, Page>();
    this.steps.set(step, pages);
    const key = `${name.index} ${name.pageLo} ${name.pageHi} ${isVictim}`;
    const page = pages.get(key) ?? { name, uses: [], changes: [] };
    pages.set(key, page);
    return page;
  }
}

function viewOf({ name, uses, changes }: Page): EntryView {
  const use = uses.at(-1);
  return {
    page: hexPair(name.pageLo, name.pageHi),
    index: name.index,
    used: [...new Set(uses.map(({ type }) => type))],
    ...(use === undefined ? {} : { filled: use.filled }),
    events: changes.map(({ event }) => event),
    before: changes[0]?.before ?? use?.state ?? '',
    after: changes.at(-1)?.after ?? use?.state ?? '',
  };
}
