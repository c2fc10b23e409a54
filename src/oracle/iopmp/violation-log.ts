import { FEATURE_MFR } from '../../input/layout.ts';
import type { Properties } from './properties.ts';

const WINDOW_BITS = 16;
const WINDOW_MASK = 0xffff;
/** rrid_num is at most 64. */
const WINDOWS = 4;
const SVI_SHIFT = 16;
const SVI_MASK = 0xfff;
const SVS = 1 << 31;

/**
 * Which RRIDs have violated while an error was recorded already: the multi-fault record, register ERR_MFR.
 * @source iopmp.md 4.8, "ERR_MFR read"
 */
export class ViolationLog {
  /** Bits SV by window: bit b of window w is RRID 16 * w + b. */
  readonly windows = new Int32Array(WINDOWS);
  /** The window where the next read begins. */
  svi = 0;
  private readonly properties: Properties;

  constructor(properties: Properties) {
    this.properties = properties;
  }

  reset(): void {
    this.svi = 0;
    for (let w = 0; w < WINDOWS; w++) this.windows[w] = 0;
  }

  /** Whether violations of `rrid` are logged. */
  takes(rrid: number): boolean {
    return this.properties.has(FEATURE_MFR) && rrid < this.properties.rridNum;
  }

  /** True if these are the bits SV, 32 RRIDs a word, and the next read begins at window `svi`. */
  holds(sv: ArrayLike<number>, svi: number): boolean {
    for (let w = 0; w < WINDOWS; w++) {
      const bits = (sv[w >> 1] >>> (WINDOW_BITS * (w & 1))) & WINDOW_MASK;
      if (this.windows[w] !== bits) return false;
    }
    return this.svi === svi;
  }

  /** Logs `rrid` if that is one. */
  add(rrid: number): void {
    if (!this.takes(rrid)) return;
    this.windows[Math.trunc(rrid / WINDOW_BITS)] |= 1 << (rrid % WINDOW_BITS);
  }

  /** Field svc of ERR_INFO. */
  get isEmpty(): boolean {
    let bits = 0;
    for (let w = 0; w < WINDOWS; w++) bits |= this.windows[w];
    return bits === 0;
  }

  private get count(): number {
    return Math.ceil(this.properties.rridNum / WINDOW_BITS);
  }

  /** Reads ERR_MFR: finds and clears the first window with a violation, from svi on, round and round. */
  read(): number {
    for (let step = 0; step < this.count; step++) {
      const w = (this.svi + step) % this.count;
      const bits = this.windows[w];
      if (bits === 0) continue;
      this.windows[w] = 0;
      this.svi = w;
      return SVS | (w << SVI_SHIFT) | bits;
    }
    return this.svi << SVI_SHIFT;
  }

  /** Writes ERR_MFR; a window that does not exist becomes 0. */
  write(value: number): void {
    if (!this.properties.has(FEATURE_MFR)) return;
    const svi = (value >>> SVI_SHIFT) & SVI_MASK;
    this.svi = svi < this.count ? svi : 0;
  }
}
