/** Physical memory protection, 16 entries, with Smepmp (worldguard.md 8.6), and the two quirks of its matching. */
import type { Comparisons } from '../comparisons.ts';
import type { Quirks } from '../design.ts';
import { FETCH, LOAD } from '../status.ts';
import { MODE_M } from './state.ts';

const ENTRIES = 16;
const CFG_R = 1;
const CFG_W = 2;
const CFG_A = 0x18;
const CFG_A_TOR = 0x08;
const CFG_A_NA4 = 0x10;
const CFG_L = 0x80;
const TWO_32 = 2 ** 32;
const TOP = 2 ** 64;
/** Powers of two: raising to a power is a call. */
const POWER = Float64Array.from({ length: 64 }, (_, exponent) => 2 ** exponent);

/** For observers: an entry holds part of an access; no entry holds any of it. */
const RULE_PART = 1 << 8;
const RULE_NONE = 1 << 9;
/** For observers: a write changed something; met a lock; met the lock of the TOR entry that it bounds. */
const FATE_CHANGED = 1;
const FATE_LOCKED = 2;
const FATE_BOUND = 4;

export const PROT_R = 1;
export const PROT_W = 2;
export const PROT_X = 4;
const PROT_ALL = 7;
/** PROT_ bit of each access type. */
export const PROT_OF = [PROT_R, PROT_W, PROT_X] as const;

/** Bits of mseccfg. */
const SECCFG_MML = 1;
const SECCFG_MMWP = 2;
const SECCFG_RLB = 4;

/**
 * What M and what S and U get under mseccfg.MML, by L << 3 | X << 2 | W << 1 | R of the entry.
 * @source Smepmp 1.0, table 1; worldguard.md 8.6
 */
// biome-ignore format: a table
const MML_M = Uint8Array.from([
  0, 0, PROT_R | PROT_W, 0, 0, 0, PROT_R | PROT_W, 0,
  0, PROT_R, PROT_X, PROT_R | PROT_W, PROT_X, PROT_R | PROT_X, PROT_R | PROT_X, PROT_R,
]);
// biome-ignore format: a table
const MML_SU = Uint8Array.from([
  0, PROT_R, PROT_R, PROT_R | PROT_W, PROT_X, PROT_R | PROT_X, PROT_R | PROT_W, PROT_ALL,
  0, 0, PROT_X, 0, 0, 0, PROT_X, PROT_R,
]);

export class Pmp {
  readonly cfg = new Uint8Array(ENTRIES);
  readonly addrLo = new Int32Array(ENTRIES);
  readonly addrHi = new Int32Array(ENTRIES);
  /** Byte range of each active entry as plain numbers; lo > last: matches nothing. */
  private readonly lo = new Float64Array(ENTRIES);
  private readonly last = new Float64Array(ENTRIES);
  /** Number of entries up to the last active one. */
  private active = 0;
  /** The ranges are older than the registers; they are decoded at the next question. */
  private stale = false;

  /** Permissions that the entry deciding the last {@link allows} gives, as PROT_ bits. */
  prot = 0;

  /** For observers: what decided the last {@link allows}: the cfg byte of the entry, or RULE_PART, or RULE_NONE. */
  rule = 0;
  /** For observers: what became of the writes since {@link takeFate}. */
  private fate = 0;

  /** mseccfg: MML 0, MMWP 1, RLB 2. */
  seccfg = 0;
  /** The hart has Smepmp, hence mseccfg. */
  hasSeccfg = false;

  private readonly quirks: Quirks;
  private readonly comparisons: Comparisons;

  constructor(quirks: Quirks, comparisons: Comparisons) {
    this.quirks = quirks;
    this.comparisons = comparisons;
  }

  reset(smepmp: boolean): void {
    this.hasSeccfg = smepmp;
    this.seccfg = 0;
    for (let i = 0; i < ENTRIES; i++) {
      this.cfg[i] = 0;
      this.addrLo[i] = 0;
      this.addrHi[i] = 0;
      this.lo[i] = 0;
      this.last[i] = 0;
    }
    this.active = 0;
    this.stale = false;
    this.prot = 0;
    this.rule = 0;
    this.fate = 0;
  }

  /** For observers: what became of the writes since the last call, FATE_ bits. */
  takeFate(): number {
    const { fate } = this;
    this.fate = 0;
    return fate;
  }

  /** Writes four cfg bytes (entries first..first+3); true if one of them changed. */
  writeCfg(first: number, value: number): boolean {
    let changed = false;
    for (let i = 0; i < 4; i++) {
      const entry = first + i;
      const byte = this.legalised((value >>> (8 * i)) & 0x9f);
      if (this.cfg[entry] !== byte && this.isLocked(entry)) this.fate |= FATE_LOCKED;
      if (this.isLocked(entry) || this.cfg[entry] === byte || this.isRefused(byte)) continue;
      this.cfg[entry] = byte;
      changed = true;
    }
    if (changed) this.change();
    return changed;
  }

  /** Four cfg bytes as they read. */
  readCfg(first: number): number {
    const c = this.cfg;
    return c[first] | (c[first + 1] << 8) | (c[first + 2] << 16) | (c[first + 3] << 24);
  }

  /** Writes pmpaddr; true if it changed. Locked entries, and the one below a locked TOR, keep theirs. */
  writeAddr(entry: number, lo: number, hi: number): boolean {
    if (this.isLocked(entry)) return this.keeps(FATE_LOCKED);
    const isBound = entry + 1 < ENTRIES && (this.cfg[entry + 1] & CFG_A) === CFG_A_TOR;
    if (isBound && this.isLocked(entry + 1)) return this.keeps(FATE_BOUND);
    if (this.addrLo[entry] === lo && this.addrHi[entry] === hi) return false;
    this.addrLo[entry] = lo;
    this.addrHi[entry] = hi;
    this.change();
    return true;
  }

  /**
   * Writes mseccfg; true if MML or MMWP changed. Both stay set once they are; RLB can be set only while no entry is
   * locked.
   */
  writeSeccfg(value: number): boolean {
    const sticky = this.seccfg & (SECCFG_MML | SECCFG_MMWP);
    const mayBypass = (this.seccfg & SECCFG_RLB) !== 0 || !this.cfg.some((byte) => (byte & CFG_L) !== 0);
    this.seccfg = sticky | (value & (SECCFG_MML | SECCFG_MMWP)) | (mayBypass ? value & SECCFG_RLB : 0);
    return (this.seccfg & (SECCFG_MML | SECCFG_MMWP)) !== sticky;
  }

  /**
   * True if `mode` may do `type` at [pa, pa + size); {@link prot} is then what the deciding entry permits for later
   * uses of the page.
   */
  allows(pa: number, size: number, type: number, mode: number): boolean {
    if (this.stale) this.decodeAll();
    const end = pa + size - 1;
    if (this.comparisons.listens) this.compare(pa, pa + size);
    const endsOnly = this.quirks['pmp-ends-only'];
    for (let i = 0; i < this.active; i++) {
      if ((this.cfg[i] & CFG_A) === 0) continue;
      const lo = this.lo[i];
      const last = this.last[i];
      const first = lo <= pa && pa <= last;
      const final = lo <= end && end <= last;
      if (first && final) return this.permits(i, type, mode);
      if (first || final || (!endsOnly && lo <= end && last >= pa)) {
        this.prot = 0;
        this.rule = RULE_PART | this.cfg[i];
        return false;
      }
    }
    this.rule = RULE_NONE;
    this.prot = mode === MODE_M ? this.protUnmatched() : 0;
    return (this.prot & needOf(type)) !== 0;
  }

  /** Says which bounds a question looks at. */
  private compare(from: number, to: number): void {
    for (let i = 0; i < this.active; i++) {
      if ((this.cfg[i] & CFG_A) !== 0 && this.last[i] < TOP)
        this.comparisons.ranges(from, to, this.lo[i], this.last[i] + 1);
    }
  }

  /** True if the first entry that touches the page at `page` covers it, or none does: its verdict holds for all of it. */
  coversPage(page: number): boolean {
    if (this.stale) this.decodeAll();
    const end = page + 4095;
    for (let i = 0; i < this.active; i++) {
      if ((this.cfg[i] & CFG_A) === 0 || this.lo[i] > end || this.last[i] < page) continue;
      return this.lo[i] <= page && this.last[i] >= end;
    }
    return true;
  }

  private permits(entry: number, type: number, mode: number): boolean {
    const cfg = this.cfg[entry];
    this.rule = cfg;
    if ((this.seccfg & SECCFG_MML) !== 0) {
      const rule = ((cfg & CFG_L) >> 4) | (cfg & PROT_ALL);
      this.prot = mode === MODE_M ? MML_M[rule] : MML_SU[rule];
    } else this.prot = mode === MODE_M && (cfg & CFG_L) === 0 ? PROT_ALL : cfg & PROT_ALL;
    return (this.prot & needOf(type)) !== 0;
  }

  /** What M may do where no entry matches. */
  private protUnmatched(): number {
    if ((this.seccfg & SECCFG_MMWP) !== 0) return 0;
    return (this.seccfg & SECCFG_MML) !== 0 ? PROT_R | PROT_W : PROT_ALL;
  }

  private keeps(fate: number): false {
    this.fate |= fate;
    return false;
  }

  private change(): void {
    this.stale = true;
    this.fate |= FATE_CHANGED;
  }

  private isLocked(entry: number): boolean {
    return (this.cfg[entry] & CFG_L) !== 0 && (this.seccfg & SECCFG_RLB) === 0;
  }

  /** W without R means something only under MML. */
  private legalised(byte: number): number {
    const reserved = (byte & (CFG_R | CFG_W)) === CFG_W && (this.seccfg & SECCFG_MML) === 0;
    return reserved ? byte & ~CFG_W : byte;
  }

  /** True for what would make a rule of M executable though rules can no longer be bypassed. */
  private isRefused(byte: number): boolean {
    if ((this.seccfg & (SECCFG_MML | SECCFG_RLB)) !== SECCFG_MML || (byte & CFG_L) === 0) return false;
    return (MML_M[8 | (byte & PROT_ALL)] & PROT_X) !== 0;
  }

  private decodeAll(): void {
    this.stale = false;
    this.active = 0;
    for (let i = 0; i < ENTRIES; i++) {
      const mode = this.cfg[i] & CFG_A;
      if (mode === 0) continue;
      this.active = i + 1;
      if (mode === CFG_A_TOR) this.decodeTor(i);
      else if (mode === CFG_A_NA4) this.setRange(i, this.byteAddress(i), 4);
      else this.decodeNapot(i);
    }
  }

  private decodeTor(entry: number): void {
    const bottom = entry === 0 ? 0 : this.byteAddress(entry - 1);
    const top = this.byteAddress(entry);
    if (bottom < top) this.setRange(entry, bottom, top - bottom);
    else if (this.quirks['pmp-empty-tor-matches-zero']) this.setRange(entry, 0, 1);
    else this.setRange(entry, TOP, 0);
  }

  private decodeNapot(entry: number): void {
    const lo = this.addrLo[entry];
    const hi = this.addrHi[entry];
    const zeros = ~lo;
    const zerosHigh = ~hi & 0x3fff_ffff;
    const ones =
      zeros !== 0
        ? 31 - Math.clz32(zeros & -zeros)
        : zerosHigh === 0
          ? 62
          : 63 - Math.clz32(zerosHigh & -zerosHigh);
    const size = ones >= 61 ? TOP : POWER[ones + 3];
    this.setRange(entry, ones >= 61 ? 0 : Math.floor(this.byteAddress(entry) / size) * size, size);
  }

  /** pmpaddr << 2 modulo 2^64; rounded above 2^53, where nothing is compared exactly. */
  private byteAddress(entry: number): number {
    const lo = this.addrLo[entry] << 2;
    const hi = (this.addrHi[entry] << 2) | (this.addrLo[entry] >>> 30);
    return (hi >>> 0) * TWO_32 + (lo >>> 0);
  }

  private setRange(entry: number, lo: number, size: number): void {
    this.lo[entry] = lo;
    this.last[entry] = lo + size - 1;
  }
}

/** The PROT_ bit that an access type asks for. */
function needOf(type: number): number {
  return type === LOAD ? PROT_R : type === FETCH ? PROT_X : PROT_W;
}
