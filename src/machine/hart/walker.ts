/** The page-table walker of the machine: Sv39 and Sv48 with A/D update (worldguard.md 8.5, 2.4; decisions.md base (f), B01-B03, B34). */
import { toNumber } from '../../bits/word.ts';
import type { Quirks } from '../design.ts';
import { type Bus, UNMARKED } from '../memory/bus.ts';
import type { DirtyMemory } from '../memory/dirty.ts';
import { SECTION_BLOCKED, SECTION_RAM, SECTION_SPACE, SECTIONS, UNASSIGNED } from '../memory/section.ts';
import { FETCH, LEAVE, LOAD, OK, STOP, STORE } from '../status.ts';
import { type Pmp, PROT_R, PROT_W, PROT_X } from './pmp.ts';
import { type HartState, MMU_SUM, MODE_M, MODE_S, MODE_U, MSTATUS_MXR } from './state.ts';
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

const SATP_SV48 = 9;
/** Bits 63:54 of an entry (N, PBMT, reserved) are bits 31:22 of its upper half. */
const RESERVED_SHIFT = 22;

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
  /** Page number of the table being read, later of the leaf's page. */
  private tableLo = 0;
  private tableHi = 0;

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
    this.tableLo = 0;
    this.tableHi = 0;
  }

  /** Translates the virtual address for `type` in `mmuIndex`; OK, FAULT (pending in the state), LEAVE or STOP. */
  walk(lo: number, hi: number, type: number, mmuIndex: number): number {
    const scheme = mmuIndex === MODE_M ? 0 : this.state.satpHi >>> 28;
    if (scheme === 0) {
      this.paLo = lo & ~0xfff;
      this.paHi = hi;
      this.prot = PROT_R | PROT_W | PROT_X;
      return OK;
    }
    const levels = scheme === SATP_SV48 ? 4 : 3;
    const sign = hi >> (9 * levels - 21);
    if (sign !== 0 && sign !== -1) return this.pageFault(type, lo, hi);
    return this.descend(lo, hi, type, mmuIndex, levels);
  }

  private descend(lo: number, hi: number, type: number, mmuIndex: number, levels: number): number {
    this.tableLo = this.state.satpLo;
    this.tableHi = this.state.satpHi & 0xfff;
    for (let level = levels - 1; level >= 0; level--) {
      const index = indexAt(level, lo, hi);
      const address = toNumber(this.tableLo, this.tableHi) * 4096 + index * 8;
      const status = this.readEntry(address, lo, hi, type);
      if (status !== OK) return status;
      const pte = this.bus.dataLo;
      if ((pte & (PTE_R | PTE_W | PTE_X)) !== 0) {
        return this.aim(lo, hi, level)
          ? this.leaf(lo, hi, type, mmuIndex, address)
          : this.pageFault(type, lo, hi);
      }
      if ((pte & (PTE_U | PTE_A | PTE_D)) !== 0) return this.pageFault(type, lo, hi);
    }
    return this.pageFault(type, lo, hi);
  }

  /** Reads the entry at `address` into the bus's data and its page number into tableLo/tableHi. */
  private readEntry(address: number, lo: number, hi: number, type: number): number {
    if (!this.pmp.allows(address, 8, LOAD, MODE_S)) return this.accessFault(type, lo, hi);
    const wid = this.quirks['walker-unmarked'] ? UNMARKED : this.worlds.of(MODE_S);
    if (this.bus.readEntry(address, wid)) {
      if (this.state.stop !== 0) return STOP;
      if (this.quirks['pte-bus-error-is-page-fault']) return this.pageFault(type, lo, hi);
      return this.accessFault(type, lo, hi);
    }
    const pteLo = this.bus.dataLo;
    const pteHi = this.bus.dataHi;
    if ((pteLo & PTE_V) === 0 || pteHi >>> RESERVED_SHIFT !== 0) return this.pageFault(type, lo, hi);
    this.tableLo = (pteLo >>> 10) | (pteHi << 22);
    this.tableHi = (pteHi >>> 10) & 0xfff;
    return OK;
  }

  /** Sets the page address from the leaf's page number; false: a misaligned super-page. */
  private aim(lo: number, hi: number, level: number): boolean {
    const span = (1 << (9 * level)) - 1;
    if ((this.tableLo & span) !== 0) return false;
    const page = this.tableLo | (((lo >>> 12) | (hi << 20)) & span);
    this.paLo = page << 12;
    this.paHi = (this.tableHi << 12) | (page >>> 20);
    return true;
  }

  /** Permissions and A/D of the leaf just read (still in the bus's data). */
  private leaf(lo: number, hi: number, type: number, mmuIndex: number, address: number): number {
    const pte = this.bus.dataLo;
    const prot = this.rightsOf(pte, mmuIndex);
    const need = type === LOAD ? PROT_R : type === STORE ? PROT_W : PROT_X;
    if ((prot & need) === 0) return this.pageFault(type, lo, hi);
    const wanted = type === STORE ? PTE_A | PTE_D : PTE_A;
    if ((pte & wanted) !== wanted) {
      if (!this.state.hardwareAd) return this.pageFault(type, lo, hi);
      if (type !== FETCH && this.leavesFirst) return LEAVE;
      const status = this.update(lo, hi, type, address, pte | wanted);
      if (status !== OK) return status;
    }
    // A clean page is entered without write permission, so that the first store walks again and sets D.
    this.prot = type !== STORE && (pte & PTE_D) === 0 ? prot & ~PROT_W : prot;
    return OK;
  }

  /** Mended: A and D are set by an instruction that will not be abandoned, the last of its block. */
  private get leavesFirst(): boolean {
    return !this.state.lastOfBlock && !this.quirks['ad-update-before-leaving'];
  }

  /** What a leaf gives in an mmu index: its rights under MXR, U and SUM; none for reserved combinations. */
  private rightsOf(pte: number, mmuIndex: number): number {
    let prot = (pte & (PTE_R | PTE_W | PTE_X)) >> 1;
    if ((prot & (PROT_R | PROT_W)) === PROT_W) return 0;
    if ((prot & PROT_X) !== 0 && (this.state.mstatus & MSTATUS_MXR) !== 0) prot |= PROT_R;
    const isUserPage = (pte & PTE_U) !== 0;
    if (mmuIndex === MODE_U) return isUserPage ? prot : 0;
    if (!isUserPage) return prot;
    return mmuIndex === MMU_SUM ? prot & ~PROT_X : 0;
  }

  /** Writes A and D back to the leaf at `address`. */
  private update(lo: number, hi: number, type: number, address: number, value: number): number {
    const { bus } = this;
    let section = UNASSIGNED;
    if (this.quirks['ad-update-asks-read']) {
      // Looked up as a read: what a checker denies is I/O to this path.
      section = bus.routeUpdateAsRead(address);
    } else {
      if (!this.pmp.allows(address, 8, STORE, MODE_S)) return this.accessFault(type, lo, hi);
      section = bus.routeUpdate(address, this.worlds.of(MODE_S));
      if (SECTIONS[section].kind === SECTION_BLOCKED) return this.accessFault(type, lo, hi);
    }
    if (this.state.stop !== 0) return STOP;
    if (this.isRefused(section)) return this.accessFault(type, lo, hi);
    const { kind, readOnly } = SECTIONS[section];
    if (kind !== SECTION_RAM || bus.shared || (readOnly && !this.quirks['ad-update-bypasses-store'])) {
      return this.notRam(lo, hi, type);
    }
    const host = bus.ram.hostOfPhysical(bus.routed);
    bus.ram.touch(host, 4);
    bus.ram.words[host >> 2] = value;
    if (!this.quirks['ad-update-bypasses-store']) this.dirty.storeTo(bus.ram.ramOf(host), 8);
    return OK;
  }

  /** The IOPMP has refused; as posted it was asked for a read, and what it refuses is I/O to this path. */
  private isRefused(section: number): boolean {
    return SECTIONS[section].kind === SECTION_SPACE && !this.bus.gate.shows('update-asks-read');
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

/** Index into the table of a level that the virtual address selects. */
function indexAt(level: number, lo: number, hi: number): number {
  if (level === 3) return (hi >>> 7) & 0x1ff;
  return level === 2 ? ((lo >>> 30) | (hi << 2)) & 0x1ff : (lo >>> (12 + 9 * level)) & 0x1ff;
}

/** The access-fault cause of an access type. */
export function accessFaultOf(type: number): number {
  return ACCESS_FAULT[type];
}
