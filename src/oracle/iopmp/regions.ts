import { MAX_ENTRIES } from '../../input/layout.ts';
import { type Domains, NO_DOMAIN } from './domains.ts';
import { A_MASK, type EntryFile, NA4, OFF, TOR } from './entry-file.ts';
import type { Properties } from './properties.ts';

/** Transactions lie below this: addresses are exact numbers. */
export const TOP = 2 ** 53;
const WORD = 2 ** 32;

/**
 * The entries that can match something, ascending: those in a domain whose region is not empty below {@link TOP}.
 * Regions are half-open ranges of bytes, cut at TOP.
 * @source iopmp.md 4.1
 */
export class Regions {
  /** Number of entries here. */
  count = 0;
  /** By position: index of the entry, its domain, its region. */
  readonly entry = new Int32Array(MAX_ENTRIES);
  readonly domain = new Int32Array(MAX_ENTRIES);
  readonly first = new Float64Array(MAX_ENTRIES);
  readonly end = new Float64Array(MAX_ENTRIES);
  private from = 0;
  private to = 0;
  private readonly properties: Properties;
  private readonly entries: EntryFile;
  private readonly domains: Domains;

  constructor(properties: Properties, entries: EntryFile, domains: Domains) {
    this.properties = properties;
    this.entries = entries;
    this.domains = domains;
  }

  /** Brings all up to date. */
  decode(): void {
    const { entryNum } = this.properties;
    this.domains.assign();
    this.count = 0;
    for (let i = 0; i < entryNum; i++) {
      if (this.domains.owner[i] === NO_DOMAIN || (this.entries.cfg[i] & A_MASK) === OFF) continue;
      this.region(i);
      if (this.from < this.to) this.add(i);
    }
  }

  private add(i: number): void {
    const k = this.count++;
    this.entry[k] = i;
    this.domain[k] = this.domains.owner[i];
    this.first[k] = this.from;
    this.end[k] = this.to;
  }

  /** Puts the region of entry `i`, which is not OFF, into from and to. */
  private region(i: number): void {
    const mode = this.entries.cfg[i] & A_MASK;
    if (mode === TOR) {
      this.from = i === 0 ? 0 : this.bound(i - 1);
      this.to = this.bound(i);
      return;
    }
    const lo = this.entries.effectiveLo(i, mode) >>> 0;
    const hi = this.entries.hi(i) >>> 0;
    const size = mode === NA4 ? 4 : 8 * 2 ** trailingOnes(lo, hi);
    this.from = baseOf(lo, hi, size);
    this.to = Math.min(this.from + size, TOP);
  }

  /** Byte address that entry `i` is for a TOR entry, "whatever its mode": its raw word address down to the granularity. */
  private bound(i: number): number {
    return bytes(this.entries.effectiveLo(i, TOR) >>> 0, this.entries.hi(i) >>> 0);
  }
}

/** The word address hi:lo in bytes; {@link TOP} for all from there on. */
function bytes(lo: number, hi: number): number {
  return hi >= TOP / WORD / 4 ? TOP : (hi * WORD + lo) * 4;
}

/** Number of consecutive ones of hi:lo from bit 0. */
function trailingOnes(lo: number, hi: number): number {
  const low = onesOf(lo);
  return low < 32 ? low : 32 + onesOf(hi);
}

/** The same of one word. The lowest zero is the only bit that ~word and its negative share. */
function onesOf(word: number): number {
  const zeros = ~word;
  return zeros === 0 ? 32 : 31 - Math.clz32(zeros & -zeros);
}

/** 4 * hi:lo without what lies below `size`, a power of two; {@link TOP} for all from there on. Each half is exact. */
function baseOf(lo: number, hi: number, size: number): number {
  const high = hi * WORD * 4;
  const low = lo * 4;
  const base = high - (high % size) + (size > WORD * 4 ? 0 : low - (low % size));
  return Math.min(base, TOP);
}
