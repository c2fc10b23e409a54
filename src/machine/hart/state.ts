import { FAULT, STOP } from '../status.ts';

export const MODE_U = 0;
export const MODE_S = 1;
export const MODE_M = 3;

/** mmu indexes (worldguard.md 8.1): U, S, S with SUM, M. */
export const MMU_SUM = 2;
export const MMU_INDEXES = 4;

export const MSTATUS_SIE = 1 << 1;
export const MSTATUS_MIE = 1 << 3;
export const MSTATUS_SPIE = 1 << 5;
export const MSTATUS_MPIE = 1 << 7;
export const MSTATUS_SPP = 1 << 8;
export const MSTATUS_MPP_SHIFT = 11;
export const MSTATUS_MPP = 3 << MSTATUS_MPP_SHIFT;
export const MSTATUS_MPRV = 1 << 17;
export const MSTATUS_SUM = 1 << 18;
export const MSTATUS_MXR = 1 << 19;
export const MSTATUS_TVM = 1 << 20;
export const MSTATUS_TW = 1 << 21;
export const MSTATUS_TSR = 1 << 22;
/** The fields that sstatus shows, and all that mstatus has (Privileged ISA 20240411, 3.1.6 and 10.1.1). */
export const SSTATUS_MASK = MSTATUS_SIE | MSTATUS_SPIE | MSTATUS_SPP | MSTATUS_SUM | MSTATUS_MXR;
export const MSTATUS_MASK =
  SSTATUS_MASK |
  MSTATUS_MIE |
  MSTATUS_MPIE |
  MSTATUS_MPP |
  MSTATUS_MPRV |
  MSTATUS_TVM |
  MSTATUS_TW |
  MSTATUS_TSR;

/** What of a hart its parts share: registers, pc, privilege, the pending trap, and how the machine stopped. */
export class HartState {
  /** x0..x31 and the sink of isa/decode.ts, two halves each. */
  readonly x = new Int32Array(66);
  readonly x64 = new BigInt64Array(this.x.buffer);
  pcLo = 0;
  pcHi = 0;
  mode = MODE_M;
  /** mmu index of loads and stores; that of fetches is the mode. */
  dataIndex = MODE_M;
  /** Low half of mstatus; the upper half is constant. */
  mstatus = 0;
  satpLo = 0;
  satpHi = 0;
  /** menvcfg.ADUE. */
  hardwareAd = true;
  /** What CLINT and PLIC drive into mip: bits 3, 7, 9, 11. */
  lines = 0;

  /** The pending trap. */
  cause = 0;
  tvalLo = 0;
  tvalHi = 0;

  /** Index into STOPS; 0 = alive. */
  stop = 0;
  /** Instructions retired: the machine's clock. */
  retired = 0;
  /** The running instruction is the last of its block, so that it may call a region. */
  lastOfBlock = true;

  reset(): void {
    this.x.fill(0);
    this.pcLo = 0;
    this.pcHi = 0;
    this.mode = MODE_M;
    this.dataIndex = MODE_M;
    this.mstatus = 0;
    this.satpLo = 0;
    this.satpHi = 0;
    this.hardwareAd = true;
    this.lines = 0;
    this.cause = 0;
    this.tvalLo = 0;
    this.tvalHi = 0;
    this.stop = 0;
    this.retired = 0;
    this.lastOfBlock = true;
  }

  /** Raises a guest trap. */
  fault(cause: number, tvalLo: number, tvalHi: number): number {
    this.cause = cause;
    this.tvalLo = tvalLo;
    this.tvalHi = tvalHi;
    return FAULT;
  }

  /** Ends the machine with a STOP_ reason. */
  die(reason: number): number {
    this.stop = reason;
    return STOP;
  }

  /** Changes the privilege. */
  enter(mode: number): void {
    this.mode = mode;
    this.refreshDataIndex();
  }

  /** Recomputes {@link dataIndex} after a change of mode, MPRV, MPP or SUM. */
  refreshDataIndex(): void {
    let mode = this.mode;
    if (mode === MODE_M && (this.mstatus & MSTATUS_MPRV) !== 0) {
      mode = (this.mstatus & MSTATUS_MPP) >>> MSTATUS_MPP_SHIFT;
    }
    this.dataIndex = mode === MODE_S && (this.mstatus & MSTATUS_SUM) !== 0 ? MMU_SUM : mode;
  }
}

/** Privilege of an mmu index. */
export function privilegeOf(mmuIndex: number): number {
  return mmuIndex === MMU_SUM ? MODE_S : mmuIndex;
}
