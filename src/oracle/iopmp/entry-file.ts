import {
  ENTRY_ADDR,
  ENTRY_CFG,
  ENTRY_STRIDE,
  FEATURE_ADDRH,
  FEATURE_PEES,
  FEATURE_PEIS,
  FEATURE_TOR,
  type Input,
  IOPMP_ENTRIES,
  MAX_ENTRIES,
} from '../../input/layout.ts';
import type { Locks } from './locks.ts';
import type { Properties } from './properties.ts';

/** Field a of ENTRY_CFG. */
export const A_MASK = 3 << 3;
export const OFF = 0 << 3;
export const TOR = 1 << 3;
export const NA4 = 2 << 3;
export const NAPOT = 3 << 3;

const RIGHTS = 7;
const SUPPRESS_INTERRUPT = 7 << 5;
const SUPPRESS_ERROR = 7 << 8;

/** Words of an entry's registers. */
const WORD_ADDR = 0;
const WORD_ADDRH = 1;
const WORD_CFG = 2;

/** The registers of entries: ENTRY_CFG of each, and word 0 (ADDR) or 1 (ADDRH) of entry `i` as it reads. */
export interface EntryRegisters {
  readonly cfg: ArrayLike<number>;
  read(i: number, word: number): number;
}

/**
 * The registers of the entries and their write rules. ADDR and ADDRH hold what was written; the granularity only
 * changes what is read and what it means.
 * @source iopmp.md 3.2, 3.3, 4.1
 */
export class EntryFile {
  readonly cfg = new Int32Array(MAX_ENTRIES);
  private readonly addr = new Int32Array(MAX_ENTRIES);
  private readonly addrh = new Int32Array(MAX_ENTRIES);
  private readonly properties: Properties;
  private readonly locks: Locks;

  constructor(properties: Properties, locks: Locks) {
    this.properties = properties;
    this.locks = locks;
  }

  /** The entries as firmware has written them. */
  reset(input: Input): void {
    const hasHigh = this.properties.has(FEATURE_ADDRH);
    const { entryNum } = this.properties;
    for (let i = 0; i < entryNum; i++) {
      const at = IOPMP_ENTRIES + i * ENTRY_STRIDE;
      this.addr[i] = input[at + ENTRY_ADDR];
      this.addrh[i] = hasHigh ? input[at + ENTRY_ADDR + 1] : 0;
      this.cfg[i] = this.legalCfg(OFF, input[at + ENTRY_CFG]);
    }
  }

  /** Word 0..3 of entry `i`; 0 if there is no such word. */
  read(i: number, word: number): number {
    if (i >= this.properties.entryNum) return 0;
    if (word === WORD_ADDR) return this.effectiveLo(i, this.cfg[i] & A_MASK);
    if (word === WORD_ADDRH) return this.addrh[i];
    return word === WORD_CFG ? this.cfg[i] : 0;
  }

  /** True if all entries show these values. */
  holds(entries: EntryRegisters): boolean {
    const { entryNum } = this.properties;
    for (let i = 0; i < entryNum; i++) {
      const cfg = this.cfg[i];
      if (cfg !== entries.cfg[i] || this.addrh[i] !== entries.read(i, WORD_ADDRH)) return false;
      if (this.effectiveLo(i, cfg & A_MASK) !== entries.read(i, WORD_ADDR)) return false;
    }
    return true;
  }

  /** Writes a word of entry `i`; true if that changed it. */
  write(i: number, word: number, value: number): boolean {
    if (i >= this.properties.entryNum || this.locks.holdsEntry(i)) return false;
    if (word === WORD_ADDR) return replace(this.addr, i, value);
    if (word === WORD_ADDRH) return this.properties.has(FEATURE_ADDRH) && replace(this.addrh, i, value);
    return word === WORD_CFG && replace(this.cfg, i, this.legalCfg(this.cfg[i], value));
  }

  /** What ENTRY_CFG holds after `value` is written over `old`: a mode that cannot be selected leaves the old one. */
  private legalCfg(old: number, value: number): number {
    const { properties } = this;
    const peis = properties.has(FEATURE_PEIS) ? SUPPRESS_INTERRUPT : 0;
    const pees = properties.has(FEATURE_PEES) ? SUPPRESS_ERROR : 0;
    const asked = value & A_MASK;
    const refused =
      (asked === TOR && !properties.has(FEATURE_TOR)) || (asked === NA4 && properties.granuleShift > 0);
    return (value & (RIGHTS | peis | pees)) | (refused ? old & A_MASK : asked);
  }

  /** High 32 bits of the word address of entry `i`. */
  hi(i: number): number {
    return this.addrh[i];
  }

  /**
   * Low 32 bits of the word address of entry `i` as `mode` takes them: below the granularity OFF and TOR have zeros,
   * NAPOT ones but for the highest.
   * @source iopmp.md 4.1, granularity
   */
  effectiveLo(i: number, mode: number): number {
    const { granuleShift } = this.properties;
    if (mode === OFF || mode === TOR) return this.addr[i] & -(1 << granuleShift);
    return mode === NAPOT && granuleShift >= 2
      ? this.addr[i] | ((1 << (granuleShift - 1)) - 1)
      : this.addr[i];
  }
}

function replace(words: Int32Array, i: number, value: number): boolean {
  const old = words[i];
  words[i] = value;
  return words[i] !== old;
}
