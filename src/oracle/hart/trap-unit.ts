import type { Devices } from '../memory/devices.ts';
import {
  type HartState,
  MCAUSE,
  MEDELEG,
  MEPC,
  MIDELEG,
  MIE,
  MIP,
  MODE_M,
  MODE_S,
  MSTATUS,
  MTVAL,
  MTVEC,
  SCAUSE,
  SEPC,
  STATUS_MIE,
  STATUS_MPIE,
  STATUS_MPP,
  STATUS_MPP_SHIFT,
  STATUS_MPRV,
  STATUS_SIE,
  STATUS_SPIE,
  STATUS_SPP,
  STVAL,
  STVEC,
} from './hart-state.ts';

/** Interrupts in order of priority: MEI, MSI, MTI, SEI, SSI, STI. */
const PRIORITY = [11, 3, 7, 9, 1, 5];
const INTERRUPT_HI = 0x8000_0000 | 0;
const VECTORED = 1;
/** Bit of the machine timer in mie. */
const TIMER = 1 << 7;

/**
 * Taking traps and returning from them.
 * @source Privileged ISA 3.1.6.1 (stacking), 3.1.8 (delegation), 3.1.9 and 4.1.3 (interrupts), 3.3.2 (mret, sret)
 */
export class TrapUnit {
  private readonly hart: HartState;
  private readonly devices: Devices;

  constructor(hart: HartState, devices: Devices) {
    this.hart = hart;
    this.devices = devices;
  }

  /** Takes exception `cause` at the present pc. */
  exception(cause: number, tvalLo: number, tvalHi: number): void {
    const { csr, mode } = this.hart;
    const delegated = mode < MODE_M && ((csr[MEDELEG] >>> cause) & 1) !== 0;
    if (delegated) this.enterS(cause, 0, tvalLo, tvalHi);
    else this.enterM(cause, 0, tvalLo, tvalHi);
  }

  /**
   * The interrupt to take now: its cause, or -1. Those for M-mode come first; one that is delegated is never taken in
   * M-mode.
   */
  pendingInterrupt(): number {
    const { csr, mode } = this.hart;
    const ready = this.readyInterrupts();
    if (ready === 0) return -1;
    const status = csr[MSTATUS];
    const machine = mode < MODE_M || (status & STATUS_MIE) !== 0 ? ready & ~csr[MIDELEG] : 0;
    if (machine !== 0) return highest(machine);
    const supervised = mode < MODE_S || (mode === MODE_S && (status & STATUS_SIE) !== 0);
    const supervisor = supervised ? ready & csr[MIDELEG] : 0;
    return supervisor === 0 ? -1 : highest(supervisor);
  }

  /** mip & mie: most programs enable none, and then no line is looked at. */
  private readyInterrupts(): number {
    const { csr } = this.hart;
    return csr[MIE] === 0 ? 0 : (csr[MIP] | this.devices.lines) & csr[MIE];
  }

  /**
   * wfi; the caller has checked that it is legal. If nothing but the timer can end the wait, the time until then passes.
   * @source Privileged ISA 3.3.3: it may return at once
   */
  waitForInterrupt(): void {
    const timer = (this.hart.csr[MIE] & TIMER) !== 0;
    if (timer && this.readyInterrupts() === 0) this.devices.clint.skipAhead();
  }

  /** Takes interrupt `cause` before the instruction at the pc. */
  interrupt(cause: number): void {
    const { csr, mode } = this.hart;
    if (mode < MODE_M && ((csr[MIDELEG] >>> cause) & 1) !== 0) this.enterS(cause, INTERRUPT_HI, 0, 0);
    else this.enterM(cause, INTERRUPT_HI, 0, 0);
  }

  private enterM(cause: number, causeHi: number, tvalLo: number, tvalHi: number): void {
    const hart = this.hart;
    const csr = hart.csr;
    this.save(MEPC, cause, causeHi);
    csr[MTVAL] = tvalLo;
    csr[MTVAL + 1] = tvalHi;
    const status = csr[MSTATUS];
    const enabled = (status & STATUS_MIE) !== 0 ? STATUS_MPIE : 0;
    csr[MSTATUS] =
      (status & ~(STATUS_MIE | STATUS_MPIE | STATUS_MPP)) | enabled | (hart.mode << STATUS_MPP_SHIFT);
    hart.mode = MODE_M;
    this.vector(MTVEC, cause, causeHi);
  }

  private enterS(cause: number, causeHi: number, tvalLo: number, tvalHi: number): void {
    const hart = this.hart;
    const csr = hart.csr;
    this.save(SEPC, cause, causeHi);
    csr[STVAL] = tvalLo;
    csr[STVAL + 1] = tvalHi;
    const status = csr[MSTATUS];
    const enabled = (status & STATUS_SIE) !== 0 ? STATUS_SPIE : 0;
    const previous = hart.mode === MODE_S ? STATUS_SPP : 0;
    csr[MSTATUS] = (status & ~(STATUS_SIE | STATUS_SPIE | STATUS_SPP)) | enabled | previous;
    hart.mode = MODE_S;
    this.vector(STVEC, cause, causeHi);
  }

  private save(epc: typeof MEPC | typeof SEPC, cause: number, causeHi: number): void {
    const hart = this.hart;
    const to = epc === MEPC ? MCAUSE : SCAUSE;
    hart.csr[epc] = hart.pcLo;
    hart.csr[epc + 1] = hart.pcHi;
    hart.csr[to] = cause;
    hart.csr[to + 1] = causeHi;
    hart.reserved = false;
  }

  private vector(tvec: number, cause: number, causeHi: number): void {
    const hart = this.hart;
    const base = hart.csr[tvec];
    const offset = causeHi !== 0 && (base & 3) === VECTORED ? 4 * cause : 0;
    const lo = (base & ~3) + offset;
    hart.pcLo = lo | 0;
    hart.pcHi = (hart.csr[tvec + 1] + carry(base & ~3, offset)) | 0;
  }

  /** mret; the caller has checked that it is legal. */
  returnFromM(): void {
    const hart = this.hart;
    const status = hart.csr[MSTATUS];
    const previous = (status & STATUS_MPP) >> STATUS_MPP_SHIFT;
    const enabled = (status & STATUS_MPIE) !== 0 ? STATUS_MIE : 0;
    const keepMprv = previous === MODE_M ? status & STATUS_MPRV : 0;
    hart.csr[MSTATUS] =
      (status & ~(STATUS_MIE | STATUS_MPP | STATUS_MPRV)) | enabled | STATUS_MPIE | keepMprv;
    this.resume(previous, MEPC);
  }

  /** sret; the caller has checked that it is legal. */
  returnFromS(): void {
    const hart = this.hart;
    const status = hart.csr[MSTATUS];
    const previous = (status & STATUS_SPP) !== 0 ? MODE_S : 0;
    const enabled = (status & STATUS_SPIE) !== 0 ? STATUS_SIE : 0;
    hart.csr[MSTATUS] = (status & ~(STATUS_SIE | STATUS_SPP | STATUS_MPRV)) | enabled | STATUS_SPIE;
    this.resume(previous, SEPC);
  }

  private resume(mode: number, epc: number): void {
    const hart = this.hart;
    hart.mode = mode;
    hart.pcLo = hart.csr[epc];
    hart.pcHi = hart.csr[epc + 1];
    hart.reserved = false;
  }
}

function highest(set: number): number {
  for (const cause of PRIORITY) if (((set >>> cause) & 1) !== 0) return cause;
  return -1;
}

/** Carry out of the 32-bit sum of `a` and a small non-negative `b`. */
function carry(a: number, b: number): number {
  return (a >>> 0) + b >= 0x1_0000_0000 ? 1 : 0;
}
