/**
 * Counters of the hart and who may read them: mcycle and minstret count retired instructions, time is the CLINT's, the
 * others are not there and read 0.
 * @source Privileged ISA 20240411, 3.1.10 to 3.1.12 and 10.1.4; Unprivileged ISA 20240411, "Zicntr"
 */
import { CSR } from '../../isa/csr-names.ts';
import type { Clint } from '../devices/clint.ts';
import { type HartState, MODE_M, MODE_U } from './state.ts';

/** The read-only views, one per counter of {@link Counters.mcounteren}. */
const VIEWS = 0xc00;
const VIEWS_END = 0xc1f;
/** Where counters and event selectors 0 to 31 would begin. */
const HPMCOUNTERS = 0xc00;
const MHPMCOUNTERS = 0xb00;
const MHPMEVENTS = 0x320;

export class Counters {
  /** Value of the last {@link read}. */
  lo = 0;
  hi = 0;
  /** Bit n: counter n may be read below M, below S. */
  mcounteren = 0;
  scounteren = 0;
  /** What mcycle and minstret are ahead of the retired instructions. */
  private cycleLo = 0;
  private cycleHi = 0;
  private instretLo = 0;
  private instretHi = 0;

  private readonly state: HartState;
  private readonly clint: Clint;

  constructor(state: HartState, clint: Clint) {
    this.state = state;
    this.clint = clint;
  }

  reset(): void {
    this.lo = 0;
    this.hi = 0;
    this.mcounteren = 0;
    this.scounteren = 0;
    this.cycleLo = 0;
    this.cycleHi = 0;
    this.instretLo = 0;
    this.instretHi = 0;
  }

  /** True unless the number is that of a read-only view that the enables keep from `mode`. */
  permits(number: number, mode: number): boolean {
    if (mode === MODE_M || number < VIEWS || number > VIEWS_END) return true;
    const enabled = mode === MODE_U ? this.mcounteren & this.scounteren : this.mcounteren;
    return (enabled & (1 << (number - VIEWS))) !== 0;
  }

  /** Reads one of the counters' CSRs into lo/hi; false: it is none of them. */
  read(number: number): boolean {
    switch (number) {
      case 0x306 satisfies (typeof CSR)['mcounteren']:
        return this.set(this.mcounteren, 0);
      case 0x106 satisfies (typeof CSR)['scounteren']:
        return this.set(this.scounteren, 0);
      case 0xb00 satisfies (typeof CSR)['mcycle']:
      case 0xc00 satisfies (typeof CSR)['cycle']:
        return this.count(this.cycleLo, this.cycleHi);
      case 0xb02 satisfies (typeof CSR)['minstret']:
      case 0xc02 satisfies (typeof CSR)['instret']:
        return this.count(this.instretLo, this.instretHi);
      case 0xc01 satisfies (typeof CSR)['time']:
        this.clint.readTime();
        return this.set(this.clint.lo, this.clint.hi);
    }
    return isHardwired(number) && this.set(0, 0);
  }

  /** Writes one of them; false: it is none of them. */
  write(number: number, lo: number, hi: number): boolean {
    // The writing instruction itself counts: the next one reads what was written.
    const past = this.state.retired + 1;
    const offsetLo = (lo - past) | 0;
    const offsetHi = (hi - (lo >>> 0 < past ? 1 : 0)) | 0;
    switch (number) {
      case 0x306 satisfies (typeof CSR)['mcounteren']:
        this.mcounteren = lo;
        return true;
      case 0x106 satisfies (typeof CSR)['scounteren']:
        this.scounteren = lo;
        return true;
      case 0xb00 satisfies (typeof CSR)['mcycle']:
        this.cycleLo = offsetLo;
        this.cycleHi = offsetHi;
        return true;
      case 0xb02 satisfies (typeof CSR)['minstret']:
        this.instretLo = offsetLo;
        this.instretHi = offsetHi;
        return true;
    }
    return isHardwired(number);
  }

  private count(offsetLo: number, offsetHi: number): boolean {
    const { retired } = this.state;
    const lo = (retired + offsetLo) | 0;
    return this.set(lo, offsetHi + (lo >>> 0 < retired ? 1 : 0));
  }

  private set(lo: number, hi: number): boolean {
    this.lo = lo;
    this.hi = hi | 0;
    return true;
  }
}

/** True for the counters and event selectors 3 to 31 and mcountinhibit: they read 0 and drop what is written. */
function isHardwired(number: number): boolean {
  const which = number & 0x1f;
  const first = number & ~0x1f;
  if (number === CSR.mcountinhibit) return true;
  return which >= 3 && (first === HPMCOUNTERS || first === MHPMCOUNTERS || first === MHPMEVENTS);
}
