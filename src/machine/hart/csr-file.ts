/**
 * The CSRs of the machine's hart: which exist, what they read, what a write keeps. A write that makes cached translations
 * void sets {@link CsrFile.flush}.
 * @source Privileged ISA 20240411 chapters 3, 4 and 10; worldguard.md 2.1 to 2.3 and 8.7
 */
import { CSR } from '../../isa/csr-names.ts';
import type { Quirks } from '../design.ts';
import { type Clint, LINE_MTI } from '../devices/clint.ts';
import type { Counters } from './counters.ts';
import type { Environment } from './environment.ts';
import { interruptToTake } from './interrupts.ts';
import type { Pmp } from './pmp.ts';
import {
  type HartState,
  MODE_S,
  MSTATUS_MASK,
  MSTATUS_MPP,
  MSTATUS_MPP_SHIFT,
  MSTATUS_MXR,
  MSTATUS_TVM,
  SSTATUS_MASK,
} from './state.ts';
import { TrapCsrs, trapCsrIndex } from './trap-csrs.ts';
import type { WorldIds } from './world-ids.ts';

/** UXL = SXL = 2 in the upper half of mstatus, UXL alone in sstatus. */
const MSTATUS_HI = 0xa;
const SSTATUS_HI = 0x2;
/** MXL = 2; A C I M S U. */
const MISA_LO = 0x0014_1105;
const MISA_HI = 0x8000_0000 | 0;
const MEDELEG_MASK = 0xb3ff;
const S_INTERRUPTS = 0x222;
const ALL_INTERRUPTS = 0xaaa;
const SSIP = 0x002;
const SATP_SV39 = 8;
const SATP_SV48 = 9;
export const PMPADDR0 = 0x3b0;

export interface CsrFileParts {
  readonly state: HartState;
  readonly pmp: Pmp;
  readonly worlds: WorldIds;
  readonly environment: Environment;
  readonly counters: Counters;
  readonly clint: Clint;
  readonly quirks: Quirks;
}

export class CsrFile {
  /** Value of the last {@link read}. */
  lo = 0;
  hi = 0;
  /** A write, or a read with side effects, made cached translations void. */
  flush = false;

  medeleg = 0;
  mideleg = 0;
  mie = 0;
  /** The bits of mip that software has set; the lines of the hart's state come on top. */
  mip = 0;
  readonly trapCsrs = new TrapCsrs();
  /** The platform has the WID CSRs. */
  private hasWorlds = false;

  private readonly state: HartState;
  private readonly pmp: Pmp;
  private readonly worlds: WorldIds;
  private readonly environment: Environment;
  private readonly counters: Counters;
  private readonly clint: Clint;
  private readonly quirks: Quirks;

  constructor(parts: CsrFileParts) {
    this.state = parts.state;
    this.pmp = parts.pmp;
    this.worlds = parts.worlds;
    this.environment = parts.environment;
    this.counters = parts.counters;
    this.clint = parts.clint;
    this.quirks = parts.quirks;
  }

  reset(hasWorlds: boolean): void {
    this.lo = 0;
    this.hi = 0;
    this.flush = false;
    this.medeleg = 0;
    this.mideleg = 0;
    this.mie = 0;
    this.mip = 0;
    this.trapCsrs.reset();
    this.hasWorlds = hasWorlds;
  }

  /**
   * True if the hart has the CSR and `mode` may reach it (worldguard.md 2.2; satp under TVM; counters if enabled); then
   * its value is in lo/hi, as after {@link read}.
   */
  reachable(number: number, mode: number): boolean {
    if (mode < ((number >> 8) & 3)) return false;
    if (number === CSR.slwid && this.worlds.mwiddeleg === 0) return false;
    if (number === CSR.satp && mode === MODE_S && (this.state.mstatus & MSTATUS_TVM) !== 0) return false;
    return this.counters.permits(number, mode) && this.read(number);
  }

  /** Reads a CSR without side effects into lo/hi; false: the hart does not have it. */
  read(number: number): boolean {
    const w = this.worlds;
    switch (number) {
      case 0x100 satisfies (typeof CSR)['sstatus']:
        return this.set(this.state.mstatus & SSTATUS_MASK, SSTATUS_HI);
      case 0x104 satisfies (typeof CSR)['sie']:
        return this.set(this.mie & this.mideleg, 0);
      case 0x144 satisfies (typeof CSR)['sip']:
        return this.set(this.pending() & this.mideleg, 0);
      case 0x10a satisfies (typeof CSR)['senvcfg']:
        return this.set(this.environment.senvcfg, 0);
      case 0x180 satisfies (typeof CSR)['satp']:
        return this.set(this.state.satpLo, this.state.satpHi);
      case 0x190 satisfies (typeof CSR)['slwid']:
        return this.hasWorlds && this.set(w.slwidLo, w.slwidHi);
      case 0x300 satisfies (typeof CSR)['mstatus']:
        return this.set(this.state.mstatus, MSTATUS_HI);
      case 0x301 satisfies (typeof CSR)['misa']:
        return this.set(MISA_LO, MISA_HI);
      case 0x302 satisfies (typeof CSR)['medeleg']:
        return this.set(this.medeleg, 0);
      case 0x303 satisfies (typeof CSR)['mideleg']:
        return this.set(this.mideleg, 0);
      case 0x304 satisfies (typeof CSR)['mie']:
        return this.set(this.mie, 0);
      case 0x344 satisfies (typeof CSR)['mip']:
        return this.set(this.pending(), 0);
      case 0x30a satisfies (typeof CSR)['menvcfg']:
        return this.set(this.environment.menvcfg, this.environment.menvcfgHi);
      case 0x390 satisfies (typeof CSR)['mlwid']:
        return this.hasWorlds && this.set(w.mlwidLo, w.mlwidHi);
      case 0x747 satisfies (typeof CSR)['mseccfg']:
        return this.pmp.hasSeccfg && this.set(this.pmp.seccfg, 0);
      case 0x748 satisfies (typeof CSR)['mwiddeleg']:
        return this.hasWorlds && this.set(w.mwiddeleg, 0);
      case 0x3a0 satisfies (typeof CSR)['pmpcfg0']:
        return this.set(this.pmp.readCfg(0), this.pmp.readCfg(4));
      case 0x3a2 satisfies (typeof CSR)['pmpcfg2']:
        return this.set(this.pmp.readCfg(8), this.pmp.readCfg(12));
      case 0xf11 satisfies (typeof CSR)['mvendorid']:
      case 0xf12 satisfies (typeof CSR)['marchid']:
      case 0xf13 satisfies (typeof CSR)['mimpid']:
      case 0xf14 satisfies (typeof CSR)['mhartid']:
      case 0xf15 satisfies (typeof CSR)['mconfigptr']:
        return this.set(0, 0);
    }
    if (number >= PMPADDR0 && number < PMPADDR0 + 16) {
      return this.set(this.pmp.addrLo[number - PMPADDR0], this.pmp.addrHi[number - PMPADDR0]);
    }
    const at = trapCsrIndex(number);
    if (at >= 0) return this.set(this.trapCsrs.words[at], this.trapCsrs.words[at + 1]);
    return this.counters.read(number) && this.set(this.counters.lo, this.counters.hi);
  }

  /**
   * After a {@link read}, before a write that sets or clears bits of it: lo/hi become the value to change. Of mip that
   * is the software bits: a line that is high is not written into them.
   */
  startModify(number: number): void {
    if (number === CSR.mip) this.lo = this.mip;
  }

  /** What reading does besides: an illegal WID is replaced (quirk `wid-read-rewrites`). */
  afterRead(number: number): void {
    if (number === CSR.mlwid && this.worlds.afterRead(false)) this.flush = true;
    if (number === CSR.slwid && this.worlds.afterRead(true)) this.flush = true;
  }

  /** Writes a CSR that exists. */
  write(number: number, lo: number, hi: number): void {
    const s = this.state;
    switch (number) {
      case 0x100 satisfies (typeof CSR)['sstatus']:
        this.writeStatus((s.mstatus & ~SSTATUS_MASK) | (lo & SSTATUS_MASK));
        return;
      case 0x104 satisfies (typeof CSR)['sie']:
        this.mie = (this.mie & ~this.mideleg) | (lo & this.mideleg);
        return;
      case 0x144 satisfies (typeof CSR)['sip']:
        this.mip = (this.mip & ~(SSIP & this.mideleg)) | (lo & SSIP & this.mideleg);
        return;
      case 0x10a satisfies (typeof CSR)['senvcfg']:
        this.environment.writeSenvcfg(lo);
        return;
      case 0x180 satisfies (typeof CSR)['satp']:
        this.writeSatp(lo, hi);
        return;
      case 0x190 satisfies (typeof CSR)['slwid']:
        if (this.worlds.writeSlwid(lo, hi)) this.flush = true;
        return;
      case 0x300 satisfies (typeof CSR)['mstatus']:
        this.writeStatus(lo & MSTATUS_MASK);
        return;
      case 0x302 satisfies (typeof CSR)['medeleg']:
        this.medeleg = lo & MEDELEG_MASK;
        return;
      case 0x303 satisfies (typeof CSR)['mideleg']:
        this.mideleg = lo & S_INTERRUPTS;
        return;
      case 0x304 satisfies (typeof CSR)['mie']:
        this.mie = lo & ALL_INTERRUPTS;
        return;
      case 0x344 satisfies (typeof CSR)['mip']:
        this.mip = lo & S_INTERRUPTS;
        return;
      case 0x30a satisfies (typeof CSR)['menvcfg']:
        this.environment.writeMenvcfg(lo, hi);
        return;
      case 0x390 satisfies (typeof CSR)['mlwid']:
        if (this.worlds.writeMlwid(lo, hi)) this.flush = true;
        return;
      case 0x747 satisfies (typeof CSR)['mseccfg']:
        if (this.pmp.writeSeccfg(lo)) this.flush = true;
        return;
      case 0x748 satisfies (typeof CSR)['mwiddeleg']:
        if (this.worlds.writeMwiddeleg(lo) && !this.quirks['no-flush-on-mwiddeleg']) this.flush = true;
        return;
      case 0x3a0 satisfies (typeof CSR)['pmpcfg0']:
        this.writePmpCfg(0, lo, hi);
        return;
      case 0x3a2 satisfies (typeof CSR)['pmpcfg2']:
        this.writePmpCfg(8, lo, hi);
        return;
    }
    if (number >= PMPADDR0 && number < PMPADDR0 + 16) {
      if (this.pmp.writeAddr(number - PMPADDR0, lo, hi)) this.flush = true;
      return;
    }
    if (!this.counters.write(number, lo, hi)) this.trapCsrs.write(trapCsrIndex(number), lo, hi);
  }

  /** The highest-priority interrupt that is to be taken now, as its cause; -1: none. */
  pendingInterrupt(): number {
    return interruptToTake(this.pending() & this.mie, this.mideleg, this.state);
  }

  /** True if no enabled interrupt is pending, and that of the timer is enabled. */
  waitsForTimer(): boolean {
    return (this.pending() & this.mie) === 0 && (this.mie & LINE_MTI) !== 0;
  }

  /** What mip reads: the software bits and the lines as they are now. */
  private pending(): number {
    this.clint.poll();
    return this.mip | this.state.lines;
  }

  private set(lo: number, hi: number): boolean {
    this.lo = lo;
    this.hi = hi;
    return true;
  }

  private writeStatus(value: number): void {
    const s = this.state;
    const mpp = (value & MSTATUS_MPP) >>> MSTATUS_MPP_SHIFT;
    const kept = mpp === 2 ? (value & ~MSTATUS_MPP) | (s.mstatus & MSTATUS_MPP) : value;
    if (((s.mstatus ^ kept) & MSTATUS_MXR) !== 0) this.flush = true;
    s.mstatus = kept;
    s.refreshDataIndex();
  }

  private writeSatp(lo: number, hi: number): void {
    const mode = hi >>> 28;
    if (mode !== 0 && mode !== SATP_SV39 && mode !== SATP_SV48) return;
    if (lo === this.state.satpLo && hi === this.state.satpHi) return;
    this.state.satpLo = lo;
    this.state.satpHi = hi;
    this.flush = true;
  }

  private writePmpCfg(first: number, lo: number, hi: number): void {
    const low = this.pmp.writeCfg(first, lo);
    const high = this.pmp.writeCfg(first + 4, hi);
    if (low || high) this.flush = true;
  }
}
