/**
 * Loads and stores of a hart: the fast path of generated code, and behind the slow lookup the movement of data through
 * RAM or regions.
 * @source tlb-iommu-path.md section 5
 */
import { toNumber } from '../../bits/word.ts';
import {
  OUTCOME_BLOCKED,
  OUTCOME_DISCARDED,
  OUTCOME_FAULT,
  OUTCOME_IO,
  OUTCOME_RAM,
} from '../../trace/record.ts';
import type { HartState } from '../hart/state.ts';
import { accessFaultOf } from '../hart/walker.ts';
import type { Journal } from '../journal.ts';
import type { Bus } from '../memory/bus.ts';
import type { Ram } from '../memory/ram.ts';
import { SECTIONS } from '../memory/section.ts';
import { DOMAIN_OUTCOME, type Probe } from '../probe.ts';
import { FAULT, FETCH, LEAVE, LOAD, OK, STOP_DATA_OUTSIDE_RAM, STORE } from '../status.ts';
import { ADDEND, ATTRS, PAGE_MASK, SECTION, TLB_DISCARD_WRITE, TLB_MMIO, XLAT_OFFSET } from './entry.ts';
import type { Lookup } from './lookup.ts';
import type { SoftTlb } from './soft-tlb.ts';

/** Slot number of an access that has no record: a code load. */
const NO_RECORD = -1;

export interface MmuParts {
  readonly state: HartState;
  readonly tlb: SoftTlb;
  readonly lookup: Lookup;
  readonly bus: Bus;
  readonly ram: Ram;
  readonly journal: Journal;
  readonly probe: Probe;
}

export class Mmu {
  /** Data of the last load, zero-extended. */
  dataLo = 0;
  dataHi = 0;

  private readonly state: HartState;
  private readonly tlb: SoftTlb;
  private readonly lookup: Lookup;
  private readonly bus: Bus;
  private readonly ram: Ram;
  private readonly journal: Journal;
  private readonly probe: Probe;
  /** A piece of the running portion was denied silently. */
  private denied = false;

  constructor(parts: MmuParts) {
    this.state = parts.state;
    this.tlb = parts.tlb;
    this.lookup = parts.lookup;
    this.bus = parts.bus;
    this.ram = parts.ram;
    this.journal = parts.journal;
    this.probe = parts.probe;
  }

  reset(): void {
    this.dataLo = 0;
    this.dataHi = 0;
    this.denied = false;
  }

  /**
   * Loads `size` bytes at lo/hi into dataLo/dataHi and access record `slot`. `misaligned`: 0, or the cause raised when the
   * address is no multiple of the size. OK, FAULT, LEAVE or STOP.
   */
  load(lo: number, hi: number, size: number, misaligned: number, slot: number): number {
    const words = this.tlb.words;
    const e = this.tlb.slot(this.state.dataIndex, lo);
    const compared = misaligned === 0 ? lo & PAGE_MASK : lo & (PAGE_MASK | (size - 1));
    if (words[e] !== compared || words[e + 1] !== hi || (lo & 0xfff) + size > 4096) {
      return this.loadSlow(lo, hi, size, misaligned, slot);
    }
    const host = (lo + words[e + ADDEND]) | 0;
    const hostHi = (hi + words[e + ADDEND + 1] + (host >>> 0 < lo >>> 0 ? 1 : 0)) | 0;
    if (!this.ram.holds(host, hostHi, size)) return this.state.die(STOP_DATA_OUTSIDE_RAM);
    this.readHost(host, size);
    const at = this.journal.access(slot, LOAD, size, OUTCOME_RAM, lo, hi);
    this.journal.moved(at, this.ram.physicalOf(host), this.dataLo, this.dataHi);
    return OK;
  }

  /** Stores the low `size` bytes of dLo/dHi; as {@link load}. */
  store(
    lo: number,
    hi: number,
    size: number,
    misaligned: number,
    slot: number,
    dLo: number,
    dHi: number,
  ): number {
    const words = this.tlb.words;
    const e = this.tlb.slot(this.state.dataIndex, lo);
    const compared = misaligned === 0 ? lo & PAGE_MASK : lo & (PAGE_MASK | (size - 1));
    if (words[e + 2] !== compared || words[e + 3] !== hi || (lo & 0xfff) + size > 4096) {
      return this.storeSlow(lo, hi, size, misaligned, slot, dLo, dHi);
    }
    const host = (lo + words[e + ADDEND]) | 0;
    const hostHi = (hi + words[e + ADDEND + 1] + (host >>> 0 < lo >>> 0 ? 1 : 0)) | 0;
    if (!this.ram.holds(host, hostHi, size)) return this.state.die(STOP_DATA_OUTSIDE_RAM);
    this.writeHost(host, size, dLo, dHi);
    const at = this.journal.access(slot, STORE, size, OUTCOME_RAM, lo, hi);
    this.journal.moved(at, this.ram.physicalOf(host), keepBytes(size, dLo, 0), keepBytes(size, dHi, 4));
    return OK;
  }

  /** The lookup of a store whose data are still to be decided (SC): clean pages are handled, nothing moves. */
  prepareStore(lo: number, hi: number, size: number, misaligned: number, slot: number): number {
    this.demand(size, misaligned, slot);
    const status = this.lookup.lookup(lo, hi, size, size, STORE, this.state.dataIndex);
    if (status !== OK) return this.faulted(status, STORE, lo, hi, size, size, slot);
    if ((this.lookup.flags[0] & TLB_MMIO) !== 0) return OK;
    if (!this.ram.holds(this.lookup.hostLo[0], this.lookup.hostHi[0], size))
      return this.state.die(STOP_DATA_OUTSIDE_RAM);
    return OK;
  }

  /** True if the bytes that the prepared store found are those of the value, or are not RAM. */
  preparedEquals(size: number, lo: number, hi: number): boolean {
    if ((this.lookup.flags[0] & TLB_MMIO) !== 0) return true;
    this.readHost(this.lookup.hostLo[0], size);
    return this.dataLo === lo && (size === 4 || this.dataHi === hi);
  }

  /** Records a prepared store that stores nothing. */
  skipStore(lo: number, hi: number, size: number, slot: number): void {
    const at = this.journal.access(slot, STORE, size, OUTCOME_RAM, lo, hi);
    this.journal.moved(at, this.ram.physicalOf(this.lookup.hostLo[0]), 0, 0);
  }

  /** A code load: FETCH lookup of 2 or 4 bytes on one page; the walk is noted as that of fetch page `page`. */
  loadCode(lo: number, hi: number, size: number, page: number): number {
    this.demand(size, 0, 2 + page);
    const status = this.lookup.lookup(lo, hi, size, size, FETCH, this.state.mode);
    if (status !== OK) return status;
    return this.moveIn(0, lo, hi, size, FETCH, NO_RECORD);
  }

  /** Reads `size` bytes of RAM at a host address into dataLo/dataHi. */
  readHost(host: number, size: number): void {
    const view = this.ram.view;
    this.dataHi = 0;
    switch (size) {
      case 1:
        this.dataLo = view.getUint8(host);
        return;
      case 2:
        this.dataLo = view.getUint16(host, true);
        return;
      case 4:
        this.dataLo = view.getInt32(host, true);
        return;
      case 8:
        this.dataLo = view.getInt32(host, true);
        this.dataHi = view.getInt32(host + 4, true);
        return;
    }
    this.dataLo = 0;
    for (let i = 0; i < size; i++) this.place(i, view.getUint8(host + i));
  }

  private loadSlow(lo: number, hi: number, size: number, misaligned: number, slot: number): number {
    this.demand(size, misaligned, slot);
    const first = Math.min(size, 4096 - (lo & 0xfff));
    let status = this.lookup.lookup(lo, hi, size, first, LOAD, this.state.dataIndex);
    if (status !== OK) return this.faulted(status, LOAD, lo, hi, size, first, slot);
    status = this.moveIn(0, lo, hi, first, LOAD, slot);
    if (status !== OK || first === size) return status;
    const low = this.dataLo;
    const high = this.dataHi;
    const nextLo = (lo + first) | 0;
    status = this.moveIn(1, nextLo, nextLo === 0 ? (hi + 1) | 0 : hi, size - first, LOAD, slot + 1);
    const restLo = this.dataLo;
    const restHi = this.dataHi;
    this.dataLo = low;
    this.dataHi = high;
    for (let i = first; i < size; i++) {
      const from = i - first;
      this.place(i, ((from < 4 ? restLo >>> (8 * from) : restHi >>> (8 * (from - 4))) & 0xff) >>> 0);
    }
    return status;
  }

  private storeSlow(
    lo: number,
    hi: number,
    size: number,
    misaligned: number,
    slot: number,
    dLo: number,
    dHi: number,
  ): number {
    this.demand(size, misaligned, slot);
    const first = Math.min(size, 4096 - (lo & 0xfff));
    const status = this.lookup.lookup(lo, hi, size, first, STORE, this.state.dataIndex);
    if (status !== OK) return this.faulted(status, STORE, lo, hi, size, first, slot);
    if (first === size) return this.moveOut(0, lo, hi, size, slot, dLo, dHi);
    const done = this.moveOut(0, lo, hi, first, slot, dLo, dHi);
    if (done !== OK) return done;
    const nextLo = (lo + first) | 0;
    const shift = 8 * (first & 3);
    const words = first < 4 ? dLo : dHi;
    const restLo = shift === 0 ? words : (words >>> shift) | (first < 4 ? dHi << (32 - shift) : 0);
    const restHi = first >= 4 ? 0 : shift === 0 ? dHi : dHi >>> shift;
    return this.moveOut(1, nextLo, nextLo === 0 ? (hi + 1) | 0 : hi, size - first, slot + 1, restLo, restHi);
  }

  private demand(size: number, misaligned: number, slot: number): void {
    const demand = this.lookup.demand;
    demand.align = misaligned === 0 ? 0 : size - 1;
    demand.misaligned = misaligned;
    demand.slot = slot;
  }

  /** Records the portions of an access that failed in its lookup. */
  private faulted(
    status: number,
    type: number,
    lo: number,
    hi: number,
    size: number,
    first: number,
    slot: number,
  ): number {
    if (
      status !== FAULT ||
      (this.lookup.demand.misaligned !== 0 && this.state.cause === this.lookup.demand.misaligned)
    ) {
      return status;
    }
    this.journal.access(slot, type, first, OUTCOME_FAULT, lo, hi);
    this.outcome(type, OUTCOME_FAULT, 0);
    if (first < size && this.lookup.demand.slot > slot) {
      const nextLo = (lo + first) | 0;
      const nextHi = nextLo === 0 ? (hi + 1) | 0 : hi;
      this.journal.access(slot + 1, type, size - first, OUTCOME_FAULT, nextLo, nextHi);
    }
    return status;
  }

  /** Reads the portion on page `k`. */
  private moveIn(k: number, lo: number, hi: number, size: number, type: number, slot: number): number {
    if ((this.lookup.flags[k] & TLB_MMIO) !== 0) return this.readRegion(k, lo, hi, size, type, slot);
    const host = this.lookup.hostLo[k];
    if (!this.ram.holds(host, this.lookup.hostHi[k], size)) return this.state.die(STOP_DATA_OUTSIDE_RAM);
    this.readHost(host, size);
    this.outcome(type, OUTCOME_RAM, this.lookup.flags[k]);
    if (slot === NO_RECORD) return OK;
    const at = this.journal.access(slot, type, size, OUTCOME_RAM, lo, hi);
    this.journal.moved(at, this.ram.physicalOf(host), this.dataLo, this.dataHi);
    return OK;
  }

  private moveOut(
    k: number,
    lo: number,
    hi: number,
    size: number,
    slot: number,
    dLo: number,
    dHi: number,
  ): number {
    const flags = this.lookup.flags[k];
    if ((flags & TLB_MMIO) !== 0) return this.writeRegion(k, lo, hi, size, slot, dLo, dHi);
    const host = this.lookup.hostLo[k];
    const discard = (flags & TLB_DISCARD_WRITE) !== 0;
    const outcome = discard ? OUTCOME_DISCARDED : OUTCOME_RAM;
    if (!discard) {
      if (!this.ram.holds(host, this.lookup.hostHi[k], size)) return this.state.die(STOP_DATA_OUTSIDE_RAM);
      this.writeHost(host, size, dLo, dHi);
    }
    this.outcome(STORE, outcome, flags);
    const at = this.journal.access(slot, STORE, size, outcome, lo, hi);
    this.journal.moved(at, this.ram.physicalOf(host), keepBytes(size, dLo, 0), keepBytes(size, dHi, 4));
    return OK;
  }

  private readRegion(k: number, lo: number, hi: number, size: number, type: number, slot: number): number {
    if (!this.state.lastOfBlock) return LEAVE;
    const e = this.lookup.entry[k];
    const offset = this.beginRegion(e, lo, hi, size);
    const section = this.tlb.words[e + SECTION];
    const wid = this.tlb.words[e + ATTRS];
    let dataLo = 0;
    let dataHi = 0;
    for (let done = 0; done < size; ) {
      const piece = pieceSize(lo + done, size - done);
      if (this.bus.readPiece(section, offset + done, piece, wid)) {
        return this.pieceFailed(type, lo, hi, size, done, slot);
      }
      this.denied ||= this.bus.denied;
      if (done < 4) dataLo |= this.bus.dataLo << (8 * done);
      if (done < 4 && done > 0 && piece === 4) dataHi |= this.bus.dataLo >>> (32 - 8 * done);
      if (done >= 4) dataHi |= this.bus.dataLo << (8 * (done - 4));
      if (piece === 8) dataHi = this.bus.dataHi;
      done += piece;
    }
    this.dataLo = dataLo;
    this.dataHi = dataHi;
    const outcome = this.denied ? OUTCOME_BLOCKED : OUTCOME_IO;
    this.outcome(type, outcome, section << 8);
    if (slot === NO_RECORD) return OK;
    const at = this.journal.access(slot, type, size, outcome, lo, hi);
    this.journal.moved(at, SECTIONS[section].base + offset, dataLo, dataHi);
    return OK;
  }

  private writeRegion(
    k: number,
    lo: number,
    hi: number,
    size: number,
    slot: number,
    dLo: number,
    dHi: number,
  ): number {
    if (!this.state.lastOfBlock) return LEAVE;
    const e = this.lookup.entry[k];
    const offset = this.beginRegion(e, lo, hi, size);
    const section = this.tlb.words[e + SECTION];
    const wid = this.tlb.words[e + ATTRS];
    for (let done = 0; done < size; ) {
      const piece = pieceSize(lo + done, size - done);
      const shift = 8 * (done & 3);
      const word = done < 4 ? dLo : dHi;
      const pieceLo = shift === 0 ? word : (word >>> shift) | (done < 4 ? dHi << (32 - shift) : 0);
      if (this.bus.writePiece(section, offset + done, piece, wid, keepBytes(piece, pieceLo, 0), dHi)) {
        return this.pieceFailed(STORE, lo, hi, size, done, slot);
      }
      this.denied ||= this.bus.denied;
      done += piece;
    }
    const outcome = this.denied ? OUTCOME_BLOCKED : OUTCOME_IO;
    this.outcome(STORE, outcome, section << 8);
    const at = this.journal.access(slot, STORE, size, outcome, lo, hi);
    this.journal.moved(at, SECTIONS[section].base + offset, keepBytes(size, dLo, 0), keepBytes(size, dHi, 4));
    return OK;
  }

  /** Offset in the region of the portion at lo/hi; tells the bus what the coming pieces belong to. */
  private beginRegion(e: number, lo: number, hi: number, size: number): number {
    const words = this.tlb.words;
    const offLo = (lo + words[e + XLAT_OFFSET]) | 0;
    const offHi = (hi + words[e + XLAT_OFFSET + 1] + (offLo >>> 0 < lo >>> 0 ? 1 : 0)) | 0;
    const offset = toNumber(offLo, offHi);
    this.bus.portion = SECTIONS[words[e + SECTION]].base + offset;
    this.bus.portionSize = size;
    this.denied = false;
    return offset;
  }

  private pieceFailed(
    type: number,
    lo: number,
    hi: number,
    size: number,
    done: number,
    slot: number,
  ): number {
    if (slot !== NO_RECORD) this.journal.access(slot, type, size, OUTCOME_FAULT, lo, hi);
    this.outcome(type, OUTCOME_FAULT, 1);
    return this.state.fault(accessFaultOf(type), (lo + done) | 0, hi);
  }

  private writeHost(host: number, size: number, dLo: number, dHi: number): void {
    const ramAddress = this.ram.ramOf(host);
    this.journal.noteStore(ramAddress, size, this.ram.isClean(ramAddress >>> 12));
    this.ram.touch(host, size);
    const view = this.ram.view;
    switch (size) {
      case 1:
        view.setUint8(host, dLo);
        return;
      case 2:
        view.setUint16(host, dLo, true);
        return;
      case 4:
        view.setInt32(host, dLo, true);
        return;
      case 8:
        view.setInt32(host, dLo, true);
        view.setInt32(host + 4, dHi, true);
        return;
    }
    for (let i = 0; i < size; i++) view.setUint8(host + i, i < 4 ? dLo >>> (8 * i) : dHi >>> (8 * (i - 4)));
  }

  /** Puts a byte at position `i` of the loaded value. */
  private place(i: number, byte: number): void {
    if (i < 4) this.dataLo |= byte << (8 * i);
    else this.dataHi |= byte << (8 * (i - 4));
  }

  private outcome(type: number, outcome: number, detail: number): void {
    const cause = outcome === OUTCOME_FAULT ? this.state.cause : 0;
    this.probe.feature(
      DOMAIN_OUTCOME,
      type | (this.state.dataIndex << 2) | (outcome << 4) | (cause << 8) | (detail << 13),
    );
  }
}

/** Size of the naturally aligned piece at an address with `left` bytes to go: a power of two up to 8. */
function pieceSize(lo: number, left: number): number {
  let size = 8;
  while (size > left || (lo & (size - 1)) !== 0) size >>= 1;
  return size;
}

/** The bytes of one half of a value that a move of `size` bytes takes; `from` = 0 for the low half, 4 for the high. */
function keepBytes(size: number, half: number, from: number): number {
  const bytes = size - from;
  if (bytes >= 4) return half;
  return bytes <= 0 ? 0 : half & ((1 << (8 * bytes)) - 1);
}
