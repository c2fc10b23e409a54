import { EXT_SVADE } from '../../input/layout.ts';
import { csrColumns, type RuleKinds } from '../csr-rules.ts';
import type { Devices } from '../memory/devices.ts';
import type { FormedTranslations } from '../memory/formed-translations.ts';
import type { Pmp } from '../memory/pmp.ts';
import type { Worlds } from '../world/worlds.ts';
import { Counters } from './counters.ts';
import { CsrAccess } from './csr-access.ts';
import {
  ENVCFG_CBIE,
  type HartState,
  MIDELEG,
  MIE,
  MIP,
  MSTATUS,
  SATP,
  SATP_BARE,
  SATP_MODE_SHIFT_HI,
  SATP_SV39,
  SATP_SV48,
  SSTATUS_HI,
  STATUS_HI,
  STATUS_MPP,
} from './hart-state.ts';
import type { StepRecord } from './step-record.ts';

const MIP_NUMBER = 0x344;

/** SIE, MIE, SPIE, MPIE, SPP, MPP, MPRV, SUM, MXR, TVM, TW, TSR. */
const MSTATUS_WRITABLE = 0x007e_19aa;
const MPP_RESERVED = 2 << 11;
/** SIE, SPIE, SPP, SUM, MXR. */
const SSTATUS_FIELDS = 0x000c_0122;
const CBIE_RESERVED = 2 << 4;
const SSIP = 1 << 1;
/** MXL = 2 (in the high half: bits 63:62); A, C, I, M, S, U. */
const MISA_HI = 0x8000_0000 | 0;
const MISA_LO = (1 << 0) | (1 << 2) | (1 << 8) | (1 << 12) | (1 << 18) | (1 << 20);

/**
 * Control and status registers: their values and WARL rules. A value read is left in `lo` and `hi`. Nothing is checked
 * here: {@link CsrFile.access} says which of them exist, and for whom.
 *
 * @source Privileged ISA chapters 2 to 4; worldguard.md 2.1 to 2.3, spec column
 */
export class CsrFile {
  lo = 0;
  hi = 0;
  readonly access: CsrAccess;
  private readonly columns = csrColumns();
  private readonly hart: HartState;
  private readonly worlds: Worlds;
  private readonly pmp: Pmp;
  private readonly formed: FormedTranslations;
  private readonly devices: Devices;
  private readonly counters: Counters;

  constructor(parts: {
    hart: HartState;
    worlds: Worlds;
    pmp: Pmp;
    formed: FormedTranslations;
    devices: Devices;
    step: StepRecord;
  }) {
    this.hart = parts.hart;
    this.worlds = parts.worlds;
    this.pmp = parts.pmp;
    this.formed = parts.formed;
    this.devices = parts.devices;
    this.counters = new Counters(parts.hart, parts.step);
    const { counters, columns } = this;
    this.access = new CsrAccess({ ...parts, counters, columns });
  }

  /** Reads CSR `number` into lo and hi. */
  read(number: number): void {
    const stored = this.hart.csr;
    const at = this.columns.at[number];
    this.hi = 0;
    switch (this.columns.kind[number]) {
      case 2 satisfies RuleKinds['misa']:
        this.lo = MISA_LO;
        this.hi = MISA_HI;
        break;
      case 3 satisfies RuleKinds['plain']:
      case 8 satisfies RuleKinds['tvec']:
      case 15 satisfies RuleKinds['envcfg']:
        this.lo = stored[at];
        this.hi = stored[at + 1];
        break;
      case 4 satisfies RuleKinds['mstatus']:
        this.lo = stored[MSTATUS];
        this.hi = STATUS_HI;
        break;
      case 5 satisfies RuleKinds['sstatus']:
        this.lo = stored[MSTATUS] & SSTATUS_FIELDS;
        this.hi = SSTATUS_HI;
        break;
      case 6 satisfies RuleKinds['sie']:
        this.lo = stored[MIE] & stored[MIDELEG];
        break;
      case 7 satisfies RuleKinds['sip']:
        this.lo = (stored[MIP] | this.devices.lines) & stored[MIDELEG];
        break;
      case 9 satisfies RuleKinds['satp']:
        this.lo = stored[SATP];
        this.hi = stored[SATP + 1];
        break;
      default:
        this.readElsewhere(number, at);
    }
  }

  /** The CSRs of PMP, WorldGuard, time and interrupt lines; 0 for the others. */
  private readElsewhere(number: number, at: number): void {
    this.lo = 0;
    switch (this.columns.kind[number]) {
      case 10 satisfies RuleKinds['pmpcfg']:
        this.lo = this.pmp.readCfg(at);
        this.hi = this.pmp.readCfg(at + 4);
        break;
      case 11 satisfies RuleKinds['pmpaddr']:
        this.lo = this.pmp.readAddrLo(at);
        this.hi = this.pmp.readAddrHi(at);
        break;
      case 12 satisfies RuleKinds['mlwid']:
        this.lo = this.worlds.mlwid;
        break;
      case 13 satisfies RuleKinds['mwiddeleg']:
        this.lo = this.worlds.mwiddeleg;
        break;
      case 14 satisfies RuleKinds['slwid']:
        this.lo = this.worlds.slwid;
        break;
      case 16 satisfies RuleKinds['mseccfg']:
        this.lo = this.pmp.mseccfg;
        break;
      case 17 satisfies RuleKinds['mip']:
        this.lo = this.hart.csr[MIP] | this.devices.lines;
        break;
      case 18 satisfies RuleKinds['counter']:
        this.counters.read(at);
        this.lo = this.counters.lo;
        this.hi = this.counters.hi;
        break;
      case 19 satisfies RuleKinds['time']:
        this.devices.clint.now();
        this.lo = this.devices.clint.timeLo;
        this.hi = this.devices.clint.timeHi;
        break;
    }
  }

  /**
   * Low half of what a set or clear of CSR `number`, just read, starts from.
   * @source Privileged ISA 3.1.9: of mip.SEIP "only the software-writable bit … is used"
   */
  heldLo(number: number): number {
    return number === MIP_NUMBER ? this.hart.csr[MIP] : this.lo;
  }

  /** Writes CSR `number` under its WARL rules. */
  write(number: number, lo: number, hi: number): void {
    const stored = this.hart.csr;
    const { at, maskLo, maskHi } = this.columns;
    const place = at[number];
    switch (this.columns.kind[number]) {
      case 3 satisfies RuleKinds['plain']:
      case 17 satisfies RuleKinds['mip']:
        stored[place] = lo & maskLo[number];
        stored[place + 1] = hi & maskHi[number];
        break;
      case 4 satisfies RuleKinds['mstatus']:
        this.writeStatus(lo);
        break;
      case 5 satisfies RuleKinds['sstatus']:
        stored[MSTATUS] = (stored[MSTATUS] & ~SSTATUS_FIELDS) | (lo & SSTATUS_FIELDS);
        break;
      case 6 satisfies RuleKinds['sie']:
        stored[MIE] = (stored[MIE] & ~stored[MIDELEG]) | (lo & stored[MIDELEG]);
        break;
      case 7 satisfies RuleKinds['sip']:
        this.writeSip(lo);
        break;
      case 8 satisfies RuleKinds['tvec']:
        if ((lo & 2) !== 0) break;
        stored[place] = lo;
        stored[place + 1] = hi;
        break;
      case 9 satisfies RuleKinds['satp']:
        this.writeSatp(lo, hi);
        break;
      default:
        this.writeElsewhere(number, lo, hi);
    }
  }

  private writeElsewhere(number: number, lo: number, hi: number): void {
    const place = this.columns.at[number];
    switch (this.columns.kind[number]) {
      case 10 satisfies RuleKinds['pmpcfg']:
        this.pmp.writeCfg(place, lo);
        this.pmp.writeCfg(place + 4, hi);
        break;
      case 11 satisfies RuleKinds['pmpaddr']:
        this.pmp.writeAddr(place, lo, hi);
        break;
      case 12 satisfies RuleKinds['mlwid']:
        this.worlds.writeMlwid(lo, hi);
        break;
      case 13 satisfies RuleKinds['mwiddeleg']:
        this.worlds.writeMwiddeleg(lo);
        break;
      case 14 satisfies RuleKinds['slwid']:
        this.worlds.writeSlwid(lo, hi);
        break;
      case 15 satisfies RuleKinds['envcfg']:
        this.writeEnvironment(number, lo, hi);
        break;
      case 16 satisfies RuleKinds['mseccfg']:
        this.pmp.writeMseccfg(lo);
        break;
      case 18 satisfies RuleKinds['counter']:
        this.counters.write(place, lo, hi);
        break;
    }
  }

  /** MPP is WARL: 2 is no mode, the old one stays. */
  private writeStatus(value: number): void {
    const stored = this.hart.csr;
    const asked = value & MSTATUS_WRITABLE;
    const isMode = (asked & STATUS_MPP) !== MPP_RESERVED;
    stored[MSTATUS] = isMode ? asked : (asked & ~STATUS_MPP) | (stored[MSTATUS] & STATUS_MPP);
  }

  /**
   * menvcfg and senvcfg. CBIE is WARL: of 2 the old value stays. ADUE is 0 where hardware never sets A and D.
   * @source Unprivileged ISA, Zicbom; Privileged ISA 3.1.18, Svadu
   */
  private writeEnvironment(number: number, lo: number, hi: number): void {
    const stored = this.hart.csr;
    const { at, maskLo, maskHi } = this.columns;
    const place = at[number];
    const kept = (lo & ENVCFG_CBIE) === CBIE_RESERVED ? stored[place] & ENVCFG_CBIE : lo & ENVCFG_CBIE;
    const hasUpdates = (this.hart.extensions & EXT_SVADE) === 0;
    stored[place] = (lo & maskLo[number] & ~ENVCFG_CBIE) | kept;
    stored[place + 1] = hasUpdates ? hi & maskHi[number] : 0;
  }

  /** Only SSIP can be written through sip, and only if it is delegated. */
  private writeSip(value: number): void {
    const stored = this.hart.csr;
    const writable = SSIP & stored[MIDELEG];
    stored[MIP] = (stored[MIP] & ~writable) | (value & writable);
  }

  /** "If satp is written with an unsupported MODE, the entire write has no effect." */
  private writeSatp(lo: number, hi: number): void {
    const mode = hi >>> SATP_MODE_SHIFT_HI;
    if (mode !== SATP_BARE && mode !== SATP_SV39 && mode !== SATP_SV48) return;
    const stored = this.hart.csr;
    if (stored[SATP] === lo && stored[SATP + 1] === hi) return;
    stored[SATP] = lo;
    stored[SATP + 1] = hi;
    this.formed.clear();
  }
}
