import { ADDRESS_LIMIT_HI } from '../../bits/word.ts';
import { MODE_M } from '../hart/hart-state.ts';
import type { StepRecord } from '../hart/step-record.ts';
import { ruleIndex } from '../rules.ts';

const ENTRIES = 16;
const SIGN = 0x8000_0000 | 0;
const A_SHIFT = 3;
const OFF = 0;
const TOR = 1;
const NA4 = 2;
const LOCK = 0x80;
const WRITABLE = 0x9f;

/** Rights, as bits of a pmpcfg byte. */
export const PMP_READ = 1;
export const PMP_WRITE = 2;
export const PMP_EXECUTE = 4;

const NO_ENTRY = ruleIndex('pmp-no-entry');
const PARTIAL = ruleIndex('pmp-partial');
const PERMISSION = ruleIndex('pmp-permission');

/** The registers of the entries, by entry: pmpcfg bytes and pmpaddr halves. */
export interface PmpRegisters {
  readonly cfg: Uint8Array;
  readonly addrLo: Int32Array;
  readonly addrHi: Int32Array;
}

/**
 * Physical memory protection, judged afresh for every access. Ranges are kept per active entry as inclusive 64-bit
 * byte bounds; their high halves have the sign bit flipped, and so have the low ones, so that signed comparisons order
 * them.
 *
 * @source Privileged ISA 3.7.1; worldguard.md 8.6
 */
export class Pmp {
  /** Writes of its registers since reset. */
  changes = 0;
  private readonly cfg = new Int32Array(ENTRIES);
  private readonly addrLo = new Int32Array(ENTRIES);
  private readonly addrHi = new Int32Array(ENTRIES);
  /** Entries that match something, in order of number: range k is that of entry `entry[k]`. */
  private count = 0;
  private readonly entry = new Int32Array(ENTRIES);
  private readonly firstLo = new Int32Array(ENTRIES);
  private readonly firstHi = new Int32Array(ENTRIES);
  private readonly lastLo = new Int32Array(ENTRIES);
  private readonly lastHi = new Int32Array(ENTRIES);
  private decoded = true;
  private readonly step: StepRecord;

  constructor(step: StepRecord) {
    this.step = step;
  }

  /** Everything off and unlocked. */
  reset(): void {
    for (let i = 0; i < ENTRIES; i++) {
      this.cfg[i] = 0;
      this.addrLo[i] = 0;
      this.addrHi[i] = 0;
    }
    this.count = 0;
    this.changes = 0;
    this.decoded = true;
  }

  /** True if the registers of all entries hold these values. */
  holds(registers: PmpRegisters): boolean {
    const { cfg, addrLo, addrHi } = registers;
    for (let i = 0; i < ENTRIES; i++) {
      if (this.cfg[i] !== cfg[i] || this.addrLo[i] !== addrLo[i] || this.addrHi[i] !== addrHi[i])
        return false;
    }
    return true;
  }

  /** Four entries of a pmpcfg register, entry `first` in the low byte. */
  readCfg(first: number): number {
    const c = this.cfg;
    return c[first] | (c[first + 1] << 8) | (c[first + 2] << 16) | (c[first + 3] << 24);
  }

  /** Writes four entries; locked ones keep their value, W without R loses W. */
  writeCfg(first: number, value: number): void {
    for (let i = 0; i < 4; i++) {
      if ((this.cfg[first + i] & LOCK) !== 0) continue;
      const byte = (value >>> (8 * i)) & WRITABLE;
      this.cfg[first + i] = (byte & 3) === PMP_WRITE ? byte & ~PMP_WRITE : byte;
    }
    this.decoded = false;
    this.changes++;
  }

  /** Low half of pmpaddr `i`. */
  readAddrLo(i: number): number {
    return this.addrLo[i];
  }

  /** High half of pmpaddr `i`. */
  readAddrHi(i: number): number {
    return this.addrHi[i];
  }

  /** Writes pmpaddr `i`, unless its entry or a TOR entry above it is locked. */
  writeAddr(i: number, lo: number, hi: number): void {
    const above = i + 1 < ENTRIES ? this.cfg[i + 1] : 0;
    const boundsLocked = (above & LOCK) !== 0 && modeOf(above) === TOR;
    if (boundsLocked || (this.cfg[i] & LOCK) !== 0) return;
    this.addrLo[i] = lo;
    this.addrHi[i] = hi;
    this.decoded = false;
    this.changes++;
  }

  /**
   * Whether all `size` bytes from physical address hi:lo on (within one page) may be accessed with `right` (one of the
   * PMP_ rights) by `privilege`. Sets the step's rule if not.
   * @source Privileged ISA 3.7.1: "The lowest-numbered PMP entry that matches any byte of an access determines whether
   * that access succeeds or fails. This matching PMP entry must match all bytes … or the access fails, irrespective of
   * the L, R, W, and X bits"
   */
  allows(lo: number, hi: number, size: number, right: number, privilege: number): boolean {
    // decisions.md, Values: what lies at 2^53 or above is unassigned; there is nothing for PMP to protect.
    if (hi >>> 0 >= ADDRESS_LIMIT_HI) return true;
    if (!this.decoded) this.decode();
    const high = hi ^ SIGN;
    const first = lo ^ SIGN;
    const last = first + size - 1;
    for (let k = 0; k < this.count; k++) {
      if (below(last, high, this.firstLo[k], this.firstHi[k])) continue;
      if (below(this.lastLo[k], this.lastHi[k], first, high)) continue;
      const whole =
        !below(first, high, this.firstLo[k], this.firstHi[k]) &&
        !below(this.lastLo[k], this.lastHi[k], last, high);
      return this.verdict(this.cfg[this.entry[k]], whole, right, privilege);
    }
    if (privilege === MODE_M) return true;
    this.step.rule = NO_ENTRY;
    return false;
  }

  private verdict(cfg: number, whole: boolean, right: number, privilege: number): boolean {
    if (!whole) {
      this.step.rule = PARTIAL;
      return false;
    }
    if ((cfg & right) !== 0 || (privilege === MODE_M && (cfg & LOCK) === 0)) return true;
    this.step.rule = PERMISSION;
    return false;
  }

  private decode(): void {
    this.decoded = true;
    this.count = 0;
    for (let i = 0; i < ENTRIES; i++) {
      const mode = modeOf(this.cfg[i]);
      if (mode === TOR) this.addTor(i);
      else if (mode !== OFF) this.addPower(i, mode);
    }
  }

  /** "If TOR … the entry matches any address y such that pmpaddr[i-1] <= y < pmpaddr[i]"; empty if not ascending. */
  private addTor(i: number): void {
    const bottomLo = i === 0 ? 0 : this.addrLo[i - 1] << 2;
    const bottomHi = i === 0 ? 0 : byteHigh(this.addrLo[i - 1], this.addrHi[i - 1]);
    const topLo = this.addrLo[i] << 2;
    const topHi = byteHigh(this.addrLo[i], this.addrHi[i]);
    if (!below(bottomLo ^ SIGN, bottomHi ^ SIGN, topLo ^ SIGN, topHi ^ SIGN)) return;
    this.add(i, bottomLo, bottomHi, topLo === 0 ? topHi - 1 : topHi, topLo - 1);
  }

  /** NA4 and NAPOT: with t trailing ones in the low 62 bits of pmpaddr, 2^(t+3) bytes, naturally aligned. */
  private addPower(i: number, mode: number): void {
    const lo = this.addrLo[i];
    const hi = this.addrHi[i] & 0x3fff_ffff;
    const nextLo = (lo + 1) | 0;
    const spanLo = mode === NA4 ? 0 : lo ^ nextLo;
    const spanHi = mode !== NA4 && nextLo === 0 ? hi ^ (hi + 1) : 0;
    const baseLo = lo & ~spanLo;
    const endLo = lo | spanLo;
    const endHi = byteHigh(endLo, hi | spanHi);
    this.add(i, baseLo << 2, byteHigh(baseLo, hi & ~spanHi), endHi, (endLo << 2) | 3);
  }

  private add(i: number, firstLo: number, firstHi: number, lastHi: number, lastLo: number): void {
    const k = this.count++;
    this.entry[k] = i;
    this.firstLo[k] = firstLo ^ SIGN;
    this.firstHi[k] = firstHi ^ SIGN;
    this.lastLo[k] = lastLo ^ SIGN;
    this.lastHi[k] = lastHi ^ SIGN;
  }
}

/** A field of a pmpcfg byte: 0 off, 1 TOR, 2 NA4, 3 NAPOT. */
function modeOf(cfg: number): number {
  return (cfg >>> A_SHIFT) & 3;
}

/** High half of the byte address of pmpaddr hi:lo, modulo 2^64. */
function byteHigh(lo: number, hi: number): number {
  return (hi << 2) | (lo >>> 30);
}

/** a < b for 64-bit values whose halves both have the sign bit flipped. */
function below(aLo: number, aHi: number, bLo: number, bHi: number): boolean {
  return aHi < bHi || (aHi === bHi && aLo < bLo);
}
