/**
 * The address space behind the TLB: I/O pieces of the slow path, transactions that do not come through the TLB (page
 * walks, DMA, pieces of shared pages), and who answers for them. Results are in fields; a piece never crosses an 8-byte
 * boundary.
 */
import { DRAM_BASE, type Input } from '../../input/layout.ts';
import type { BoardParts } from './board.ts';
import type { DirtyMemory } from './dirty.ts';
import { behindIopmp, isProtected } from './guarded.ts';
import { pageOf, Routes } from './routes.ts';
import {
  bareSection,
  DEVICE_REMAP,
  SECTION_BLOCKED,
  SECTION_DISPATCH,
  SECTION_IO,
  SECTION_IOMMU,
  SECTION_RAM,
  SECTION_ROMD,
  SECTION_SPACE,
  SECTIONS,
  type Section,
} from './section.ts';

/** A WID that stands for "attributes unspecified". */
export const UNMARKED = -1;

export class Bus extends Routes {
  /** Data of the last read, zero-extended. */
  dataLo = 0;
  dataHi = 0;
  /** The last piece was denied by a checker. */
  denied = false;
  /** A piece that came through a space of the IOPMP was not served by memory, or by that of a shared page. */
  elsewhere = false;

  private readonly dirty: DirtyMemory;

  constructor(parts: BoardParts) {
    super(parts);
    this.dirty = parts.dirty;
  }

  override reset(input: Input): void {
    super.reset(input);
    this.dataLo = 0;
    this.dataHi = 0;
    this.denied = false;
    this.elsewhere = false;
  }

  /**
   * Reads a naturally aligned piece through a section without host memory; true: bus error. `offset`: from the section's
   * base. Data are in dataLo/dataHi.
   */
  readPiece(section: number, offset: number, size: number, wid: number): boolean {
    this.denied = false;
    const s = SECTIONS[section];
    if (s.kind !== SECTION_DISPATCH) return this.readAt(section, s.base + offset, size, wid);
    const served = this.routeOn(section, s.base + offset, size, wid, false);
    return this.readAt(served, this.routed, size, wid);
  }

  /** Writes a naturally aligned piece of the value lo/hi; true: bus error. */
  writePiece(section: number, offset: number, size: number, wid: number, lo: number, hi: number): boolean {
    this.denied = false;
    const s = SECTIONS[section];
    if (s.kind !== SECTION_DISPATCH) return this.writeAt(section, s.base + offset, size, wid, lo, hi);
    const served = this.routeOn(section, s.base + offset, size, wid, true);
    return this.writeAt(served, this.routed, size, wid, lo, hi);
  }

  /** Reads 8 bytes at a physical address that is a multiple of 8, as the page walker does; true: bus error. */
  readEntry(pa: number, wid: number): boolean {
    this.denied = false;
    const marked = wid === UNMARKED ? this.trustedWid : wid;
    if (this.hasIopmp) return this.readGuardedEntry(pa, marked);
    return this.readAt(this.route(pa, 8, marked, false), this.routed, 8, marked);
  }

  /** The same on a board with an IOPMP; true also if that ended the machine. */
  private readGuardedEntry(pa: number, wid: number): boolean {
    const { gate } = this;
    // The walk may be one for an AMO.
    const { amo } = gate;
    gate.amo = false;
    gate.rrid = gate.walkRrid;
    const section = this.route(pa, 8, wid, false);
    const failed = this.isCut(section) || this.readAt(section, this.routed, 8, wid);
    gate.rrid = gate.hartRrid;
    gate.amo = amo;
    return failed || gate.isOver;
  }

  /** As posted: memory behind a page that IOPMP entries split answers for one byte at a time, which is too short for an entry. */
  private isCut(section: number): boolean {
    if (!this.gate.shows('split-page-cuts-walk') || SECTIONS[section].kind !== SECTION_RAM) return false;
    return isProtected(this, pageOf(this.routed)) && this.gate.splits(this.gate.rrid, this.routed);
  }

  /** Host address of the memory behind a physical address, whatever a checker says; -1: none. */
  hostOf(pa: number): number {
    const { kind, block, device } = SECTIONS[bareSection(this, pageOf(pa))];
    if (kind === SECTION_DISPATCH) {
      return pa >= DRAM_BASE && pa < DRAM_BASE + this.dramBytes + this.tailBytes
        ? this.ram.hostOfPhysical(pa)
        : -1;
    }
    const isMemory = block >= 0 || (kind === SECTION_IOMMU && device !== DEVICE_REMAP);
    return isMemory ? this.ram.hostOfPhysical(pa) : -1;
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
      case SECTION_SPACE:
        return this.readSpace(s, pa, size, wid);
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
      case SECTION_SPACE:
        return this.writeSpace(s, pa, size, wid, lo, hi);
      case SECTION_ROMD:
      case SECTION_IO:
        return this.devices.write(s, pa - s.base, size, wid, lo, hi);
      default:
        return true;
    }
  }

  /** A space of the IOPMP; as posted its callbacks take 4 bytes at most. */
  private readSpace(space: Section, pa: number, size: number, wid: number): boolean {
    if (size < 8 || !this.callsTwice(space)) return this.readThrough(space, pa, size, wid);
    const failed = this.readThrough(space, pa, 4, wid);
    const low = this.dataLo;
    const failedToo = this.readThrough(space, pa + 4, 4, wid);
    this.dataHi = this.dataLo;
    this.dataLo = low;
    return failed || failedToo;
  }

  private writeSpace(space: Section, pa: number, size: number, wid: number, lo: number, hi: number): boolean {
    if (size < 8 || !this.callsTwice(space)) return this.writeThrough(space, pa, size, wid, lo, hi);
    const failed = this.writeThrough(space, pa, 4, wid, lo, 0);
    return this.writeThrough(space, pa + 4, 4, wid, hi, 0) || failed;
  }

  private callsTwice(space: Section): boolean {
    const { gate } = this;
    return gate.shows(gate.forwards(space) ? 'forwarded-by-words' : 'refused-by-words');
  }

  private readThrough(space: Section, pa: number, size: number, wid: number): boolean {
    const { gate } = this;
    if (gate.forwards(space)) {
      const section = this.routeOn(behindIopmp(this, pa, size), pa, size, wid, false);
      this.elsewhere ||= this.shared || !hasMemory(section, false);
      return this.readAt(section, this.routed, size, wid);
    }
    this.denied = true;
    const failed = gate.refuse(pa, size);
    this.dataLo = failed ? 0 : gate.dataLo;
    this.dataHi = failed ? 0 : gate.dataHi;
    return failed;
  }

  private writeThrough(
    space: Section,
    pa: number,
    size: number,
    wid: number,
    lo: number,
    hi: number,
  ): boolean {
    const { gate } = this;
    if (gate.forwards(space)) {
      const section = this.routeOn(behindIopmp(this, pa, size), pa, size, wid, true);
      this.elsewhere ||= this.shared || !hasMemory(section, true);
      return this.writeAt(section, this.routed, size, wid, lo, hi);
    }
    this.denied = true;
    return gate.refuse(pa, size);
  }

  private blocked(checker: number, pa: number, wid: number, isWrite: boolean): boolean {
    this.denied = true;
    return this.allCheckers[checker].blocked(pa, this.portion, this.portionSize, wid, isWrite);
  }
}

/** True if the section is memory for this direction: no device is told of the pieces. */
export function hasMemory(section: number, isWrite: boolean): boolean {
  const { kind } = SECTIONS[section];
  return kind === SECTION_RAM || (kind === SECTION_ROMD && !isWrite);
}

/** Size of the naturally aligned piece at an address (its low half) with `left` bytes to go: a power of two up to 8. */
export function pieceSize(lo: number, left: number): number {
  let size = 8;
  while (size > left || (lo & (size - 1)) !== 0) size >>= 1;
  return size;
}
