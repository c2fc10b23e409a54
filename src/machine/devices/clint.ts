/**
 * The core-local interruptor: msip, mtimecmp and mtime of one hart. Its clock is retired instructions, ten to a tick, so
 * that the timer line can be computed ahead: nothing is done per instruction.
 * @source SiFive FU540 manual chapter 9 (layout); decisions.md, Steps and time
 */
import type { HartState } from '../hart/state.ts';

const MTIMECMP = 0x4000;
const MTIME = 0xbff8;
const RETIRED_PER_TICK = 10;
/** Retired instructions that no run reaches. */
const NEVER = 0x7fff_ffff;
/** A tick count beyond which a change of the line is out of reach. */
const FAR = 1 << 20;
const TWO_32 = 0x1_0000_0000;

/** Lines into mip. */
export const LINE_MSI = 1 << 3;
export const LINE_MTI = 1 << 7;

export class Clint {
  /** mtime when it was last asked for: see {@link readTime}. */
  lo = 0;
  hi = 0;
  compareLo = -1;
  compareHi = -1;
  /** The timer line changes when this many instructions have retired, unless a register is written before. */
  changesAt = NEVER;
  /** mtime = base + retired / 10. */
  private baseLo = 0;
  private baseHi = 0;

  private readonly state: HartState;

  constructor(state: HartState) {
    this.state = state;
  }

  /** Reset: no software interrupt, time 0, mtimecmp all ones. */
  reset(): void {
    this.lo = 0;
    this.hi = 0;
    this.baseLo = 0;
    this.baseHi = 0;
    this.compareLo = -1;
    this.compareHi = -1;
    this.changesAt = NEVER;
    this.state.lines &= ~(LINE_MSI | LINE_MTI);
  }

  /** mtime now, into lo/hi. */
  readTime(): void {
    const ticks = this.ticks();
    this.lo = (this.baseLo + ticks) | 0;
    this.hi = (this.baseHi + (this.lo >>> 0 < ticks ? 1 : 0)) | 0;
  }

  /** Makes mtime read this now. */
  setTime(lo: number, hi: number): void {
    const ticks = this.ticks();
    this.baseLo = (lo - ticks) | 0;
    this.baseHi = (hi - (lo >>> 0 < ticks ? 1 : 0)) | 0;
    this.refresh();
  }

  /** Recomputes the timer line and when it changes next: where mtime reaches mtimecmp, and where it wraps. */
  refresh(): void {
    this.readTime();
    const { lo, hi, compareLo, compareHi } = this;
    const below = hi >>> 0 < compareHi >>> 0 || (hi === compareHi && lo >>> 0 < compareLo >>> 0);
    if (below) this.state.lines &= ~LINE_MTI;
    else this.state.lines |= LINE_MTI;
    const left = below ? distance(lo, hi, compareLo, compareHi) : distance(lo, hi, 0, 0);
    this.changesAt = left >= FAR ? NEVER : (this.ticks() + left) * RETIRED_PER_TICK;
  }

  /** Brings the timer line up to date. */
  poll(): void {
    if (this.state.retired >= this.changesAt) this.refresh();
  }

  /** wfi with nothing but the timer to wait for: time moves on to mtimecmp, unless that is all ones or not ahead. */
  skipToTimer(): void {
    this.poll();
    if ((this.compareLo & this.compareHi) === -1 || (this.state.lines & LINE_MTI) !== 0) return;
    this.setTime(this.compareLo, this.compareHi);
  }

  /** The word at `offset` (a multiple of 4), as int32. */
  read32(offset: number): number {
    switch (offset) {
      case 0:
        return (this.state.lines & LINE_MSI) !== 0 ? 1 : 0;
      case MTIMECMP:
        return this.compareLo;
      case MTIMECMP + 4:
        return this.compareHi;
      case MTIME:
        this.readTime();
        return this.lo;
      case MTIME + 4:
        this.readTime();
        return this.hi;
      default:
        return 0;
    }
  }

  write32(offset: number, value: number): void {
    switch (offset) {
      case 0:
        this.state.lines = (value & 1) !== 0 ? this.state.lines | LINE_MSI : this.state.lines & ~LINE_MSI;
        return;
      case MTIMECMP:
        this.compareLo = value;
        this.refresh();
        return;
      case MTIMECMP + 4:
        this.compareHi = value;
        this.refresh();
        return;
      case MTIME:
        this.readTime();
        this.setTime(value, this.hi);
        return;
      case MTIME + 4:
        this.readTime();
        this.setTime(this.lo, value);
    }
  }

  /** An 8-byte piece: both its words, for no register depends on the other half. */
  write64(offset: number, lo: number, hi: number): void {
    this.write32(offset, lo);
    this.write32(offset + 4, hi);
  }

  private ticks(): number {
    return Math.floor(this.state.retired / RETIRED_PER_TICK);
  }
}

/** How far the unsigned 64-bit value to is ahead of from, modulo 2^64, rounded above 2^53; 2^64 for equal ones. */
function distance(fromLo: number, fromHi: number, toLo: number, toHi: number): number {
  const lo = (toLo - fromLo) | 0;
  const hi = (toHi - fromHi - (toLo >>> 0 < fromLo >>> 0 ? 1 : 0)) | 0;
  return (lo | hi) === 0 ? TWO_32 * TWO_32 : (hi >>> 0) * TWO_32 + (lo >>> 0);
}
