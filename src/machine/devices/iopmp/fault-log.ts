/** Subsequent violations, one bit per RRID, and ERR_MFR, which shows them window by window (iopmp.md 4.8). */
import { FEATURE_MFR, MAX_RRIDS } from '../../../input/layout.ts';
import { STOP_ENDLESS_SCAN, STOP_INDEX_OUT_OF_BOUNDS } from '../../status.ts';
import type { Fate } from './locks.ts';
import type { Properties } from './properties.ts';

const FOUND = 1 << 31;
const INDEX_SHIFT = 16;
const INDEX = 0xfff;
const WINDOW_BITS = 16;

export class FaultLog {
  /** Bit r & 31 of word r >> 5: a subsequent violation of RRID r is logged. */
  readonly sv = new Int32Array(MAX_RRIDS >> 5);
  /** Window at which the next read of ERR_MFR begins. */
  svi = 0;

  private readonly properties: Properties;
  private readonly fate: Fate;

  constructor(properties: Properties, fate: Fate) {
    this.properties = properties;
    this.fate = fate;
  }

  reset(): void {
    this.sv.fill(0);
    this.svi = 0;
  }

  /** Field svc of ERR_INFO. */
  get hasAny(): boolean {
    return (this.sv[0] | this.sv[1]) !== 0;
  }

  /** Logs a violation of an RRID; one that is unknown has no bit. */
  add(rrid: number): void {
    if (!this.properties.has(FEATURE_MFR) || rrid >= this.properties.rridNum) return;
    this.sv[rrid >> 5] |= 1 << (rrid & 31);
  }

  /** ERR_MFR: the first window from svi on that has a bit, which is thereby cleared. */
  read(): number {
    const { quirks } = this.properties;
    if (!this.properties.has(FEATURE_MFR)) return this.svi << INDEX_SHIFT;
    const windows = this.windows;
    if (this.svi >= windows) return this.readBeyond();
    for (let k = 0; k < windows; k++) {
      const window = (this.svi + k) % windows;
      const bits = this.take(window);
      if (bits === 0) continue;
      this.svi = quirks['mfr-index-from-bits'] ? bits : window;
      return FOUND | (window << INDEX_SHIFT) | bits;
    }
    if (quirks['mfr-empty-resets-index']) this.svi = 0;
    return this.svi << INDEX_SHIFT;
  }

  /** Sets the window index; one beyond the last becomes 0. */
  write(value: number): void {
    const { quirks } = this.properties;
    if (!this.properties.has(FEATURE_MFR) && !quirks['features-not-gated']) return;
    const index = (value >>> INDEX_SHIFT) & INDEX;
    this.svi = index < this.windows || quirks['mfr-index-unchecked'] ? index : 0;
  }

  private get windows(): number {
    return Math.ceil(this.properties.rridNum / WINDOW_BITS);
  }

  /** A scan from beyond the last window leaves the array, and stops only if there is something to find. */
  private readBeyond(): number {
    this.fate.die(this.hasAny ? STOP_INDEX_OUT_OF_BOUNDS : STOP_ENDLESS_SCAN);
    return 0;
  }

  /** The bits of a window, which are cleared. */
  private take(window: number): number {
    const shift = WINDOW_BITS * (window & 1);
    const bits = (this.sv[window >> 1] >>> shift) & 0xffff;
    this.sv[window >> 1] &= ~(0xffff << shift);
    return bits;
  }
}
