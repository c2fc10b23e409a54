import {
  ACCESS_NO_DATA,
  OUTCOME_BLOCKED,
  OUTCOME_DISCARDED,
  OUTCOME_IO,
  OUTCOME_RAM,
} from '../../trace/record.ts';
import type { HartState } from '../hart/hart-state.ts';
import { WRITE } from '../world/checker.ts';
import type { Bus } from './bus.ts';
import type { DataPath } from './data-path.ts';
import { DENIED, DROPPED, OPEN } from './gates.ts';
import type { Ram } from './ram.ts';
import { STORE } from './walker.ts';

/** The access records of an SC: its store half. */
const STORE_HALF = 1;

/**
 * The store access of an aligned SC with a valid reservation.
 * @source decisions.md: "SC is one STORE access, compared with the memory it found, nothing stored on failure"
 */
export class ConditionalStore {
  /** It stored, or would have but for a checker or for the memory being read-only. */
  stored = false;
  /** It stored in memory, and by the value alone: what was reserved may have been written, or lies elsewhere. */
  isByValue = false;
  private readonly hart: HartState;
  private readonly data: DataPath;
  private readonly bus: Bus;
  private readonly ram: Ram;

  constructor(parts: { hart: HartState; data: DataPath; bus: Bus; ram: Ram }) {
    this.hart = parts.hart;
    this.data = parts.data;
    this.bus = parts.bus;
    this.ram = parts.ram;
  }

  /** A checker dropped it without a bus error. */
  get isBlocked(): boolean {
    return this.data.outcome === OUTCOME_BLOCKED;
  }

  /**
   * Stores what {@link DataPath.lo} and `hi` hold, in memory only if it still holds what LR loaded. False if it trapped.
   */
  make(vaLo: number, vaHi: number, size: number): boolean {
    const { data } = this;
    data.begin(STORE, STORE);
    data.portion(STORE_HALF, vaLo, vaHi, size);
    if (!data.passes(STORE_HALF, vaLo, vaHi, size)) return false;
    data.mark();
    const lo = data.physicalLo(STORE_HALF);
    const hi = data.physicalHi(STORE_HALF);
    const answer = this.bus.gates.decide(lo, hi, size, WRITE);
    const isMemory = answer === OPEN || answer === DROPPED;
    this.stored = !isMemory || this.compare(this.ram.offsetOf(lo, hi), size);
    this.isByValue = isMemory && this.stored && this.isLost(lo, hi);
    if (this.stored || answer === DENIED) return data.move(STORE_HALF, 0);
    const outcome = answer === OPEN ? OUTCOME_RAM : answer === DROPPED ? OUTCOME_DISCARDED : OUTCOME_IO;
    data.outcome = outcome;
    data.finish(STORE_HALF, outcome, ACCESS_NO_DATA);
    return true;
  }

  /** Whether LR reserved other bytes than those at pa, or another bus master has written some of them. */
  private isLost(lo: number, hi: number): boolean {
    const { hart } = this;
    return hart.reservedWritten || hart.reservedPaLo !== lo || hart.reservedPaHi !== hi;
  }

  /** Whether the memory at `offset` holds what LR loaded, at the SC's own width. */
  private compare(offset: number, size: number): boolean {
    if (this.ram.word(offset) !== this.hart.reservedLo) return false;
    return size === 4 || this.ram.word(offset + 4) === this.hart.reservedHi;
  }
}
