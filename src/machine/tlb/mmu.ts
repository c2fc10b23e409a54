/**
 * Loads and stores of a hart: the fast path of generated code, and behind the slow lookup the movement of data through
 * RAM or regions.
 * @source tlb-iommu-path.md section 5
 */
import { keepBytes } from '../../bits/word.ts';
import { OUTCOME_DISCARDED, OUTCOME_FAULT, OUTCOME_RAM } from '../../trace/record.ts';
import type { HartState } from '../hart/state.ts';
import type { Journal } from '../journal.ts';
import type { Ram } from '../memory/ram.ts';
import { DOMAIN_OUTCOME, type Probe } from '../probe.ts';
import { FAULT, FETCH, LEAVE, LOAD, OK, STOP, STOP_DATA_OUTSIDE_RAM, STORE } from '../status.ts';
import { ADDEND, PAGE_MASK, TLB_DISCARD_WRITE, TLB_MMIO } from './entry.ts';
import type { Lookup } from './lookup.ts';
import type { RegionAccess } from './region-access.ts';
import type { SoftTlb } from './soft-tlb.ts';

/** Slot number of an access that has no record: a code load. */
const NO_RECORD = -1;

/** The parts of a machine that loads, stores and cache-block operations need. */
export interface MmuParts {
  readonly state: HartState;
  readonly tlb: SoftTlb;
  readonly lookup: Lookup;
  readonly regions: RegionAccess;
  readonly ram: Ram;
  readonly journal: Journal;
  readonly probe: Probe;
}

export class Mmu {
  /** Data of the last load, zero-extended. */
  dataLo = 0;
  dataHi = 0;
  /** Physical address of the last code load. */
  codePhysical = 0;

  private readonly state: HartState;
  private readonly tlb: SoftTlb;
  private readonly lookup: Lookup;
  private readonly regions: RegionAccess;
  private readonly ram: Ram;
  private readonly journal: Journal;
  private readonly probe: Probe;

  constructor(parts: MmuParts) {
    this.state = parts.state;
    this.tlb = parts.tlb;
    this.lookup = parts.lookup;
    this.regions = parts.regions;
    this.ram = parts.ram;
    this.journal = parts.journal;
    this.probe = parts.probe;
  }

  reset(): void {
    this.dataLo = 0;
    this.dataHi = 0;
    this.codePhysical = 0;
  }

  /**
   * Loads `size` bytes at lo/hi into dataLo/dataHi and access record `slot`. `misaligned`: 0, or the cause raised when the
   * address is no multiple of the size. OK, FAULT, LEAVE, STOP or WATCHED.
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

  /** The lookup of an access whose data are still to be decided (SC, AMO): clean pages are handled, nothing moves. */
  prepare(type: number, lo: number, hi: number, size: number, misaligned: number, slot: number): number {
    this.lookup.require(size, misaligned, slot);
    const status = this.lookup.lookup(lo, hi, size, size, type, this.state.dataIndex);
    if (status !== OK) return this.faulted(status, type, lo, hi, size, size, slot);
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
    const discards = (this.lookup.flags[0] & TLB_DISCARD_WRITE) !== 0;
    const at = this.journal.access(slot, STORE, size, discards ? OUTCOME_DISCARDED : OUTCOME_RAM, lo, hi);
    this.journal.moved(at, this.ram.physicalOf(this.lookup.hostLo[0]), 0, 0);
  }

  /**
   * A code load: FETCH lookup of 2 or 4 bytes on one page, whose physical address is in `codePhysical` then; the walk is noted
   * as that of fetch page `page`.
   */
  loadCode(lo: number, hi: number, size: number, page: number): number {
    this.lookup.require(size, 0, 2 + page);
    const status = this.lookup.lookup(lo, hi, size, size, FETCH, this.state.mode);
    if (status !== OK) return status;
    const isRegion = (this.lookup.flags[0] & TLB_MMIO) !== 0;
    const moved = this.moveIn(0, lo, hi, size, FETCH, NO_RECORD);
    if (moved !== OK) return moved;
    this.codePhysical = isRegion ? this.regions.physical : this.ram.physicalOf(this.lookup.hostLo[0]);
    return OK;
  }

  private loadSlow(lo: number, hi: number, size: number, misaligned: number, slot: number): number {
    this.lookup.require(size, misaligned, slot);
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
    this.lookup.require(size, misaligned, slot);
    const first = Math.min(size, 4096 - (lo & 0xfff));
    const status = this.lookup.lookup(lo, hi, size, first, STORE, this.state.dataIndex);
    if (status !== OK) return this.faulted(status, STORE, lo, hi, size, first, slot);
    if (first === size) return this.moveOut(0, lo, hi, size, slot, dLo, dHi);
    if ((this.lookup.flags[1] & TLB_MMIO) !== 0 && this.regions.leavesFirst) return LEAVE;
    const done = this.moveOut(0, lo, hi, first, slot, dLo, dHi);
    if (done !== OK) return done;
    const nextLo = (lo + first) | 0;
    const shift = 8 * (first & 3);
    const words = first < 4 ? dLo : dHi;
    const restLo = shift === 0 ? words : (words >>> shift) | (first < 4 ? dHi << (32 - shift) : 0);
    const restHi = first >= 4 ? 0 : shift === 0 ? dHi : dHi >>> shift;
    return this.moveOut(1, nextLo, nextLo === 0 ? (hi + 1) | 0 : hi, size - first, slot + 1, restLo, restHi);
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
    if ((this.lookup.flags[k] & TLB_MMIO) !== 0) {
      const status = this.regions.read(this.lookup.entry[k], lo, hi, size, type);
      return this.regionDone(status, type, lo, hi, size, slot);
    }
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
    if ((flags & TLB_MMIO) !== 0) {
      const status = this.regions.write(this.lookup.entry[k], lo, hi, size, dLo, dHi);
      return this.regionDone(status, STORE, lo, hi, size, slot);
    }
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

  /** Takes over and records what a region access came to. */
  private regionDone(
    status: number,
    type: number,
    lo: number,
    hi: number,
    size: number,
    slot: number,
  ): number {
    if (status === LEAVE || status === STOP) return status;
    const outcome = status === FAULT ? OUTCOME_FAULT : this.regions.outcome;
    this.outcome(type, outcome, status === FAULT ? 1 : 2);
    this.dataLo = this.regions.dataLo;
    this.dataHi = this.regions.dataHi;
    if (slot === NO_RECORD) return status;
    const at = this.journal.access(slot, type, size, outcome, lo, hi);
    if (status === OK) this.journal.moved(at, this.regions.physical, this.dataLo, this.dataHi);
    return status;
  }

  private readHost(host: number, size: number): void {
    this.ram.read(host, size);
    this.dataLo = this.ram.dataLo;
    this.dataHi = this.ram.dataHi;
  }

  private writeHost(host: number, size: number, dLo: number, dHi: number): void {
    const ramAddress = this.ram.ramOf(host);
    this.journal.noteStore(ramAddress, size, this.ram.isClean(ramAddress >>> 12));
    this.ram.write(host, size, dLo, dHi);
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
