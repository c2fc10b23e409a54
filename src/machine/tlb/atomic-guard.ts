/**
 * The two halves of an AMO on a board with an IOPMP, to which they are one transaction: it is asked once, before the load
 * half moves data, and where it refuses, the load half answers with its data and the store half is dropped. Each half is
 * looked up, walked for and asked of the checkers as ever; one that the remapping region sends elsewhere is a transaction
 * of its own, for which both rights are asked as well.
 * @source iopmp.md 2 and 4.5
 */
import { keepBytes, toNumber } from '../../bits/word.ts';
import { PAGE, REMAP_BASE } from '../../input/layout.ts';
import { OUTCOME_BLOCKED, OUTCOME_FAULT } from '../../trace/record.ts';
import type { HartState } from '../hart/state.ts';
import { accessFaultOf } from '../hart/walker.ts';
import type { Journal } from '../journal.ts';
import type { Bus } from '../memory/bus.ts';
import { isProtected } from '../memory/guarded.ts';
import { NOT_REFUSED } from '../memory/iopmp-gate.ts';
import { pageOf } from '../memory/routes.ts';
import { SECTION_BLOCKED, SECTION_DISPATCH, SECTION_RAM, SECTIONS, UNASSIGNED } from '../memory/section.ts';
import { LEAVE, LOAD, OK, STOP, STORE } from '../status.ts';
import { SECTION, XLAT_OFFSET } from './entry.ts';
import type { Lookup } from './lookup.ts';
import type { Mmu } from './mmu.ts';
import type { SoftTlb } from './soft-tlb.ts';

const MISALIGNED_STORE = 6;
const NOWHERE = -1;

export interface AtomicGuardParts {
  readonly state: HartState;
  readonly tlb: SoftTlb;
  readonly lookup: Lookup;
  readonly bus: Bus;
  readonly mmu: Mmu;
  readonly journal: Journal;
}

export class AtomicGuard {
  private readonly parts: AtomicGuardParts;
  /** The running AMO is one transaction, which the load half was asked about at an address, -1 if it was not. */
  private isOne = false;
  private asked = NOWHERE;
  /** It was refused without a bus error. */
  private dropped = false;

  constructor(parts: AtomicGuardParts) {
    this.parts = parts;
  }

  reset(): void {
    this.isOne = false;
    this.asked = NOWHERE;
    this.dropped = false;
  }

  /** The load half: as {@link Mmu.load} into access record 0. */
  load(lo: number, hi: number, size: number, misaligned: number): number {
    const { bus, mmu } = this.parts;
    const { gate } = bus;
    // What is not aligned traps before anyone is asked.
    this.isOne = bus.hasIopmp && (lo & (size - 1)) === 0 && !gate.shows('amo-in-two-halves');
    if (!this.isOne) return mmu.load(lo, hi, size, misaligned, 0);
    this.dropped = false;
    gate.amoRefused = NOT_REFUSED;
    let status = mmu.prepare(LOAD, lo, hi, size, misaligned, 0);
    if (status !== OK) return status;
    const pa = this.physical(LOAD, lo, hi);
    this.asked = this.reaches(pa) ? pa : NOWHERE;
    if (this.asked >= 0 && !gate.grantsAmo(pa, size)) return this.refuse(LOAD, pa, lo, hi, size, 0, 0);
    gate.amo = true;
    status = mmu.load(lo, hi, size, misaligned, 0);
    gate.amo = false;
    return status;
  }

  /** The store half: as {@link Mmu.store} from access record 1. */
  store(lo: number, hi: number, size: number, dLo: number, dHi: number): number {
    const { bus, mmu } = this.parts;
    if (this.isOne && (this.dropped || this.asked < 0 || bus.remapBytes > 0)) {
      const status = mmu.prepare(STORE, lo, hi, size, MISALIGNED_STORE, 1);
      if (status !== OK) return status;
      const pa = this.physical(STORE, lo, hi);
      if (this.reaches(pa)) {
        const isNew = pa !== this.asked;
        if (isNew && !bus.gate.grantsAmo(pa, size)) return this.refuse(STORE, pa, lo, hi, size, dLo, dHi);
        if (!isNew && this.dropped) return this.note(STORE, pa, lo, hi, size, dLo, dHi);
      }
    }
    bus.gate.amo = this.isOne;
    const stored = mmu.store(lo, hi, size, MISALIGNED_STORE, 1, dLo, dHi);
    bus.gate.amo = false;
    return stored;
  }

  /** A half is refused: a bus error, or made-up data and nothing stored. */
  private refuse(
    type: number,
    pa: number,
    lo: number,
    hi: number,
    size: number,
    dLo: number,
    dHi: number,
  ): number {
    const { state, bus, mmu, journal } = this.parts;
    const { gate } = bus;
    if (!state.lastOfBlock) return LEAVE;
    gate.begin(pa, size, STORE);
    const failed = gate.refuseAmo(pa, size);
    if (state.stop !== 0) return STOP;
    if (failed) {
      journal.access(type, type, size, OUTCOME_FAULT, lo, hi);
      return state.fault(accessFaultOf(type), lo, hi);
    }
    if (type === STORE) return this.note(STORE, pa, lo, hi, size, dLo, dHi);
    this.dropped = true;
    mmu.dataLo = gate.dataLo;
    mmu.dataHi = gate.dataHi;
    return this.note(LOAD, pa, lo, hi, size, gate.dataLo, gate.dataHi);
  }

  /** Notes a half that was dropped; the record of each has the number of its type. */
  private note(
    type: number,
    pa: number,
    lo: number,
    hi: number,
    size: number,
    dLo: number,
    dHi: number,
  ): number {
    const { journal } = this.parts;
    const at = journal.access(type, type, size, OUTCOME_BLOCKED, lo, hi);
    journal.moved(at, pa, keepBytes(size, dLo, 0), keepBytes(size, dHi, 4));
    return OK;
  }

  /** Where the entry just looked up leads a half of `type` to. */
  private physical(type: number, lo: number, hi: number): number {
    const { tlb, lookup, bus } = this.parts;
    const { words } = tlb;
    const e = lookup.entry[0];
    const offLo = (lo + words[e + XLAT_OFFSET]) | 0;
    const offHi = (hi + words[e + XLAT_OFFSET + 1] + (offLo >>> 0 < lo >>> 0 ? 1 : 0)) | 0;
    const { kind, base, block } = SECTIONS[words[e + SECTION]];
    const pa = base + toNumber(offLo, offHi) - (kind === SECTION_RAM ? bus.ram.base[block] : 0);
    return words[e + SECTION] === UNASSIGNED ? this.redirected(type, pa) : pa;
  }

  /** The entry of a page where nothing answers has the address before the remapping region: where that sends it. */
  private redirected(type: number, pa: number): number {
    const { remap, remapBytes } = this.parts.bus;
    const offset = pa - REMAP_BASE;
    if (offset < 0 || offset >= remapBytes) return pa;
    const target = remap.target(Math.floor(offset / PAGE), type === STORE);
    return target < 0 ? pa : target + (offset % PAGE);
  }

  /** True if the half just looked up gets to an IOPMP that is asked for all of it, not piece by piece behind a checker. */
  private reaches(pa: number): boolean {
    const { tlb, lookup, bus } = this.parts;
    const { kind } = SECTIONS[tlb.words[lookup.entry[0] + SECTION]];
    const isElsewhere = bus.iopmpLast && (kind === SECTION_BLOCKED || kind === SECTION_DISPATCH);
    return !isElsewhere && isProtected(bus, pageOf(pa));
  }
}
