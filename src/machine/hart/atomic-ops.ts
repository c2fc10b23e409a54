/**
 * LR, SC and AMO with one hart: each half is an access of its own.
 * @source tlb-iommu-path.md section 5, Atomics; worldguard.md 8.8
 */
import { amo } from '../../isa/amo.ts';
import { D_RD, D_RS1, D_RS2, D_SUB } from '../../isa/decode.ts';
import { A_INFO, ACCESS_NO_DATA, ACCESS_STRIDE, R_ACCESS } from '../../trace/record.ts';
import type { Comparisons } from '../comparisons.ts';
import type { Quirks } from '../design.ts';
import type { Journal } from '../journal.ts';
import { FAULT, OK, STORE } from '../status.ts';
import type { AtomicGuard } from '../tlb/atomic-guard.ts';
import type { Mmu } from '../tlb/mmu.ts';
import type { HartState } from './state.ts';

const MISALIGNED_LOAD = 4;
const MISALIGNED_STORE = 6;
const NO_RESERVATION = 0;

export interface AtomicOpsParts {
  readonly state: HartState;
  readonly mmu: Mmu;
  readonly guard: AtomicGuard;
  readonly journal: Journal;
  readonly comparisons: Comparisons;
  readonly quirks: Quirks;
}

export class AtomicOps {
  /** Size of the reservation in bytes, 0: none. */
  private reserved = NO_RESERVATION;
  private reservedLo = 0;
  private reservedHi = 0;
  private rememberedLo = 0;
  private rememberedHi = 0;

  private readonly out = new Int32Array(2);
  private readonly x: Int32Array;
  private readonly state: HartState;
  private readonly mmu: Mmu;
  private readonly guard: AtomicGuard;
  private readonly journal: Journal;
  private readonly comparisons: Comparisons;
  private readonly quirks: Quirks;

  constructor(parts: AtomicOpsParts) {
    this.state = parts.state;
    this.x = parts.state.x;
    this.mmu = parts.mmu;
    this.guard = parts.guard;
    this.journal = parts.journal;
    this.comparisons = parts.comparisons;
    this.quirks = parts.quirks;
  }

  reset(): void {
    this.dropReservation();
    this.out[0] = 0;
    this.out[1] = 0;
  }

  /** Ends LR's reservation: after every SC, trap and xRET. */
  dropReservation(): void {
    this.reserved = NO_RESERVATION;
    this.reservedLo = 0;
    this.reservedHi = 0;
    this.rememberedLo = 0;
    this.rememberedHi = 0;
  }

  /** LR. OK or a code of status.ts; the pc is the caller's. */
  loadReserved(ops: Int32Array, o: number): number {
    const a = ops[o + D_RS1] << 1;
    const lo = this.x[a];
    const hi = this.x[a + 1];
    const sub = ops[o + D_SUB];
    const status = this.mmu.load(lo, hi, 1 << sub, MISALIGNED_LOAD, 0);
    if (status !== OK) return status;
    setLoaded(this.x, ops[o + D_RD], sub, this.mmu);
    this.reserved = 1 << sub;
    this.reservedLo = lo;
    this.reservedHi = hi;
    this.rememberedLo = this.mmu.dataLo;
    this.rememberedHi = sub === 3 ? this.mmu.dataHi : this.mmu.dataLo >> 31;
    return OK;
  }

  /** SC with one hart: worldguard.md 8.8, decisions.md base (e) and (h). */
  storeConditional(ops: Int32Array, o: number): number {
    const a = ops[o + D_RS1] << 1;
    const lo = this.x[a];
    const hi = this.x[a + 1];
    const size = 1 << ops[o + D_SUB];
    const matches = this.reserved !== NO_RESERVATION && this.reservedLo === lo && this.reservedHi === hi;
    const misaligned = (lo & (size - 1)) !== 0;
    if (this.comparisons.listens && this.reserved !== NO_RESERVATION)
      this.comparisons.addresses(lo, hi, this.reservedLo, this.reservedHi);
    if (misaligned && (matches || !this.quirks['sc-mixed-width'])) {
      return this.state.fault(MISALIGNED_STORE, lo, hi);
    }
    let failed = 1;
    if (matches) {
      const b = ops[o + D_RS2] << 1;
      const status = this.quirks['sc-hidden-load']
        ? this.exchangeByLoad(lo, hi, size, this.x[b], this.x[b + 1])
        : this.exchangeByStore(lo, hi, size, this.x[b], this.x[b + 1]);
      if (status !== OK) return status;
      failed = this.out[0];
    }
    this.dropReservation();
    const d = ops[o + D_RD] << 1;
    this.x[d] = failed;
    this.x[d + 1] = 0;
    return OK;
  }

  /** Posted: a load, then a store of the new value or of the old one. out[0]: rd. */
  private exchangeByLoad(lo: number, hi: number, size: number, newLo: number, newHi: number): number {
    const status = this.mmu.load(lo, hi, size, MISALIGNED_STORE, 0);
    if (status !== OK) return status;
    const oldLo = this.mmu.dataLo;
    const oldHi = size === 8 ? this.mmu.dataHi : oldLo >> 31;
    const same = oldLo === this.rememberedLo && (size === 4 || oldHi === this.rememberedHi);
    const stored = this.mmu.store(
      lo,
      hi,
      size,
      MISALIGNED_STORE,
      1,
      same ? newLo : oldLo,
      same ? newHi : oldHi,
    );
    if (stored !== OK) return stored;
    const whole = oldLo === this.rememberedLo && oldHi === this.rememberedHi;
    this.out[0] = (this.quirks['sc-mixed-width'] ? whole : same) ? 0 : 1;
    return OK;
  }

  /** Mended: one store access, compared with the memory it found; nothing is stored on failure. */
  private exchangeByStore(lo: number, hi: number, size: number, newLo: number, newHi: number): number {
    const status = this.mmu.prepare(STORE, lo, hi, size, MISALIGNED_STORE, 1);
    if (status !== OK) return status;
    const same = this.mmu.preparedEquals(size, this.rememberedLo, this.rememberedHi);
    const wholeSame =
      !this.quirks['sc-mixed-width'] || size === 8 || this.rememberedHi === this.rememberedLo >> 31;
    this.out[0] = same && wholeSame ? 0 : 1;
    if (same) return this.mmu.store(lo, hi, size, MISALIGNED_STORE, 1, newLo, newHi);
    this.mmu.skipStore(lo, hi, size, 1);
    this.journal.trace[this.journal.at + R_ACCESS + ACCESS_STRIDE + A_INFO] |= ACCESS_NO_DATA;
    return OK;
  }

  /** AMO: a load, then a store; one transaction to an IOPMP. */
  modify(ops: Int32Array, o: number): number {
    const a = ops[o + D_RS1] << 1;
    const b = ops[o + D_RS2] << 1;
    const lo = this.x[a];
    const hi = this.x[a + 1];
    const log = ops[o + D_SUB] & 3;
    const misaligned = this.quirks['amo-misaligned-is-load'] ? MISALIGNED_LOAD : MISALIGNED_STORE;
    const status = this.guard.load(lo, hi, 1 << log, misaligned);
    if (status !== OK) return status === FAULT ? this.promoted() : status;
    const oldLo = this.mmu.dataLo;
    const oldHi = this.mmu.dataHi;
    amo(ops[o + D_SUB] >> 2, 1 << log, oldLo, oldHi, this.x[b], this.x[b + 1], this.out);
    const stored = this.guard.store(lo, hi, 1 << log, this.out[0], this.out[1]);
    if (stored !== OK) return stored;
    const d = ops[o + D_RD] << 1;
    this.x[d] = oldLo;
    this.x[d + 1] = log === 3 ? oldHi : oldLo >> 31;
    return OK;
  }

  /** A fault of an AMO's load half is reported as that of a store, misalignment excepted (worldguard.md 8.4). */
  private promoted(): number {
    if (this.state.cause === 5) this.state.cause = 7;
    if (this.state.cause === 13) this.state.cause = 15;
    return FAULT;
  }
}

/** x[rd] := the loaded value, extended as `sub` (log2 of the size, + 4 if zero-extending) says. */
export function setLoaded(x: Int32Array, rd: number, sub: number, loaded: Mmu): void {
  const d = rd << 1;
  let lo = loaded.dataLo;
  let hi = 0;
  if (sub === 0) lo = (lo << 24) >> 24;
  else if (sub === 1) lo = (lo << 16) >> 16;
  if (sub < 3) hi = lo >> 31;
  else if (sub === 3) hi = loaded.dataHi;
  x[d] = lo;
  x[d + 1] = hi;
}
