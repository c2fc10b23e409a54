import { OUTCOME_FAULT } from '../../trace/record.ts';
import {
  ENVCFG_ADUE_HI,
  type HartState,
  MENVCFG,
  MODE_S,
  MODE_U,
  MSTATUS,
  SATP,
  SATP_MODE_SHIFT_HI,
  SATP_SV48,
  STATUS_MXR,
  STATUS_SUM,
} from '../hart/hart-state.ts';
import type { StepRecord } from '../hart/step-record.ts';
import { ruleIndex } from '../rules.ts';
import { READ, WRITE } from '../world/checker.ts';
import type { Worlds } from '../world/worlds.ts';
import type { Bus } from './bus.ts';
import { DENIED, DROPPED, OPEN } from './gates.ts';
import { PMP_READ, PMP_WRITE, type Pmp } from './pmp.ts';
import { PURPOSE } from './purpose.ts';
import type { Ram } from './ram.ts';

/** Access types of a translation. */
export const LOAD = 0;
export const STORE = 1;
export const FETCH = 2;

/** How a translation ends. */
export const TRANSLATED = 0;
export const PAGE_FAULT = 1;
export const ACCESS_FAULT = 2;
/** Only from a walk that may not change memory: it would have to set A or D. */
export const NEEDS_UPDATE = 3;

/** Told of walks as they end, for explanations; what was read is then in the walker. */
export interface WalkListener {
  /** A walk for an access of `type` (0 load, 1 store, 2 fetch), or one that only asked what such a walk would find. */
  walked(vaLo: number, vaHi: number, type: number, isMade: boolean): void;
}

/** PTEs of the longest walk, Sv48's. */
export const MAX_LEVELS = 4;
const SV39_LEVELS = 3;
/** Bits of a leaf's address that come from the virtual one, by level: halves. */
export const OFFSET_LO = [0xfff, 0x1f_ffff, 0x3fff_ffff, -1];
export const OFFSET_HI = [0, 0, 0, 0x7f];
const PTE_BYTES = 8;
const PTE_V = 1;
const PTE_R = 2;
const PTE_W = 4;
const PTE_X = 8;
const PTE_U = 16;
const PTE_G = 32;
const PTE_A = 64;
const PTE_D = 128;
/** N, PBMT and the reserved bits 60:54, in the high half. */
const PTE_RESERVED_HI = 0xffc0_0000 | 0;
/** PTEs are read into and written from these bytes of the bus's buffer; the lower eight may hold a store's data. */
const PTE_AT = 8;

const RULE = {
  notCanonical: ruleIndex('va-not-canonical'),
  pmp: ruleIndex('pte-pmp'),
  busError: ruleIndex('pte-bus-error'),
  reserved: ruleIndex('pte-reserved'),
  invalid: ruleIndex('pte-invalid'),
  writeOnly: ruleIndex('pte-write-without-read'),
  pointerFlags: ruleIndex('pte-pointer-flags'),
  noLeaf: ruleIndex('pte-no-leaf'),
  misaligned: ruleIndex('pte-misaligned-superpage'),
  userPage: ruleIndex('pte-user-page'),
  supervisorPage: ruleIndex('pte-supervisor-page'),
  permission: ruleIndex('pte-permission'),
  accessedDirty: ruleIndex('pte-accessed-dirty'),
  updatePmp: ruleIndex('ad-update-pmp'),
  updateChecker: ruleIndex('ad-update-checker'),
  updateIopmp: ruleIndex('ad-update-iopmp'),
  updateNotRam: ruleIndex('ad-update-not-ram'),
  updateReadOnly: ruleIndex('ad-update-read-only'),
  updateRemapped: ruleIndex('ad-update-remapped'),
} as const;

/**
 * The page walk of Sv39 and Sv48, from satp and memory as they are. Leaves what it read for the explanation, and its
 * result in `paLo`, `paHi`.
 *
 * @source Privileged ISA 4.3.2, 4.4 and 4.5; worldguard.md 8.5
 */
export class Walker {
  paLo = 0;
  paHi = 0;
  /** PTEs read by the last walk, from the root down: physical address and value of each. */
  count = 0;
  readonly addressLo = new Int32Array(MAX_LEVELS);
  readonly addressHi = new Int32Array(MAX_LEVELS);
  readonly pteLo = new Int32Array(MAX_LEVELS);
  readonly pteHi = new Int32Array(MAX_LEVELS);
  /** Level of the leaf: 0 = 4 KiB, 1 = 2 MiB, 2 = 1 GiB, 3 = 512 GiB. */
  level = 0;
  /** Levels of the table: the first PTE that is read is one of level `levels` - 1. */
  levels = 0;
  /** Some PTE of the walk has G. */
  isGlobal = false;
  listener: WalkListener | undefined;
  private type = LOAD as number;
  private privilege = MODE_U as number;
  private readonly hart: HartState;
  private readonly worlds: Worlds;
  private readonly pmp: Pmp;
  private readonly bus: Bus;
  private readonly ram: Ram;
  private readonly step: StepRecord;

  constructor(parts: { hart: HartState; worlds: Worlds; pmp: Pmp; bus: Bus; ram: Ram; step: StepRecord }) {
    this.hart = parts.hart;
    this.worlds = parts.worlds;
    this.pmp = parts.pmp;
    this.bus = parts.bus;
    this.ram = parts.ram;
    this.step = parts.step;
  }

  /** Translates for an access that is made: logs denials, sets A and D. Returns how it ends, never NEEDS_UPDATE. */
  walk(vaLo: number, vaHi: number, type: number, privilege: number): number {
    this.type = type;
    this.privilege = privilege;
    let found = this.descend(vaLo, vaHi);
    if (found === NEEDS_UPDATE) found = this.update();
    this.listener?.walked(vaLo, vaHi, type, true);
    return found;
  }

  /** What {@link Walker.walk} would find; changes nothing but this walker and the step's rule. */
  ask(vaLo: number, vaHi: number, type: number, privilege: number): number {
    this.type = type;
    this.privilege = privilege;
    this.bus.quiet = true;
    const found = this.descend(vaLo, vaHi);
    this.bus.quiet = false;
    this.listener?.walked(vaLo, vaHi, type, false);
    return found;
  }

  private descend(vaLo: number, vaHi: number): number {
    this.count = 0;
    this.isGlobal = false;
    const levels = this.hart.csr[SATP + 1] >>> SATP_MODE_SHIFT_HI === SATP_SV48 ? MAX_LEVELS : SV39_LEVELS;
    this.levels = levels;
    if (!isCanonical(vaHi, levels)) return this.refuse(RULE.notCanonical);
    const satpLo = this.hart.csr[SATP];
    let tableLo = satpLo << 12;
    let tableHi = (satpLo >>> 20) | ((this.hart.csr[SATP + 1] & 0xfff) << 12);
    for (let level = levels - 1; level >= 0; level--) {
      const status = this.readPte((tableLo + 8 * vpn(vaLo, vaHi, level)) | 0, tableHi);
      if (status !== TRANSLATED) return status;
      const lo = this.pteLo[this.count - 1];
      const hi = this.pteHi[this.count - 1];
      const rule = malformed(lo, hi);
      if (rule !== 0) return this.refuse(rule);
      if ((lo & PTE_G) !== 0) this.isGlobal = true;
      if ((lo & (PTE_R | PTE_W | PTE_X)) !== 0) {
        this.level = level;
        return this.leaf(vaLo, vaHi, lo, hi);
      }
      tableLo = (lo & ~0x3ff) << 2;
      tableHi = pteAddressHigh(lo, hi);
    }
    return this.refuse(RULE.noLeaf);
  }

  private refuse(rule: number): number {
    this.step.rule = rule;
    return PAGE_FAULT;
  }

  private refuseAccess(rule: number): number {
    this.step.rule = rule;
    return ACCESS_FAULT;
  }

  /** Reads one PTE with S privilege and the walker's WID; a silent denial reads 0. */
  private readPte(lo: number, hi: number): number {
    if (!this.pmp.allows(lo, hi, PTE_BYTES, PMP_READ, MODE_S)) return this.refuseAccess(RULE.pmp);
    this.bus.mark(this.worlds.walkerWid(), PURPOSE.data);
    const k = this.count++;
    this.addressLo[k] = lo;
    this.addressHi[k] = hi;
    const { window } = this.bus;
    window.route(lo, hi, READ);
    if (this.bus.isOpenRam(window.lo, window.hi, PTE_BYTES, READ)) {
      const offset = this.ram.offsetOf(window.lo, window.hi);
      this.pteLo[k] = this.ram.word(offset);
      this.pteHi[k] = this.ram.word(offset + 4);
      return TRANSLATED;
    }
    if (this.bus.read(window.lo, window.hi, PTE_BYTES, PTE_AT) === OUTCOME_FAULT)
      return this.refuseAccess(RULE.busError);
    this.pteLo[k] = this.bus.words[PTE_AT / 4];
    this.pteHi[k] = this.bus.words[PTE_AT / 4 + 1];
    return TRANSLATED;
  }

  /** Checks the leaf and forms the physical address. */
  private leaf(vaLo: number, vaHi: number, lo: number, hi: number): number {
    const offsetLo = OFFSET_LO[this.level];
    const offsetHi = OFFSET_HI[this.level];
    const pageLo = (lo & ~0x3ff) << 2;
    const pageHi = pteAddressHigh(lo, hi);
    if ((pageLo & offsetLo) !== 0 || (pageHi & offsetHi) !== 0) return this.refuse(RULE.misaligned);
    const rule = forbidden(lo, this.type, this.privilege, this.hart.csr[MSTATUS]);
    if (rule !== 0) return this.refuse(rule);
    this.paLo = pageLo | (vaLo & offsetLo);
    this.paHi = pageHi | (vaHi & offsetHi);
    if (!lacksAccessedDirty(lo, this.type)) return TRANSLATED;
    const hardware = (this.hart.csr[MENVCFG + 1] & ENVCFG_ADUE_HI) !== 0;
    return hardware ? NEEDS_UPDATE : this.refuse(RULE.accessedDirty);
  }

  /**
   * Sets A, and D for a store, in the leaf PTE. Counts as a store by the CPU.
   * @source worldguard.md 5.7: "refused by PMP or checker (whatever ER/EW; logged by EW/IW), read-only or not RAM gives
   * the access fault of the original type"
   */
  private update(): number {
    const k = this.count - 1;
    const { window, gates } = this.bus;
    window.route(this.addressLo[k], this.addressHi[k], READ);
    const { lo, hi } = window;
    window.route(this.addressLo[k], this.addressHi[k], WRITE);
    if (!this.pmp.allows(this.addressLo[k], this.addressHi[k], PTE_BYTES, PMP_WRITE, MODE_S))
      return this.refuseAccess(RULE.updatePmp);
    if (window.lo !== lo || window.hi !== hi) return this.refuseAccess(RULE.updateRemapped);
    this.bus.mark(this.worlds.walkerWid(), PURPOSE.atomic);
    const answer = gates.decide(lo, hi, PTE_BYTES, WRITE);
    if (answer === DENIED) {
      gates.deny(lo, PTE_BYTES, WRITE);
      return this.refuseAccess(gates.isByIopmp ? RULE.updateIopmp : RULE.updateChecker);
    }
    if (answer !== OPEN)
      return this.refuseAccess(answer === DROPPED ? RULE.updateReadOnly : RULE.updateNotRam);
    const offset = this.ram.offsetOf(lo, hi);
    this.pteLo[k] |= this.type === STORE ? PTE_A | PTE_D : PTE_A;
    this.bus.words[PTE_AT / 4] = this.pteLo[k];
    this.bus.words[PTE_AT / 4 + 1] = this.pteHi[k];
    this.ram.store(offset, PTE_BYTES, this.bus.buffer, PTE_AT);
    return TRANSLATED;
  }
}

/** Sv39: "bits 63-39 must be equal to bit 38"; Sv48: bits 63-48 to bit 47. */
function isCanonical(vaHi: number, levels: number): boolean {
  const top = vaHi >> (levels === MAX_LEVELS ? 15 : 6);
  return top === 0 || top === -1;
}

/** Virtual page number field of `level`: 9 bits from bit 12 + 9 * level on. */
function vpn(vaLo: number, vaHi: number, level: number): number {
  if (level === 3) return (vaHi >>> 7) & 0x1ff;
  if (level === 2) return ((vaLo >>> 30) | (vaHi << 2)) & 0x1ff;
  return (vaLo >>> (level === 1 ? 21 : 12)) & 0x1ff;
}

/** Bits 63:32 of PPN << 12: PTE bits 53:10 are address bits 55:12. */
function pteAddressHigh(lo: number, hi: number): number {
  return (lo >>> 30) | ((hi & 0x3f_ffff) << 2);
}

/** Rule that a PTE breaks whatever the access, or 0. */
function malformed(lo: number, hi: number): number {
  if ((lo & PTE_V) === 0) return RULE.invalid;
  if ((hi & PTE_RESERVED_HI) !== 0) return RULE.reserved;
  if ((lo & (PTE_R | PTE_W)) === PTE_W) return RULE.writeOnly;
  const pointer = (lo & (PTE_R | PTE_X)) === 0;
  return pointer && (lo & (PTE_A | PTE_D | PTE_U)) !== 0 ? RULE.pointerFlags : 0;
}

/**
 * Rule by which a leaf PTE refuses an access of `type` made with `privilege` under mstatus `status`, or 0.
 * @source Privileged ISA 4.3.1 (U, R, W, X), 3.1.6.3 (SUM, MXR)
 */
export function forbidden(pte: number, type: number, privilege: number, status: number): number {
  const isUser = (pte & PTE_U) !== 0;
  if (privilege === MODE_U) {
    if (!isUser) return RULE.supervisorPage;
  } else if (isUser && (type === FETCH || (status & STATUS_SUM) === 0)) return RULE.userPage;
  let right = type === FETCH ? PTE_X : type === STORE ? PTE_W : PTE_R;
  if (type === LOAD && (status & STATUS_MXR) !== 0) right |= PTE_X;
  return (pte & right) === 0 ? RULE.permission : 0;
}

/** Whether A is missing, or D for a store. */
export function lacksAccessedDirty(pte: number, type: number): boolean {
  return (pte & PTE_A) === 0 || (type === STORE && (pte & PTE_D) === 0);
}
