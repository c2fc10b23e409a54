import { type HartState, MCOUNTEREN, MODE_M, MODE_U, SCOUNTEREN } from './hart-state.ts';
import type { StepRecord } from './step-record.ts';

/**
 * mcycle and minstret: both count retired instructions, each from its own value. A value read is left in `lo` and `hi`.
 * @source Privileged ISA 3.1.10; decisions.md, "Steps and time"
 */
export class Counters {
  lo = 0;
  hi = 0;
  private readonly hart: HartState;
  private readonly step: StepRecord;

  constructor(hart: HartState, step: StepRecord) {
    this.hart = hart;
    this.step = step;
  }

  /**
   * Whether the present mode may read counter `i` of 0xc00 to 0xc1f.
   * @source Privileged ISA 3.1.11, 4.1.5
   */
  isOpen(i: number): boolean {
    const { mode, csr } = this.hart;
    const enabled = mode === MODE_U ? csr[MCOUNTEREN] & csr[SCOUNTEREN] : csr[MCOUNTEREN];
    return mode === MODE_M || ((enabled >>> i) & 1) !== 0;
  }

  /** Reads the counter kept at `at`: without the instruction that reads it. */
  read(at: number): void {
    const { csr } = this.hart;
    const lo = (csr[at] >>> 0) + this.step.retired;
    this.lo = lo | 0;
    this.hi = (csr[at + 1] + (lo >= 0x1_0000_0000 ? 1 : 0)) | 0;
  }

  /**
   * Writes the counter kept at `at`; the instruction that does so is not counted.
   * @source Privileged ISA 3.1.10: "the value written will be the value read by the following instruction"
   */
  write(at: number, lo: number, hi: number): void {
    const { csr } = this.hart;
    const counted = this.step.retired + 1;
    csr[at] = lo - counted;
    csr[at + 1] = hi - (lo >>> 0 < counted ? 1 : 0);
  }
}
