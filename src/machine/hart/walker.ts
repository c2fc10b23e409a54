/** The page-table walker of the machine: Sv39 with A/D update (worldguard.md 8.5, 2.4; decisions.md base (f), B01-B03, B34). */
import { toNumber } from '../../bits/word.ts';
import type { Quirks } from '../design.ts';
import { type Bus, UNMARKED } from '../memory/bus.ts';
import type { DirtyMemory } from '../memory/dirty.ts';
import { LOAD, OK, STORE } from '../status.ts';
import { type Pmp, PROT_R, PROT_W, PROT_X } from './pmp.ts';
import { type HartState, MMU_SUM, MODE_M, MODE_S, MODE_U, MSTATUS_MXR, privilegeOf } from './state.ts';
import type { WorldIds } from './world-ids.ts';

const PTE_V = 1;
const PTE_R = 2;
const PTE_W = 4;
const PTE_X = 8;
const PTE_U = 16;
const PTE_A = 64;
const PTE_D = 128;

/** Access-fault causes by access type; page-fault causes are PAGE_FAULT. */
const ACCESS_FAULT = [5, 7, 1] as const;
const PAGE_FAULT = [13, 15, 12] as const;

const LEVELS = 3;

export interface WalkerParts {
  readonly state: HartState;
  readonly pmp: Pmp;
  readonly bus: Bus;
  readonly dirty: DirtyMemory;
  readonly worlds: WorldIds;
  readonly quirks: Quirks;
}

export class Walker {
  /** Result of a walk: page address (halves) and R/W/X as the page table gives them to this access. */
  paLo = 0;
  paHi = 0;
  prot = 0;

  private readonly state: HartState;
  private readonly pmp: Pmp;
  private readonly bus: Bus;
  private readonly dirty: DirtyMemory;
  private readonly worlds: WorldIds;
  private readonly quirks: Quirks;

  constructor(parts: WalkerParts) {
    this.state = parts.state;
    this.pmp = parts.pmp;
    this.bus = parts.bus;
    this.dirty = parts.dirty;
    this.worlds = parts.worlds;
    this.quirks = parts.quirks;
  }

  /** Forgets the last walk. */
  reset(): void {
    this.paLo = 0;
    this.paHi = 0;
    this.prot = 0;
  }

  /** Translates the virtual address for `type` in `mmuIndex`; OK or FAULT (pending in the state). */
  walk(lo: number, hi: number, type: number, mmuIndex: number): number {
    if (mmuIndex === MODE_M || this.state.satpHi >>> 28 === 0) {
      this.paLo = lo & ~0xfff;
      this.paHi = hi;
      this.prot = PROT_R | PROT_W | PROT_X;
      return OK;
    }
    const sign = hi >> 6;
    if (sign !== 0 && sign !== -1) return this.pageFault(type, lo, hi);
    return this.descend(lo, hi, type, mmuIndex);
  }

  private descend(lo: number, hi: number, type: number, mmuIndex: number): number {
    let tableLo = this.state.satpLo;
    let tableHi = this.state.satpHi & 0xfff;
    for (let level = LEVELS - 1; level >= 0; level--) {
      const index = level === 2 ? ((lo >>> 30) | (hi << 2)) & 0x1ff : (lo >>> (12 + 9 * level)) & 0x1ff;
      const address = toNumber(tableLo, tableHi) * 4096 + index * 8;
      if (!this.pmp.allows(address, 8, LOAD, MODE_S)) return this.accessFault(type, lo, hi);
      if (this.bus.readEntry(address, this.quirks['walker-unmarked'] ? UNMARKED : this.worlds.of(MODE_S))) {
        if (this.quirks['pte-bus-error-is-page-fault']) return this.pageFault(type, lo, hi);
        return this.accessFault(type, lo, hi);
      }
      const pteLo = this.bus.dataLo;
      const pteHi = this.bus.dataHi;
      if ((pteLo & PTE_V) === 0 || pteHi >>> 22 !== 0) return this.pageFault(type, lo, hi);
      tableLo = (pteLo >>> 10) | (pteHi << 22);
      tableHi = (pteHi >>> 10) & 0xfff;
      if ((pteLo & (PTE_R | PTE_W | PTE_X)) !== 0) {
        const span = (1 << (9 * level)) - 1;
        if ((tableLo & span) !== 0) return this.pageFault(type, lo, hi);
        this.paLo = (tableLo | ((lo >>> 12) & span)) << 12;
        this.paHi = (tableHi << 12) | (tableLo >>> 20);
        return this.leaf(lo, hi, type, mmuIndex, address);
      }
      if ((pteLo & (PTE_U | PTE_A | PTE_D)) !== 0) return this.pageFault(type, lo, hi);
    }
    return this.pageFault(type, lo, hi);
  }

  /** Permissions and A/D of the leaf just read (still in the bus's data). */
  private leaf(lo: number, hi: number, type: number, mmuIndex: number, address: number): number {
    const pte = this.bus.dataLo;
    const rights = pte & (PTE_R | PTE_W | PTE_X);
    if (rights === PTE_W || rights === (PTE_W | PTE_X)) return this.pageFault(type, lo, hi);
    let prot = rights >> 1;
    if ((prot & PROT_X) !== 0 && (this.state.mstatus & MSTATUS_MXR) !== 0) prot |= PROT_R;
    if ((pte & PTE_U) !== 0) {
      if (privilegeOf(mmuIndex) === MODE_S) prot = mmuIndex === MMU_SUM ? prot & ~PROT_X : 0;
    } else if (mmuIndex === MODE_U) prot = 0;
    const need = type === LOAD ? PROT_R : type === STORE ? PROT_W : PROT_X;
    if ((prot & need) === 0) return this.pageFault(type, lo, hi);
    const wanted = type === STORE ? PTE_A | PTE_D : PTE_A;
    if ((pte & wanted) !== wanted) {
      if (!this.state.hardwareAd) return this.pageFault(type, lo, hi);
      const status = this.update(lo, hi, type, address, pte | wanted);
      if (status !== OK) return status;
    }
    // A clean page is entered without write permission, so that the first store walks again and sets D.
    if (type !== STORE && (pte & PTE_D) === 0) prot &= ~PROT_W;
    this.prot = prot;
    return OK;
  }

  /** Writes A and D back to the leaf at `address`. */
  private update(lo: number, hi: number, type: number, address: number, value: number): number {
    const checkers = this.bus.checkers && address >= 0x8000_0000;
    if (this.quirks['ad-update-asks-read']) {
      const wid = this.bus.trustedWid;
      // Looked up as a read: what the checker denies is I/O to this path.
      if (checkers && this.bus.hostOf(address) >= 0 && !this.bus.dramChecker.grants(address, 8, wid, false)) {
        return this.notRam(lo, hi, type);
      }
    } else {
      if (!this.pmp.allows(address, 8, STORE, MODE_S)) return this.accessFault(type, lo, hi);
      if (checkers && this.bus.hostOf(address) >= 0 && this.updateDenied(address))
        return this.accessFault(type, lo, hi);
    }
    const host = this.bus.hostOf(address);
    if (host < 0) return this.notRam(lo, hi, type);
    this.bus.ram.touch(host, 4);
    this.bus.ram.words[host >> 2] = value;
    if (!this.quirks['ad-update-bypasses-store']) this.dirty.storeTo(this.bus.ram.ramOf(host), 8);
    return OK;
  }

  /** Asks read and write with the S-privilege WID; a refusal is logged as a write. */
  private updateDenied(address: number): boolean {
    const checker = this.bus.dramChecker;
    const wid = this.worlds.of(MODE_S);
    const reads = checker.grants(address, 8, wid, false);
    if (checker.grants(address, 8, wid, true) && reads) return false;
    checker.log(address, wid, true);
    return true;
  }

  private notRam(lo: number, hi: number, type: number): number {
    if (this.quirks['ad-update-bypasses-store']) return this.pageFault(type, lo, hi);
    return this.accessFault(type, lo, hi);
  }

  private pageFault(type: number, lo: number, hi: number): number {
    return this.state.fault(PAGE_FAULT[type], lo, hi);
  }

  private accessFault(type: number, lo: number, hi: number): number {
    return this.state.fault(ACCESS_FAULT[type], lo, hi);
  }
}

/** The access-fault cause of an access type. */
export function accessFaultOf(type: number): number {
  return ACCESS_FAULT[type];
}
