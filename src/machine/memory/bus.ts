/**
 * The address space behind the TLB: I/O pieces of the slow path, transactions that do not come through the TLB (page
 * walks, DMA, pieces of shared pages), and who answers for them. Results are in fields; a piece never crosses an 8-byte
 * boundary.
 */
import { DRAM_BASE, type Input, PAGE, REMAP_BASE, UART_BASE, UART_SIZE } from '../../input/layout.ts';
import { Board, type BoardParts } from './board.ts';
import type { DirtyMemory } from './dirty.ts';
import {
  DEVICE_REMAP,
  grantedSection,
  SECTION_BLOCKED,
  SECTION_DISPATCH,
  SECTION_IO,
  SECTION_IOMMU,
  SECTION_RAM,
  SECTION_ROMD,
  SECTIONS,
  sectionOfPage,
  TAIL_PAGE,
  UART,
  UART_UPSTREAM,
  UNASSIGNED,
} from './section.ts';

/** A WID that stands for "attributes unspecified". */
export const UNMARKED = -1;

export interface BusParts extends BoardParts {
  readonly dirty: DirtyMemory;
}

export class Bus extends Board {
  /** Data of the last read, zero-extended. */
  dataLo = 0;
  dataHi = 0;
  /** The last piece was denied by a checker. */
  denied = false;

  /** The part of an access on one page that the coming pieces belong to: physical address and bytes. */
  portion = 0;
  portionSize = 0;

  /** Where {@link route} ended, and whether a page that regions share was on the way. */
  routed = 0;
  shared = false;

  private readonly dirty: DirtyMemory;

  constructor(parts: BusParts) {
    super(parts);
    this.dirty = parts.dirty;
  }

  override reset(input: Input): void {
    super.reset(input);
    this.dataLo = 0;
    this.dataHi = 0;
    this.denied = false;
    this.portion = 0;
    this.portionSize = 0;
    this.routed = 0;
    this.shared = false;
  }

  /**
   * Reads a naturally aligned piece through a section without host memory; true: bus error. `offset`: from the section's
   * base. Data are in dataLo/dataHi.
   */
  readPiece(section: number, offset: number, size: number, wid: number): boolean {
    this.denied = false;
    const s = SECTIONS[section];
    if (s.kind === SECTION_DISPATCH) return this.readPhysical(s.base + offset, size, wid);
    return this.readAt(section, s.base + offset, size, wid);
  }

  /** Writes a naturally aligned piece of the value lo/hi; true: bus error. */
  writePiece(section: number, offset: number, size: number, wid: number, lo: number, hi: number): boolean {
    this.denied = false;
    const s = SECTIONS[section];
    if (s.kind === SECTION_DISPATCH) return this.writePhysical(s.base + offset, size, wid, lo, hi);
    return this.writeAt(section, s.base + offset, size, wid, lo, hi);
  }

  /**
   * A read of a naturally aligned piece by its physical address, not through the TLB; true: bus error. `wid` may be
   * {@link UNMARKED}.
   */
  readPhysical(pa: number, size: number, wid: number): boolean {
    this.denied = false;
    const marked = wid === UNMARKED ? this.trustedWid : wid;
    const section = this.route(pa, size, marked, false);
    return this.readAt(section, this.routed, size, marked);
  }

  /** As {@link readPhysical}, a write of the low bytes of lo/hi. It is no CPU store: see DirtyMemory.writeTo. */
  writePhysical(pa: number, size: number, wid: number, lo: number, hi: number): boolean {
    this.denied = false;
    const marked = wid === UNMARKED ? this.trustedWid : wid;
    const section = this.route(pa, size, marked, true);
    return this.writeAt(section, this.routed, size, marked, lo, hi);
  }

  /** Reads 8 bytes at a physical address that is a multiple of 8, as the page walker does. */
  readEntry(pa: number, wid: number): boolean {
    return this.readPhysical(pa, 8, wid);
  }

  /**
   * Who serves a transaction: asks the checkers and follows the remapping region on its way. Returns a section that is no
   * IOMMU and no shared page; `routed` is the address there, `shared` whether a shared page was on the way.
   */
  route(pa: number, size: number, wid: number, isWrite: boolean): number {
    let section = sectionOfPage(this, pageOf(pa));
    this.routed = pa;
    this.shared = false;
    for (;;) {
      const s = SECTIONS[section];
      if (s.kind === SECTION_DISPATCH) {
        this.shared = true;
        section = this.sectionOfPiece(section, size);
      } else if (s.kind !== SECTION_IOMMU) return section;
      else if (s.device === DEVICE_REMAP) section = this.redirect(isWrite);
      else {
        this.portion = this.routed;
        this.portionSize = size;
        const granted = this.allCheckers[s.checker].grants(this.routed, size, wid, isWrite);
        section = granted ? grantedSection(this, section) : s.denied;
      }
    }
  }

  /**
   * Who serves the read and write that an A/D update is: every checker on its way must grant both, the remapping region
   * must send both to one page. Returns as {@link route}; a refusal is logged as that of a write.
   */
  routeUpdate(pa: number, wid: number): number {
    let section = sectionOfPage(this, pageOf(pa));
    this.routed = pa;
    this.shared = false;
    while (SECTIONS[section].kind === SECTION_IOMMU) {
      const s = SECTIONS[section];
      if (s.device === DEVICE_REMAP) {
        const index = Math.floor((this.routed - REMAP_BASE) / PAGE);
        const isOne = this.remap.target(index, false) === this.remap.target(index, true);
        section = isOne ? this.redirect(true) : UNASSIGNED;
      } else section = this.grantsUpdate(s.checker, wid) ? grantedSection(this, section) : s.denied;
    }
    return section;
  }

  private grantsUpdate(which: number, wid: number): boolean {
    const checker = this.allCheckers[which];
    const reads = checker.grants(this.routed, 8, wid, false);
    if (checker.grants(this.routed, 8, wid, true) && reads) return true;
    checker.log(this.routed, wid, true);
    return false;
  }

  /** Host address of the memory behind a physical address, whatever a checker says; -1: none. */
  hostOf(pa: number): number {
    const { kind, block, device } = SECTIONS[sectionOfPage(this, pageOf(pa))];
    if (kind === SECTION_DISPATCH) return this.isInTail(pa, 1) ? this.ram.hostOfPhysical(pa) : -1;
    const isMemory = block >= 0 || (kind === SECTION_IOMMU && device !== DEVICE_REMAP);
    return isMemory ? this.ram.hostOfPhysical(pa) : -1;
  }

  /** The section that serves the piece at `routed` of a page that regions share. */
  private sectionOfPiece(page: number, size: number): number {
    if (page === TAIL_PAGE) return this.isInTail(this.routed, size) ? this.dramSection : UNASSIGNED;
    if (this.routed - UART_BASE + size > UART_SIZE) return UNASSIGNED;
    return this.checkers ? UART_UPSTREAM : UART;
  }

  private isInTail(pa: number, size: number): boolean {
    const offset = pa - DRAM_BASE - this.dramBytes;
    return offset >= 0 && offset + size <= this.tailBytes;
  }

  /** Moves `routed` to where the remapping region sends it; the section there. */
  private redirect(isWrite: boolean): number {
    const offset = this.routed - REMAP_BASE;
    const target = this.remap.target(Math.floor(offset / PAGE), isWrite);
    if (target < 0) return UNASSIGNED;
    this.routed = target + (offset % PAGE);
    return sectionOfPage(this, target);
  }

  /** Reads at a physical address in a section that serves it (see {@link route}); true: bus error. */
  readAt(section: number, pa: number, size: number, wid: number): boolean {
    const s = SECTIONS[section];
    this.dataLo = 0;
    this.dataHi = 0;
    switch (s.kind) {
      case SECTION_RAM:
      case SECTION_ROMD:
        this.ram.read(this.ram.hostOfPhysical(pa), size);
        this.dataLo = this.ram.dataLo;
        this.dataHi = this.ram.dataHi;
        return false;
      case SECTION_BLOCKED:
        return this.blocked(s.checker, pa, wid, false);
      case SECTION_IO: {
        const failed = this.devices.read(s, pa - s.base, size, wid);
        this.dataLo = this.devices.dataLo;
        this.dataHi = this.devices.dataHi;
        return failed;
      }
      default:
        return true;
    }
  }

  /** Writes as {@link readAt} reads. */
  writeAt(section: number, pa: number, size: number, wid: number, lo: number, hi: number): boolean {
    const s = SECTIONS[section];
    switch (s.kind) {
      case SECTION_RAM:
        if (s.readOnly) return false;
        this.dirty.writeTo(this.ram.base[s.block] + pa - s.base, size);
        this.ram.write(this.ram.hostOfPhysical(pa), size, lo, hi);
        return false;
      case SECTION_BLOCKED:
        return this.blocked(s.checker, pa, wid, true);
      case SECTION_ROMD:
      case SECTION_IO:
        return this.devices.write(s, pa - s.base, size, wid, lo, hi);
      default:
        return true;
    }
  }

  private blocked(checker: number, pa: number, wid: number, isWrite: boolean): boolean {
    this.denied = true;
    return this.allCheckers[checker].blocked(pa, this.portion, this.portionSize, wid, isWrite);
  }
}

/** The page of a physical address. */
function pageOf(pa: number): number {
  return Math.floor(pa / PAGE) * PAGE;
}

/** Size of the naturally aligned piece at an address (its low half) with `left` bytes to go: a power of two up to 8. */
export function pieceSize(lo: number, left: number): number {
  let size = 8;
  while (size > left || (lo & (size - 1)) !== 0) size >>= 1;
  return size;
}
