import type { StepRecord } from '../hart/step-record.ts';

const REG_MSIP = 0;
const REG_MTIMECMP = 0x4000;
const REG_MTIME = 0xbff8;
/** Retired instructions per tick of mtime. */
const INSTRUCTIONS_PER_TICK = 10;
/** Bits of mip. */
const MSIP = 1 << 3;
const MTIP = 1 << 7;

/**
 * The timer and the software interrupt of the hart. Time is counted in retired instructions, those before the running
 * one.
 * @source Privileged ISA 3.2.1; worldguard.md 6 (offsets); decisions.md, "Steps and time"
 */
export class Clint {
  /** mtime, as {@link Clint.now} found it last. */
  timeLo = 0;
  timeHi = 0;
  private msip = 0;
  private compareLo = -1;
  private compareHi = -1;
  /** What mtime is ahead of the ticks since reset. */
  private baseLo = 0;
  private baseHi = 0;
  private readonly step: StepRecord;

  constructor(step: StepRecord) {
    this.step = step;
  }

  /** Time 0, no interrupt asked for. */
  reset(): void {
    this.msip = 0;
    this.compareLo = -1;
    this.compareHi = -1;
    this.baseLo = 0;
    this.baseHi = 0;
  }

  private get ticks(): number {
    return (this.step.retired / INSTRUCTIONS_PER_TICK) | 0;
  }

  /** Takes the time into timeLo and timeHi. */
  now(): void {
    const lo = (this.baseLo >>> 0) + this.ticks;
    this.timeLo = lo | 0;
    this.timeHi = (this.baseHi + (lo >= 0x1_0000_0000 ? 1 : 0)) | 0;
  }

  private set(lo: number, hi: number): void {
    const { ticks } = this;
    this.baseLo = (lo - ticks) | 0;
    this.baseHi = (hi - (lo >>> 0 < ticks ? 1 : 0)) | 0;
  }

  /** The lines to mip, in its bits. */
  get lines(): number {
    return (this.msip === 0 ? 0 : MSIP) | (this.isDue() ? MTIP : 0);
  }

  /** Whether mtime >= mtimecmp. */
  private isDue(): boolean {
    this.now();
    const timeHi = this.timeHi >>> 0;
    const compareHi = this.compareHi >>> 0;
    return timeHi > compareHi || (timeHi === compareHi && this.timeLo >>> 0 >= this.compareLo >>> 0);
  }

  /** Lets time pass until mtimecmp, if that lies ahead and is not the largest value, which stands for never. */
  skipAhead(): void {
    if ((this.compareLo & this.compareHi) === -1 || this.isDue()) return;
    this.set(this.compareLo, this.compareHi);
  }

  /** The 32 bits at `offset`, a multiple of 4; 0 where nothing is. */
  readWord(offset: number): number {
    switch (offset) {
      case REG_MSIP:
        return this.msip;
      case REG_MTIMECMP:
        return this.compareLo;
      case REG_MTIMECMP + 4:
        return this.compareHi;
      case REG_MTIME:
        this.now();
        return this.timeLo;
      case REG_MTIME + 4:
        this.now();
        return this.timeHi;
      default:
        return 0;
    }
  }

  /** Writes the 32 bits at `offset`, a multiple of 4. */
  writeWord(offset: number, value: number): void {
    this.now();
    if (offset === REG_MSIP) this.msip = value & 1;
    else if (offset === REG_MTIMECMP) this.compareLo = value;
    else if (offset === REG_MTIMECMP + 4) this.compareHi = value;
    else if (offset === REG_MTIME) this.set(value, this.timeHi);
    else if (offset === REG_MTIME + 4) this.set(this.timeLo, value);
  }
}
