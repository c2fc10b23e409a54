/**
 * The two halves of an AMO on a board with an IOPMP, to which they are one transaction: it is asked once, before the load
 * half moves data, and where it refuses, the load half answers with its data and the store half is dropped. Each half is
 * looked up, walked for and asked of the checkers as ever.
 * @source iopmp.md 2 and 4.5
 */
import { keepBytes, toNumber } from '../../bits/word.ts';
import { OUTCOME_BLOCKED, OUTCOME_FAULT } from '../../trace/record.ts';
import type { HartState } from '../hart/state.ts';
import type { Journal } from '../journal.ts';
import type { Bus } from '../memory/bus.ts';
import { isProtected } from '../memory/guarded.ts';
import { pageOf } from '../memory/routes.ts';
import { SECTION_BLOCKED, SECTION_DISPATCH, SECTION_RAM, SECTIONS } from '../memory/section.ts';
import { LEAVE, LOAD, OK, STOP, STORE } from '../status.ts';
import { SECTION, XLAT_OFFSET } from './entry.ts';
import type { Lookup } from './lookup.ts';
import type { Mmu } from './mmu.ts';
import type { SoftTlb } from './soft-tlb.ts';

const MISALIGNED_STORE = 6;
const ACCESS_FAULT = 5;

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
  /** The running AMO was refused without a bus error. */
  private dropped = false;

  constructor(parts: AtomicGuardParts) {
    this.parts = parts;
  }

  reset(): void {
    this.dropped = false;
  }

  /** The load half: as {@link Mmu.load} into access record 0. */
  load(lo: number, hi: number, size: number, misaligned: number): number {
    const { bus, mmu } = this.parts;
    // What is not aligned traps before anyone is asked.
    const isOne = bus.gate.present && (lo & (size - 1)) === 0 && !bus.gate.shows('amo-in-two-halves');
    if (!isOne) return mmu.load(lo, hi, size, misaligned, 0);
    this.dropped = false;
    bus.gate.amoRefused = false;
    const status = this.ask(lo, hi, size, misaligned);
    if (status !== OK || this.dropped) return status;
    bus.gate.amo = true;
    const loaded = mmu.load(lo, hi, size, misaligned, 0);
    bus.gate.amo = false;
    return loaded;
  }

  /** The store half: as {@link Mmu.store} from access record 1. */
  store(lo: number, hi: number, size: number, dLo: number, dHi: number): number {
    const { bus, mmu } = this.parts;
    if (!this.dropped) {
      bus.gate.amo = bus.gate.present && !bus.gate.shows('amo-in-two-halves');
      const stored = mmu.store(lo, hi, size, MISALIGNED_STORE, 1, dLo, dHi);
      bus.gate.amo = false;
      return stored;
    }
    this.dropped = false;
    const status = mmu.prepare(STORE, lo, hi, size, MISALIGNED_STORE, 1);
    if (status === OK) this.note(1, STORE, lo, hi, size, dLo, dHi);
    return status;
  }

  /** Looks the load half up and asks the IOPMP, if it is on the way. */
  private ask(lo: number, hi: number, size: number, misaligned: number): number {
    const { state, bus, mmu } = this.parts;
    const status = mmu.prepare(LOAD, lo, hi, size, misaligned, 0);
    if (status !== OK) return status;
    const pa = this.physical(lo, hi);
    if (!this.isAsked(pa) || bus.gate.grantsAmo(pa, size)) return OK;
    return state.lastOfBlock ? this.refuse(pa, lo, hi, size) : LEAVE;
  }

  private refuse(pa: number, lo: number, hi: number, size: number): number {
    const { state, bus, mmu, journal } = this.parts;
    const { gate } = bus;
    gate.begin(pa, size, STORE);
    gate.amo = true;
    const failed = gate.refuse(pa, size);
    gate.amo = false;
    if (state.stop !== 0) return STOP;
    if (failed) {
      journal.access(0, LOAD, size, OUTCOME_FAULT, lo, hi);
      return state.fault(ACCESS_FAULT, lo, hi);
    }
    this.dropped = true;
    mmu.dataLo = gate.dataLo;
    mmu.dataHi = gate.dataHi;
    this.note(0, LOAD, lo, hi, size, gate.dataLo, gate.dataHi);
    return OK;
  }

  /** Notes a half that was dropped. */
  private note(
    slot: number,
    type: number,
    lo: number,
    hi: number,
    size: number,
    dLo: number,
    dHi: number,
  ): void {
    const { journal } = this.parts;
    const at = journal.access(slot, type, size, OUTCOME_BLOCKED, lo, hi);
    journal.moved(at, this.physical(lo, hi), keepBytes(size, dLo, 0), keepBytes(size, dHi, 4));
  }

  /** Where the entry just looked up leads to. */
  private physical(lo: number, hi: number): number {
    const { tlb, lookup, bus } = this.parts;
    const { words } = tlb;
    const e = lookup.entry[0];
    const offLo = (lo + words[e + XLAT_OFFSET]) | 0;
    const offHi = (hi + words[e + XLAT_OFFSET + 1] + (offLo >>> 0 < lo >>> 0 ? 1 : 0)) | 0;
    const { kind, base, block } = SECTIONS[words[e + SECTION]];
    return base + toNumber(offLo, offHi) - (kind === SECTION_RAM ? bus.ram.base[block] : 0);
  }

  /** True unless the IOPMP is not on the way, not reached, or asked piece by piece. */
  private isAsked(pa: number): boolean {
    const { tlb, lookup, bus } = this.parts;
    const { kind } = SECTIONS[tlb.words[lookup.entry[0] + SECTION]];
    const isElsewhere = bus.iopmpLast && (kind === SECTION_BLOCKED || kind === SECTION_DISPATCH);
    return !isElsewhere && isProtected(bus, pageOf(pa));
  }
}
