/** Taking traps and returning from them (Privileged ISA 20240411, 3.1.6 and 3.1.7). */
import type { CsrFile } from './csr-file.ts';
import {
  type HartState,
  MODE_M,
  MODE_S,
  MSTATUS_MIE,
  MSTATUS_MPIE,
  MSTATUS_MPP,
  MSTATUS_MPP_SHIFT,
  MSTATUS_MPRV,
  MSTATUS_SIE,
  MSTATUS_SPIE,
  MSTATUS_SPP,
} from './state.ts';

export class Traps {
  private readonly state: HartState;
  private readonly csrs: CsrFile;

  constructor(state: HartState, csrs: CsrFile) {
    this.state = state;
    this.csrs = csrs;
  }

  /** Enters the handler of the pending exception (`cause`, tval in the state). */
  takeException(): void {
    const s = this.state;
    const delegated = s.mode <= MODE_S && (this.csrs.medeleg & (1 << s.cause)) !== 0;
    this.enter(delegated ? MODE_S : MODE_M, s.cause, false);
  }

  /** Enters the handler of the interrupt `cause`. */
  takeInterrupt(cause: number): void {
    const delegated = (this.csrs.mideleg & (1 << cause)) !== 0;
    this.enter(delegated ? MODE_S : MODE_M, cause, true);
  }

  /** mret (from M) or sret (from S). */
  leave(mode: number): void {
    const s = this.state;
    let status = s.mstatus;
    let target: number;
    if (mode === MODE_M) {
      target = (status & MSTATUS_MPP) >>> MSTATUS_MPP_SHIFT;
      status = (status & ~(MSTATUS_MIE | MSTATUS_MPP)) | ((status & MSTATUS_MPIE) !== 0 ? MSTATUS_MIE : 0);
      status |= MSTATUS_MPIE;
    } else {
      target = (status & MSTATUS_SPP) !== 0 ? MODE_S : 0;
      status = (status & ~(MSTATUS_SIE | MSTATUS_SPP)) | ((status & MSTATUS_SPIE) !== 0 ? MSTATUS_SIE : 0);
      status |= MSTATUS_SPIE;
    }
    if (target !== MODE_M) status &= ~MSTATUS_MPRV;
    s.mstatus = status;
    s.pcLo = this.csrs.trapCsrs.epcLo(mode);
    s.pcHi = this.csrs.trapCsrs.epcHi(mode);
    s.enter(target);
  }

  private enter(mode: number, cause: number, interrupt: boolean): void {
    const s = this.state;
    this.csrs.trapCsrs.trapTaken(mode, s, cause, interrupt);
    const status = s.mstatus;
    if (mode === MODE_M) {
      const pie = (status & MSTATUS_MIE) !== 0 ? MSTATUS_MPIE : 0;
      s.mstatus =
        (status & ~(MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP)) | pie | (s.mode << MSTATUS_MPP_SHIFT);
    } else {
      const pie = (status & MSTATUS_SIE) !== 0 ? MSTATUS_SPIE : 0;
      const spp = s.mode === MODE_S ? MSTATUS_SPP : 0;
      s.mstatus = (status & ~(MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP)) | pie | spp;
    }
    const base = this.csrs.trapCsrs.vectorLo(mode);
    const offset = interrupt && (base & 1) !== 0 ? 4 * cause : 0;
    const lo = ((base & ~3) + offset) | 0;
    s.pcLo = lo;
    s.pcHi = (this.csrs.trapCsrs.vectorHi(mode) + (lo >>> 0 < offset ? 1 : 0)) | 0;
    s.enter(mode);
  }
}
