/**
 * What one RRID sees: its entries that hold any byte, in the order in which they are asked, with its own rights to them
 * (iopmp.md 4.5, 5 steps 8 and 9). Made anew when another RRID asks or a rule has changed.
 */
import {
  FEATURE_CHK_X,
  FEATURE_NO_W,
  FEATURE_NO_X,
  FEATURE_PEES,
  FEATURE_PEIS,
  MAX_ENTRIES,
} from '../../../input/layout.ts';
import type { Domains } from './domains.ts';
import type { Entries } from './entries.ts';
import { FIRST_HIGH_MD, type Properties } from './properties.ts';
import type { Settings } from './settings.ts';
import type { Sources } from './sources.ts';

/** What a transaction may be; the first three also as bits of ENTRY_CFG. */
export const ALLOW_R = 1;
export const ALLOW_W = 2;
export const ALLOW_X = 4;
/** Atomic: one transaction that needs read and write. */
export const ALLOW_AMO = 8;

const SUPPRESS_SHIFT = 5;
/** Suppression as views keep it: interrupt of r, w, x in bits 0..2, bus error in bits 3..5. */
export const SUPPRESS_INTERRUPTS = 7;
export const SUPPRESS_ERRORS = 7 << 3;

const NOBODY = -1;

/** Tables that a view is made from. */
export interface Tables {
  readonly properties: Properties;
  readonly settings: Settings;
  readonly domains: Domains;
  readonly sources: Sources;
  readonly entries: Entries;
}

export class View {
  count = 0;
  /** Entries below this index have priority. */
  priorities = 0;
  /** Of the k-th entry: index, bytes from `lo` up to `hi` exclusive, ALLOW_ bits, suppression bits. */
  readonly index = new Int32Array(MAX_ENTRIES);
  readonly lo = new Float64Array(MAX_ENTRIES);
  readonly hi = new Float64Array(MAX_ENTRIES);
  readonly rights = new Int32Array(MAX_ENTRIES);
  readonly suppress = new Int32Array(MAX_ENTRIES);
  private rrid = NOBODY;
  /** Elements from this one on are zero. */
  private used = 0;

  private readonly tables: Tables;

  constructor(tables: Tables) {
    this.tables = tables;
  }

  reset(): void {
    for (let k = 0; k < this.used; k++) {
      this.index[k] = 0;
      this.lo[k] = 0;
      this.hi[k] = 0;
      this.rights[k] = 0;
      this.suppress[k] = 0;
    }
    this.used = 0;
    this.count = 0;
    this.priorities = 0;
    this.rrid = NOBODY;
  }

  /** A rule has changed. */
  outdate(): void {
    this.rrid = NOBODY;
  }

  /** Makes this the view of a known RRID. */
  show(rrid: number): void {
    if (rrid !== this.rrid) this.make(rrid);
  }

  private make(rrid: number): void {
    const { properties, settings, domains, sources } = this.tables;
    const sharing = properties.quirks['improper-mdcfg-shares'];
    const low = sources.domainsLow(rrid);
    const high = sources.domainsHigh(rrid);
    this.rrid = rrid;
    this.count = 0;
    this.priorities = settings.priorityCount;
    let first = 0;
    for (let md = 0; md < properties.mdNum; md++) {
      const end = domains.endOf(md);
      const isOwn = ((md < FIRST_HIGH_MD ? low >>> (md + 1) : high >>> (md - FIRST_HIGH_MD)) & 1) !== 0;
      if (isOwn && sharing && end < first) break;
      if (isOwn) this.addDomain(rrid, md, first, end);
      // A domain begins where those before have ended: the running maximum keeps improper ones apart (2.2).
      first = sharing ? end : Math.max(first, end);
    }
    this.used = Math.max(this.used, this.count);
  }

  private addDomain(rrid: number, md: number, first: number, end: number): void {
    const { properties, sources, entries } = this.tables;
    const most = sources.most(rrid, md);
    const least = sources.least(rrid, md);
    const suppressible = this.suppressible(most);
    const bound = Math.min(end, properties.entryNum);
    for (let i = first; i < bound; i++) {
      if (entries.hi[i] === 0) continue;
      const cfg = entries.cfg[i];
      this.add(i, this.allowance((cfg & most) | least), (cfg >>> SUPPRESS_SHIFT) & suppressible);
    }
  }

  /** Appends an entry; one that an improper MDCFG gives a second time only adds its rights. */
  private add(index: number, rights: number, suppress: number): void {
    const { entries, properties } = this.tables;
    if (properties.quirks['improper-mdcfg-shares']) {
      for (let k = 0; k < this.count; k++) {
        if (this.index[k] !== index) continue;
        if (index >= this.priorities) this.rights[k] |= rights;
        return;
      }
    }
    const k = this.count++;
    this.index[k] = index;
    this.lo[k] = entries.lo[index];
    this.hi[k] = entries.hi[index];
    this.rights[k] = rights;
    this.suppress[k] = suppress;
  }

  /** ALLOW_ bits of rights r, w, x under the features that concern a whole type (4.5). */
  private allowance(rights: number): number {
    const { properties } = this.tables;
    let allowed = rights & (ALLOW_R | ALLOW_W | ALLOW_X);
    if (!properties.has(FEATURE_CHK_X)) allowed = (allowed & ~ALLOW_X) | ((allowed & ALLOW_R) << 2);
    else if (properties.has(FEATURE_NO_X)) allowed &= ~ALLOW_X;
    if (properties.has(FEATURE_NO_W)) allowed &= ~ALLOW_W;
    const both = ALLOW_R | ALLOW_W;
    return (allowed & both) === both ? allowed | ALLOW_AMO : allowed;
  }

  /** Suppression bits that count for entries of a domain whose rights are at most `most` (4.8). */
  private suppressible(most: number): number {
    const { properties } = this.tables;
    const { quirks } = properties;
    let bits = properties.has(FEATURE_PEIS) ? SUPPRESS_INTERRUPTS : 0;
    if (properties.has(FEATURE_PEES)) bits |= SUPPRESS_ERRORS;
    if (quirks['fetch-not-suppressed']) bits &= ~(ALLOW_X | (ALLOW_X << 3));
    if (quirks['sps-denial-not-suppressed']) bits &= most | (most << 3);
    return bits;
  }
}
