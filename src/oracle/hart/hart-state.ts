import { EXT_SVADE, type Input, MODE, PC, REGS } from '../../input/layout.ts';

/** Registers of a hart, the sink of writes to x0 included. */
const REGISTERS = 33;

/**
 * CSRs that are plain storage: index of the low half in {@link HartState.csr}. sstatus, sie and sip are views of
 * others; PMP and the WorldGuard CSRs live with what they control.
 */
export const MSTATUS = 0;
export const MEDELEG = 2;
export const MIDELEG = 4;
export const MIE = 6;
export const MIP = 8;
export const MTVEC = 10;
export const MSCRATCH = 12;
export const MEPC = 14;
export const MCAUSE = 16;
export const MTVAL = 18;
export const STVEC = 20;
export const SSCRATCH = 22;
export const SEPC = 24;
export const SCAUSE = 26;
export const STVAL = 28;
export const SATP = 30;
export const MENVCFG = 32;
export const SENVCFG = 34;
export const MCOUNTEREN = 36;
export const SCOUNTEREN = 38;
/** Of a counter: what it is ahead of the instructions retired since reset. */
export const MCYCLE = 40;
export const MINSTRET = 42;
const CSR_WORDS = 44;

/** Fields of mstatus, low half. */
export const STATUS_SIE = 1 << 1;
export const STATUS_MIE = 1 << 3;
export const STATUS_SPIE = 1 << 5;
export const STATUS_MPIE = 1 << 7;
export const STATUS_SPP = 1 << 8;
export const STATUS_MPP_SHIFT = 11;
export const STATUS_MPP = 3 << STATUS_MPP_SHIFT;
export const STATUS_MPRV = 1 << 17;
export const STATUS_SUM = 1 << 18;
export const STATUS_MXR = 1 << 19;
export const STATUS_TVM = 1 << 20;
export const STATUS_TW = 1 << 21;
export const STATUS_TSR = 1 << 22;
/** UXL = SXL = 2, high half of mstatus; sstatus shows UXL alone. */
export const STATUS_HI = 0xa;
export const SSTATUS_HI = 0x2;

/** CBIE of menvcfg and senvcfg, in the low half. */
export const ENVCFG_CBIE = 3 << 4;
/** menvcfg.ADUE, bit 61, in the high half. */
export const ENVCFG_ADUE_HI = 1 << 29;

/** satp.MODE, in the high half: the values it can hold. */
export const SATP_MODE_SHIFT_HI = 28;
export const SATP_BARE = 0;
export const SATP_SV39 = 8;
export const SATP_SV48 = 9;

export const MODE_U = 0;
export const MODE_S = 1;
export const MODE_M = 3;

/** Architectural state of the hart that no other part owns: integer registers, pc, privilege, reservation, CSRs. */
export class HartState {
  /** Register r at 2r (low half) and 2r + 1; register 32 swallows writes to x0. */
  readonly x = new Int32Array(2 * REGISTERS);
  /** The same registers as 64-bit integers. */
  readonly x64 = new BigInt64Array(this.x.buffer);
  readonly csr = new Int32Array(CSR_WORDS);
  pcLo = 0;
  pcHi = 0;
  /** Privilege: 0 U, 1 S, 3 M. */
  mode = MODE_M as number;
  /** Reservation of LR: virtual address and the sign-extended value it loaded. */
  reserved = false;
  reservedVaLo = 0;
  reservedVaHi = 0;
  reservedLo = 0;
  reservedHi = 0;
  /** The bytes that LR loaded, and whether another bus master has written some of them since. */
  reservedPaLo = 0;
  reservedPaHi = 0;
  reservedSize = 0;
  reservedWritten = false;

  /** EXT_ bits of the platform. */
  extensions = 0;

  /** CSRs as after reset, on a platform with these extensions. */
  reset(extensions: number): void {
    this.extensions = extensions;
    for (let i = 0; i < CSR_WORDS; i++) this.csr[i] = 0;
    this.csr[MSTATUS + 1] = STATUS_HI;
    this.csr[MENVCFG + 1] = (extensions & EXT_SVADE) === 0 ? ENVCFG_ADUE_HI : 0;
    this.mode = MODE_M;
    this.reserved = false;
  }

  /** Registers, mode and pc as `input` gives them. */
  start(input: Input): void {
    for (let i = 0; i < 64; i++) this.x[i] = input[REGS + i];
    this.x[0] = 0;
    this.x[1] = 0;
    this.x[64] = 0;
    this.x[65] = 0;
    this.mode = input[MODE];
    this.pcLo = input[PC];
    this.pcHi = input[PC + 1];
  }

  /**
   * Privilege of loads and stores.
   * @source Privileged ISA 3.1.6.3: with MPRV = 1 they are "translated and protected … as though the current privilege
   * mode were set to MPP"
   */
  dataPrivilege(): number {
    const status = this.csr[MSTATUS];
    const replaced = this.mode === MODE_M && (status & STATUS_MPRV) !== 0;
    return replaced ? (status & STATUS_MPP) >> STATUS_MPP_SHIFT : this.mode;
  }

  /**
   * Another bus master wrote `size` bytes at physical address hi:lo. Both that and what LR reserved are naturally
   * aligned, so where they overlap they lie in one 8-byte block.
   */
  writtenByOthers(lo: number, hi: number, size: number): void {
    if (hi !== this.reservedPaHi) return;
    const isIn = (lo - this.reservedPaLo) >>> 0 < this.reservedSize || (this.reservedPaLo - lo) >>> 0 < size;
    if (isIn) this.reservedWritten = true;
  }

  /** Whether accesses of `privilege` are translated. */
  isTranslated(privilege: number): boolean {
    return privilege !== MODE_M && this.csr[SATP + 1] >>> SATP_MODE_SHIFT_HI !== SATP_BARE;
  }
}
