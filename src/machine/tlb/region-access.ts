/**
 * Data movement of the slow path through a region without host memory: naturally aligned pieces, ascending, each a
 * transaction of its own.
 * @source tlb-iommu-path.md section 5, Load and Store
 */
import { keepBytes, toNumber } from '../../bits/word.ts';
import { OUTCOME_BLOCKED, OUTCOME_IO, OUTCOME_RAM } from '../../trace/record.ts';
import type { Quirks } from '../design.ts';
import type { HartState } from '../hart/state.ts';
import { accessFaultOf } from '../hart/walker.ts';
import { type Bus, pieceSize } from '../memory/bus.ts';
import { SECTION_SPACE, SECTIONS } from '../memory/section.ts';
import { LEAVE, OK, STOP, STOP_ENTRY_FREED, STORE } from '../status.ts';
import { ATTRS, SECTION, XLAT_OFFSET } from './entry.ts';
import type { SoftTlb } from './soft-tlb.ts';

export class RegionAccess {
  /** Data of the last access: what was read, or the bytes that were written. */
  dataLo = 0;
  dataHi = 0;
  /** A piece of it was denied silently. */
  denied = false;
  /** Physical address of its first byte. */
  physical = 0;

  private offset = 0;
  private section = 0;
  private wid = 0;
  private readonly state: HartState;
  private readonly tlb: SoftTlb;
  private readonly bus: Bus;
  private readonly quirks: Quirks;

  constructor(state: HartState, tlb: SoftTlb, bus: Bus, quirks: Quirks) {
    this.quirks = quirks;
    this.state = state;
    this.tlb = tlb;
    this.bus = bus;
  }

  /** Forgets the last access. */
  reset(): void {
    this.dataLo = 0;
    this.dataHi = 0;
    this.denied = false;
    this.physical = 0;
    this.offset = 0;
    this.section = 0;
    this.wid = 0;
  }

  /** Reads `size` bytes at the virtual address lo/hi through the entry at `e`. OK, FAULT, LEAVE or STOP. */
  read(e: number, lo: number, hi: number, size: number, type: number): number {
    // The block is left before a region is called, unless the instruction is its last.
    if (!this.state.lastOfBlock) return LEAVE;
    this.begin(e, lo, hi, size, type);
    let dataLo = 0;
    let dataHi = 0;
    for (let done = 0; done < size; ) {
      const piece = pieceSize(lo + done, size - done);
      const failed = this.bus.readPiece(this.section, this.offset + done, piece, this.wid);
      const status = this.pieceDone(failed, type, (lo + done) | 0, hi);
      if (status !== OK) return status;
      this.denied ||= this.bus.denied;
      const word = this.bus.dataLo;
      if (done < 4) dataLo |= word << (8 * done);
      if (done < 4 && done > 0 && piece === 4) dataHi |= word >>> (32 - 8 * done);
      if (done >= 4) dataHi |= word << (8 * (done - 4));
      if (piece === 8) dataHi = this.bus.dataHi;
      done += piece;
    }
    this.dataLo = dataLo;
    this.dataHi = dataHi;
    return OK;
  }

  /** Writes the low `size` bytes of dLo/dHi; as {@link read}. */
  write(e: number, lo: number, hi: number, size: number, dLo: number, dHi: number): number {
    if (!this.state.lastOfBlock) return LEAVE;
    this.begin(e, lo, hi, size, STORE);
    const entries = this.tlb.size[this.state.dataIndex];
    for (let done = 0; done < size; ) {
      if (done > 0 && this.isFreed(entries)) return this.state.die(STOP_ENTRY_FREED);
      const piece = pieceSize(lo + done, size - done);
      const shift = 8 * (done & 3);
      const word = done < 4 ? dLo : dHi;
      const low = shift === 0 ? word : (word >>> shift) | (done < 4 ? dHi << (32 - shift) : 0);
      const kept = keepBytes(piece, low, 0);
      const failed = this.bus.writePiece(this.section, this.offset + done, piece, this.wid, kept, dHi);
      const status = this.pieceDone(failed, STORE, (lo + done) | 0, hi);
      if (status !== OK) return status;
      this.denied ||= this.bus.denied;
      done += piece;
    }
    this.dataLo = keepBytes(size, dLo, 0);
    this.dataHi = keepBytes(size, dHi, 4);
    return OK;
  }

  /** What became of the last access that did not fault: an OUTCOME_. */
  get outcome(): number {
    if (this.denied) return OUTCOME_BLOCKED;
    const isForwarded = SECTIONS[this.section].kind === SECTION_SPACE;
    return isForwarded && !this.bus.elsewhere ? OUTCOME_RAM : OUTCOME_IO;
  }

  /** What a piece at lo/hi came to: a device may have ended the machine. */
  private pieceDone(failed: boolean, type: number, lo: number, hi: number): number {
    if (this.state.stop !== 0) return STOP;
    return failed ? this.state.fault(accessFaultOf(type), lo, hi) : OK;
  }

  /** Mended: a block that is to be left for a region is left before anything moves elsewhere. */
  get leavesFirst(): boolean {
    return !this.state.lastOfBlock && !this.quirks['first-page-before-leaving'];
  }

  /** As posted: the entry of an access is gone once the table has another size than the `entries` at its lookup. */
  private isFreed(entries: number): boolean {
    return this.quirks['resized-under-store'] && this.tlb.size[this.state.dataIndex] !== entries;
  }

  /** Finds region, offset and WID of the portion at lo/hi; tells the bus what the coming pieces belong to. */
  private begin(e: number, lo: number, hi: number, size: number, type: number): void {
    const { words } = this.tlb;
    const offLo = (lo + words[e + XLAT_OFFSET]) | 0;
    const offHi = (hi + words[e + XLAT_OFFSET + 1] + (offLo >>> 0 < lo >>> 0 ? 1 : 0)) | 0;
    this.offset = toNumber(offLo, offHi);
    this.section = words[e + SECTION];
    this.wid = words[e + ATTRS];
    this.physical = SECTIONS[this.section].base + this.offset;
    const { bus } = this;
    bus.portion = this.physical;
    bus.portionSize = size;
    if (bus.hasIopmp) bus.gate.begin(this.physical, size, type);
    this.denied = false;
    bus.elsewhere = false;
  }
}
