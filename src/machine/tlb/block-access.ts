/**
 * Cache-block operations of a hart: what cbo.inval, clean and flush probe, and what cbo.zero stores.
 * @source tlb-iommu-path.md section 5, probe; CMO specification 1.0 chapter 2
 */
import {
  A_PA,
  ACCESS_PROBE,
  BLOCK_BYTES,
  OUTCOME_BLOCKED,
  OUTCOME_DISCARDED,
  OUTCOME_FAULT,
  OUTCOME_IO,
  OUTCOME_PROBED,
  OUTCOME_RAM,
} from '../../trace/record.ts';
import { DOMAIN_OUTCOME } from '../probe.ts';
import { FAULT, LOAD, OK, STOP_DATA_OUTSIDE_RAM, STORE } from '../status.ts';
import { PHYS_ADDR, TLB_DISCARD_WRITE, TLB_MMIO } from './entry.ts';
import type { MmuParts } from './mmu.ts';

/** Size code of a block in an access record. */
const BLOCK = 0;
/** A probe as the journal counts types. */
const PROBE = ACCESS_PROBE - 1;
/** Tells outcomes of blocks from those of other accesses. */
const OF_BLOCK = 1 << 25;

export class BlockAccess {
  private readonly parts: MmuParts;
  /** Of the bytes stored one by one, those denied silently: a mask as in the record (A_DATA). */
  private refusedLo = 0;
  private refusedHi = 0;
  /** One of them was dropped by read-only memory. */
  private discarded = false;
  /** The last of them: it was denied silently; its physical address, where it was served. */
  private denied = false;
  private physical = 0;

  constructor(parts: MmuParts) {
    this.parts = parts;
  }

  reset(): void {
    this.refusedLo = 0;
    this.refusedHi = 0;
    this.discarded = false;
    this.denied = false;
    this.physical = 0;
  }

  /**
   * The block at lo/hi is managed if it may be loaded from, or else stored to; where it leads is not asked. OK, FAULT or
   * STOP.
   */
  manage(lo: number, hi: number): number {
    const { lookup, journal, tlb } = this.parts;
    let status = lookup.probe(lo, hi, BLOCK_BYTES, LOAD, false, 0);
    if (status === FAULT) status = lookup.probe(lo, hi, BLOCK_BYTES, STORE, false, 1);
    if (status === FAULT) this.record(PROBE, OUTCOME_FAULT, lo, hi);
    if (status !== OK) return status;
    const at = this.record(PROBE, OUTCOME_PROBED, lo, hi);
    const { words } = tlb;
    const e = lookup.entry[0];
    journal.trace[at + A_PA] = words[e + PHYS_ADDR] | (lo & 0xfff);
    journal.trace[at + A_PA + 1] = words[e + PHYS_ADDR + 1];
    return OK;
  }

  /** Stores zeros to the block at lo/hi: at once where it is RAM, else byte by byte. OK or a code of status.ts. */
  zero(lo: number, hi: number): number {
    const { lookup } = this.parts;
    const status = lookup.probe(lo, hi, BLOCK_BYTES, STORE, true, 0);
    if (status === FAULT) this.record(STORE, OUTCOME_FAULT, lo, hi);
    if (status !== OK) return status;
    return lookup.isRam ? this.zeroRam(lo, hi) : this.zeroBytes(lo, hi);
  }

  private zeroRam(lo: number, hi: number): number {
    const { state, lookup, ram, journal } = this.parts;
    const host = lookup.hostLo[0];
    if (!ram.holds(host, lookup.hostHi[0], BLOCK_BYTES)) {
      return state.die(STOP_DATA_OUTSIDE_RAM);
    }
    const ramAddress = ram.ramOf(host);
    journal.noteStore(ramAddress, BLOCK_BYTES, ram.isClean(ramAddress >>> 12));
    for (let i = 0; i < BLOCK_BYTES; i += 8) ram.write(host + i, 8, 0, 0);
    const at = this.record(STORE, OUTCOME_RAM, lo, hi);
    journal.moved(at, ram.physicalOf(host), 0, 0);
    return OK;
  }

  /** One-byte stores, ascending, each looked up by itself; the first that fails ends them. */
  private zeroBytes(lo: number, hi: number): number {
    this.refusedLo = 0;
    this.refusedHi = 0;
    this.discarded = false;
    let first = 0;
    for (let i = 0; i < BLOCK_BYTES; i++) {
      const status = this.zeroByte(lo + i, hi);
      if (status === FAULT) this.recordBytes(OUTCOME_FAULT, 0, lo, hi);
      if (status !== OK) return status;
      if (i === 0) first = this.physical;
      if (!this.denied) continue;
      if (i < 32) this.refusedLo |= 1 << i;
      else this.refusedHi |= 1 << i;
    }
    const served = this.discarded ? OUTCOME_DISCARDED : OUTCOME_IO;
    const isRefused = (this.refusedLo | this.refusedHi) !== 0;
    this.recordBytes(isRefused ? OUTCOME_BLOCKED : served, first, lo, hi);
    return OK;
  }

  /** Notes what became of the block as a whole, where its first byte went, and the bytes that were refused. */
  private recordBytes(outcome: number, physical: number, lo: number, hi: number): void {
    const at = this.record(STORE, outcome, lo, hi);
    this.parts.journal.moved(at, physical, this.refusedLo, this.refusedHi);
  }

  private zeroByte(lo: number, hi: number): number {
    const { state, lookup, regions, ram, journal } = this.parts;
    lookup.require(1, 0, 0);
    const status = lookup.lookup(lo, hi, 1, 1, STORE, state.dataIndex);
    if (status !== OK) return status;
    const flags = lookup.flags[0];
    this.denied = false;
    if ((flags & TLB_MMIO) !== 0) {
      const written = regions.write(lookup.entry[0], lo, hi, 1, 0, 0);
      this.denied = regions.denied;
      this.physical = regions.physical;
      return written;
    }
    const host = lookup.hostLo[0];
    this.physical = ram.physicalOf(host);
    if ((flags & TLB_DISCARD_WRITE) !== 0) {
      this.discarded = true;
      return OK;
    }
    if (!ram.holds(host, lookup.hostHi[0], 1)) return state.die(STOP_DATA_OUTSIDE_RAM);
    const ramAddress = ram.ramOf(host);
    journal.noteStore(ramAddress, 1, ram.isClean(ramAddress >>> 12));
    ram.write(host, 1, 0, 0);
    return OK;
  }

  /** Notes what became of the block; returns the place of its record. */
  private record(type: number, outcome: number, lo: number, hi: number): number {
    const { state, journal, probe } = this.parts;
    const at = journal.access(0, type, BLOCK, outcome, lo, hi);
    const cause = outcome === OUTCOME_FAULT ? state.cause : 0;
    const key = type | (state.dataIndex << 2) | (outcome << 4) | (cause << 8);
    probe.feature(DOMAIN_OUTCOME, key | OF_BLOCK);
    return at;
  }
}
