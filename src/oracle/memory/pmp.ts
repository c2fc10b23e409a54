import { ADDRESS_LIMIT_HI } from '../../bits/word.ts';
import { PMP_ENTRIES } from '../../input/layout.ts';
import { MODE_M } from '../hart/hart-state.ts';
import type { StepRecord } from '../hart/step-record.ts';
import { ruleIndex } from '../rules.ts';
import { below, modeOf, PmpRanges, TOR } from './pmp-ranges.ts';

const SIGN = 0x8000_0000 | 0;
const LOCK = 0x80;
const WRITABLE = 0x9f;

/** Rights, as bits of a pmpcfg byte. */
export const PMP_READ = 1;
export const PMP_WRITE = 2;
export const PMP_EXECUTE = 4;

/** Fields of mseccfg. */
const MML = 1;
const MMWP = 2;
const RLB = 4;

const X = PMP_EXECUTE;
const R = PMP_READ;
const RW = PMP_READ | PMP_WRITE;
const RX = PMP_READ | PMP_EXECUTE;
const RWX = RW | X;
/**
 * Rights that an entry gives under MML, to M-mode and to the modes below, by its bits L, R, W, X as a number.
 * @source Smepmp 2.1, truth table
 */
const MACHINE_RIGHTS = [0, 0, RW, RW, 0, 0, 0, 0, 0, X, X, RX, R, RX, RW, R];
const LOWER_RIGHTS = [0, X, R, RW, R, RX, RW, RWX, 0, 0, X, X, 0, 0, 0, R];

const NO_ENTRY = ruleIndex('pmp-no-entry');
const NO_ENTRY_MACHINE = ruleIndex('pmp-no-entry-machine');
const LOCKDOWN = ruleIndex('pmp-lockdown');
const PARTIAL = ruleIndex('pmp-partial');
const PERMISSION = ruleIndex('pmp-permission');

/** The registers of the entries, by entry: pmpcfg bytes and pmpaddr halves. */
export interface PmpRegisters {
  readonly cfg: Uint8Array;
  readonly addrLo: Int32Array;
  readonly addrHi: Int32Array;
}

/**
 * Physical memory protection, judged afresh for every access, and the write rules of its registers.
 *
 * @source Privileged ISA 3.7.1; Smepmp; worldguard.md 8.6
 */
export class Pmp {
  /** MML, MMWP and RLB; 0 without Smepmp. */
  mseccfg = 0;
  private readonly cfg = new Int32Array(PMP_ENTRIES);
  private readonly addrLo = new Int32Array(PMP_ENTRIES);
  private readonly addrHi = new Int32Array(PMP_ENTRIES);
  private readonly ranges = new PmpRanges(this.cfg, this.addrLo, this.addrHi);
  private decoded = true;
  /** The entry that decided last; -1: none matched. */
  private matched = -1;
  private readonly step: StepRecord;

  constructor(step: StepRecord) {
    this.step = step;
  }

  /** Everything off and unlocked. */
  reset(): void {
    this.mseccfg = 0;
    for (let i = 0; i < PMP_ENTRIES; i++) {
      this.cfg[i] = 0;
      this.addrLo[i] = 0;
      this.addrHi[i] = 0;
    }
    this.ranges.count = 0;
    this.decoded = true;
  }

  /** True if the registers of all entries hold these values. */
  holds(registers: PmpRegisters): boolean {
    const { cfg, addrLo, addrHi } = registers;
    for (let i = 0; i < PMP_ENTRIES; i++) {
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

  /** Writes four entries; locked ones keep their value, and so do those that Smepmp forbids the new one. */
  writeCfg(first: number, value: number): void {
    for (let i = 0; i < 4; i++) {
      const byte = (value >>> (8 * i)) & WRITABLE;
      if (!this.isLocked(first + i) && !this.addsMachineCode(byte)) this.cfg[first + i] = this.legal(byte);
    }
    this.decoded = false;
    this.step.ruleChanges++;
  }

  /** Whether entry `i` keeps off writes: RLB = 1 undoes locks. */
  private isLocked(i: number): boolean {
    return (this.cfg[i] & LOCK) !== 0 && (this.mseccfg & RLB) === 0;
  }

  /**
   * Whether a pmpcfg byte may not be written since it would let M-mode execute by a locked entry.
   * @source Smepmp 2.1, MML point 4: "adding a rule with executable privileges that either is M-mode-only or a locked
   * Shared-Region is not possible and such pmpcfg writes are ignored", unless RLB = 1
   */
  private addsMachineCode(byte: number): boolean {
    if ((this.mseccfg & (MML | RLB)) !== MML || (byte & LOCK) === 0) return false;
    return (MACHINE_RIGHTS[operationOf(byte)] & PMP_EXECUTE) !== 0;
  }

  /** W without R is reserved, and loses W, unless MML gives it a meaning. */
  private legal(byte: number): number {
    return (byte & 3) === PMP_WRITE && (this.mseccfg & MML) === 0 ? byte & ~PMP_WRITE : byte;
  }

  /**
   * MML and MMWP are sticky; RLB can be set only while no entry is locked.
   * @source Smepmp 2.1; worldguard.md 8.6
   */
  writeMseccfg(value: number): void {
    const old = this.mseccfg;
    const unlockable = (old & RLB) !== 0 || this.cfg.every(isUnlocked);
    this.mseccfg = (old & (MML | MMWP)) | (value & (MML | MMWP)) | (unlockable ? value & RLB : 0);
    this.step.ruleChanges++;
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
    const above = i + 1 < PMP_ENTRIES ? this.cfg[i + 1] : 0;
    const boundsLocked = modeOf(above) === TOR && this.isLocked(i + 1);
    if (boundsLocked || this.isLocked(i)) return;
    this.addrLo[i] = lo;
    this.addrHi[i] = hi;
    this.decoded = false;
    this.step.ruleChanges++;
  }

  /**
   * Whether all `size` bytes from physical address hi:lo on (within one page) may be accessed with `right` (one of the
   * PMP_ rights) by `privilege`. Sets the step's rule if not.
   * @source Privileged ISA 3.7.1: "The lowest-numbered PMP entry that matches any byte of an access determines whether
   * that access succeeds or fails. This matching PMP entry must match all bytes … or the access fails, irrespective of
   * the L, R, W, and X bits"
   */
  allows(lo: number, hi: number, size: number, right: number, privilege: number): boolean {
    const allowed = this.decide(lo, hi, size, right, privilege);
    const { listener } = this.step;
    if (listener !== undefined) {
      listener.guarded({ lo, hi, size, right, privilege, allowed, entry: this.matched });
    }
    return allowed;
  }

  private decide(lo: number, hi: number, size: number, right: number, privilege: number): boolean {
    this.matched = -1;
    // decisions.md, Values: what lies at 2^53 or above is unassigned; there is nothing for PMP to protect.
    if (hi >>> 0 >= ADDRESS_LIMIT_HI) return true;
    const ranges = this.current();
    const high = hi ^ SIGN;
    const first = lo ^ SIGN;
    const last = first + size - 1;
    for (let k = 0; k < ranges.count; k++) {
      if (below(last, high, ranges.firstLo[k], ranges.firstHi[k])) continue;
      if (below(ranges.lastLo[k], ranges.lastHi[k], first, high)) continue;
      const whole =
        !below(first, high, ranges.firstLo[k], ranges.firstHi[k]) &&
        !below(ranges.lastLo[k], ranges.lastHi[k], last, high);
      this.matched = ranges.entry[k];
      return this.verdict(this.cfg[this.matched], whole, right, privilege);
    }
    return this.unmatched(right, privilege);
  }

  private current(): PmpRanges {
    if (!this.decoded) {
      this.ranges.decode();
      this.decoded = true;
    }
    return this.ranges;
  }

  /** No entry matches: M-mode may, unless MMWP, or MML for code, says otherwise. */
  private unmatched(right: number, privilege: number): boolean {
    if (privilege === MODE_M) {
      const { mseccfg } = this;
      if (mseccfg === 0) return true;
      if ((mseccfg & MMWP) === 0 && ((mseccfg & MML) === 0 || right !== PMP_EXECUTE)) return true;
      this.step.rule = NO_ENTRY_MACHINE;
      return false;
    }
    this.step.rule = NO_ENTRY;
    return false;
  }

  private verdict(cfg: number, whole: boolean, right: number, privilege: number): boolean {
    if (!whole) {
      this.step.rule = PARTIAL;
      return false;
    }
    if ((this.mseccfg & MML) !== 0) {
      const rights = privilege === MODE_M ? MACHINE_RIGHTS : LOWER_RIGHTS;
      if ((rights[operationOf(cfg)] & right) !== 0) return true;
      this.step.rule = LOCKDOWN;
      return false;
    }
    if ((cfg & right) !== 0 || (privilege === MODE_M && (cfg & LOCK) === 0)) return true;
    this.step.rule = PERMISSION;
    return false;
  }
}

/** L, R, W, X of a pmpcfg byte as a number, L the highest bit. */
function operationOf(cfg: number): number {
  return ((cfg & LOCK) >>> 4) | ((cfg & PMP_READ) << 2) | (cfg & PMP_WRITE) | ((cfg & PMP_EXECUTE) >>> 2);
}

function isUnlocked(cfg: number): boolean {
  return (cfg & LOCK) === 0;
}
