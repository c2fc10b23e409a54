/** The registers of an IOPMP that decide about transactions, on the side of the reference: their names and values. */
import { ENTRY_OFFSET } from '../input/layout.ts';
import type { Reference } from '../oracle/reference.ts';

type Iopmp = Reference['bus']['gates']['guard']['iopmp'];

const VERSION = 0x00;
const HWCFG0 = 0x08;
const HWCFG1 = 0x0c;
const HWCFG2 = 0x10;
const HWCFG3 = 0x14;
const ERR_CFG = 0x60;
const MDCFG = 0x800;
const SRCMD = 0x1000;
const ROW_BYTES = 32;
const ENTRY_BYTES = 16;
const ENTRY_CFG = 8;

/** Format of the SRCMD table whose rows belong to RRIDs, and the one whose rows belong to domains. */
const BY_RRID = 0;
const BY_DOMAIN = 2;

/** ENTRY_CFG of an entry. */
export function entryCfg(iopmp: Iopmp, entry: number): number {
  return iopmp.peekWord(ENTRY_OFFSET + entry * ENTRY_BYTES + ENTRY_CFG);
}

/** Name of what an entry's registers are noted under. */
export function entryName(entry: number): string {
  return `entry ${entry} of the IOPMP`;
}

/** Names of what else decides on a transaction of `rrid`, which has `domains`; `isRefused`: and how it is answered. */
export function settingNames(
  iopmp: Iopmp,
  rrid: number,
  domains: readonly number[],
  isRefused: boolean,
): string[] {
  const format = srcmdFormat(iopmp);
  const rows = format === BY_RRID ? [rrid] : format === BY_DOMAIN ? domains : [];
  // Any bound may have moved the entry that matters into its domain, or out of it.
  const bounds = Array.from({ length: domainCount(iopmp) }, (_, md) => boundName(md));
  const names = [...ALWAYS.map(([name]) => name), stallName(rrid), ...bounds, ...rows.map(rowName)];
  return isRefused ? [...names, 'ERR_CFG'] : names;
}

/** Notes which of the registers have changed. */
export class IopmpSettings {
  private readonly iopmp: Iopmp;
  private readonly values = new Map<string, number>();
  private seen = -1;

  /** Begins with the state of `reference`, which has loaded its input. */
  constructor(reference: Reference) {
    this.iopmp = reference.bus.gates.guard.iopmp;
    this.changed();
  }

  /** Names of those that are not as they were at the last call. */
  changed(): string[] {
    const { iopmp } = this;
    if (!iopmp.present) return [];
    const names = this.note('ERR_CFG', [iopmp.peekWord(ERR_CFG)]);
    // Whatever else decides is written only where that counts as a change.
    if (iopmp.changes === this.seen) return names;
    this.seen = iopmp.changes;
    for (const [name, value] of ALWAYS) names.push(...this.note(name, [value(iopmp)]));
    const counts = iopmp.peekWord(HWCFG1);
    const domains = domainCount(iopmp);
    const rrids = counts & 0xffff;
    for (let s = 0; s < rrids; s++) names.push(...this.note(stallName(s), [Number(iopmp.isStalled(s))]));
    for (let md = 0; md < domains; md++) names.push(...this.noteWords(boundName(md), MDCFG + 4 * md, 1));
    for (let row = 0; row < Math.max(rrids, domains); row++) {
      names.push(...this.noteWords(rowName(row), SRCMD + ROW_BYTES * row, ROW_BYTES / 4));
    }
    for (let entry = 0; entry < counts >>> 16; entry++) {
      names.push(...this.noteWords(entryName(entry), ENTRY_OFFSET + ENTRY_BYTES * entry, 3));
    }
    return names;
  }

  private noteWords(name: string, offset: number, count: number): string[] {
    const words = Array.from({ length: count }, (_, i) => this.iopmp.peekWord(offset + 4 * i));
    return this.note(name, words);
  }

  /** The name if a word differs from what was noted before. */
  private note(name: string, words: readonly number[]): string[] {
    let isChanged = false;
    for (const [i, word] of words.entries()) {
      const key = `${name} ${i}`;
      if (this.values.has(key) && this.values.get(key) !== word) isChanged = true;
      this.values.set(key, word);
    }
    return isChanged ? [name] : [];
  }
}

/** What decides on every transaction. */
const ALWAYS: readonly (readonly [name: string, value: (iopmp: Iopmp) => number])[] = [
  ['enable', (iopmp) => Number(iopmp.enabled)],
  ['prio_entry', (iopmp) => iopmp.peekWord(HWCFG2) & 0xffff],
  [
    'md_entry_num',
    (iopmp) => (is082(iopmp) ? iopmp.peekWord(HWCFG3) >>> 4 : iopmp.peekWord(HWCFG0) >>> 17) & 0x7f,
  ],
];

/** The two layouts differ in the highest bit of VERSION. */
function is082(iopmp: Iopmp): boolean {
  return iopmp.peekWord(VERSION) < 0;
}

function srcmdFormat(iopmp: Iopmp): number {
  return (iopmp.peekWord(is082(iopmp) ? HWCFG3 : HWCFG0) >>> 2) & 3;
}

function domainCount(iopmp: Iopmp): number {
  return (iopmp.peekWord(HWCFG0) >>> 24) & 0x3f;
}

function boundName(md: number): string {
  return `MDCFG of domain ${md}`;
}

function rowName(row: number): string {
  return `SRCMD row ${row}`;
}

function stallName(rrid: number): string {
  return `the stall of rrid ${rrid}`;
}
