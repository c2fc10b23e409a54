import { type Input, IOPMP_MDCFG, MAX_ENTRIES, MAX_MDS } from '../../input/layout.ts';
import type { Control } from './control.ts';
import type { Locks } from './locks.ts';
import { type Properties, TABLE } from './properties.ts';

const T_MASK = 0xffff;
/** In {@link Domains.owner}: in no domain. */
export const NO_DOMAIN = -1;

/**
 * Which memory domain each entry belongs to, and the MDCFG table.
 * @source iopmp.md 2.2
 */
export class Domains {
  /** Domain of each entry, or {@link NO_DOMAIN}; as of the last {@link Domains.assign}. */
  readonly owner = new Int8Array(MAX_ENTRIES);
  private readonly t = new Int32Array(MAX_MDS);
  private readonly properties: Properties;
  private readonly control: Control;
  private readonly locks: Locks;

  constructor(properties: Properties, control: Control, locks: Locks) {
    this.properties = properties;
    this.control = control;
    this.locks = locks;
  }

  /** The table as firmware has written it. */
  reset(input: Input): void {
    if (this.properties.mdcfgFormat !== TABLE) return;
    for (let m = 0; m < this.properties.mdNum; m++) this.t[m] = input[IOPMP_MDCFG + m] & T_MASK;
  }

  private exists(m: number): boolean {
    return this.properties.mdcfgFormat === TABLE && m < this.properties.mdNum;
  }

  /** MDCFG(m); 0 if there is none. */
  read(m: number): number {
    return this.exists(m) ? this.t[m] : 0;
  }

  /** True if the table, where there is one, holds these values. */
  holds(table: ArrayLike<number>): boolean {
    const count = this.properties.mdcfgFormat === TABLE ? this.properties.mdNum : 0;
    for (let m = 0; m < count; m++) if (this.t[m] !== table[m]) return false;
    return true;
  }

  /** Writes MDCFG(m); true if that changed it. An improper value is kept. */
  write(m: number, value: number): boolean {
    if (!this.exists(m) || this.locks.holdsBound(m)) return false;
    const old = this.t[m];
    this.t[m] = value & T_MASK;
    return this.t[m] !== old;
  }

  /** Brings {@link Domains.owner} up to date. */
  assign(): void {
    if (this.properties.mdcfgFormat === TABLE) this.assignByTable();
    else this.assignByCount(this.control.mdEntryNum + 1);
  }

  /** Where the table is not ascending, a domain's bound is the greatest so far. @source iopmp.md 2.2, running maximum */
  private assignByTable(): void {
    const { mdNum, entryNum } = this.properties;
    let next = 0;
    for (let m = 0; m < mdNum; m++) {
      const bound = Math.min(this.t[m], entryNum);
      while (next < bound) this.owner[next++] = m;
    }
    while (next < entryNum) this.owner[next++] = NO_DOMAIN;
  }

  /** `k` entries each. */
  private assignByCount(k: number): void {
    const { mdNum, entryNum } = this.properties;
    for (let i = 0; i < entryNum; i++) {
      const m = Math.trunc(i / k);
      this.owner[i] = m < mdNum ? m : NO_DOMAIN;
    }
  }
}
