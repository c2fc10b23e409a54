/** The log of TLB entries, by step and entry. */
import { hexPair } from '../bits/word.ts';
import type { EntryChange, EntryLog, EntryName, EntryUse } from '../machine/entry-log.ts';
import type { EntryView } from './explanation.ts';

interface Page {
  readonly name: EntryName;
  readonly uses: EntryUse[];
  readonly changes: EntryChange[];
}

/** Answers, per step, which entries were used on the slow path or changed. */
export class EntryBook {
  private readonly steps = new Map<number, Map<string, Page>>();

  constructor(log: EntryLog) {
    for (const change of log.changes) this.page(change.step, change, change.isVictim).changes.push(change);
    for (const use of log.uses) this.page(use.step, use, false).uses.push(use);
  }

  /** Entries of one step, in the order in which something happened to them. */
  of(step: number): EntryView[] {
    return [...(this.steps.get(step)?.values() ?? [])].map(viewOf);
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
