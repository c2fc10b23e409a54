/**
 * Executes one decoded instruction on the machine's hart: the dispatch by kind, memory instructions, atomics, CSRs,
 * system instructions. ALU semantics are the isa room's.
 */
import { alu } from '../../isa/alu.ts';
import { amo } from '../../isa/amo.ts';
import { taken } from '../../isa/branch.ts';
import { D_IMM, D_KIND, D_RD, D_RS1, D_RS2, D_SUB, SINK } from '../../isa/decode.ts';
import type { Kind } from '../../isa/kinds.ts';
import { A_INFO, ACCESS_NO_DATA, ACCESS_STRIDE, R_ACCESS } from '../../trace/record.ts';
import { OP_LENGTH, OP_WORD } from '../code/blocks.ts';
import type { Quirks } from '../design.ts';
import type { Journal } from '../journal.ts';
import { FAULT, OK } from '../status.ts';
import type { Mmu } from '../tlb/mmu.ts';
import type { CsrFile } from './csr-file.ts';
import { type HartState, MODE_M, MODE_S, MODE_U, MSTATUS_TSR, MSTATUS_TVM, MSTATUS_TW } from './state.ts';
import type { Traps } from './traps.ts';

/** Besides the codes of status.ts: the block ends by its direct exit 0 or 1, or by an exit that looks the next one up. */
export const EXIT_DIRECT = 4;
export const EXIT_DIRECT_TAKEN = 5;
export const EXIT_LOOKUP = 6;

const ILLEGAL = 2;
const BREAKPOINT = 3;
const MISALIGNED_LOAD = 4;
const MISALIGNED_STORE = 6;
const NO_RESERVATION = 0;

export interface CoreParts {
  readonly state: HartState;
  readonly mmu: Mmu;
  readonly csrs: CsrFile;
  readonly traps: Traps;
  readonly journal: Journal;
  readonly quirks: Quirks;
  /** Flushes the hart's TLB and jump cache. */
  readonly flush: () => void;
}

export class Core {
  /** Size of the reservation in bytes, 0: none. */
  private reserved = NO_RESERVATION;
  private reservedLo = 0;
  private reservedHi = 0;
  private rememberedLo = 0;
  private rememberedHi = 0;

  private readonly out = new Int32Array(2);
  private readonly x: Int32Array;
  private readonly x64: BigInt64Array;
  private readonly state: HartState;
  private readonly mmu: Mmu;
  private readonly csrs: CsrFile;
  private readonly traps: Traps;
  private readonly journal: Journal;
  private readonly flush: () => void;
  private readonly quirks: Quirks;

  constructor(parts: CoreParts) {
    this.state = parts.state;
    this.x = parts.state.x;
    this.x64 = parts.state.x64;
    this.mmu = parts.mmu;
    this.csrs = parts.csrs;
    this.traps = parts.traps;
    this.journal = parts.journal;
    this.flush = parts.flush;
    this.quirks = parts.quirks;
  }

  reset(): void {
    this.dropReservation();
    this.out.fill(0);
  }

  /** Ends LR's reservation: after every SC, trap and xRET. */
  dropReservation(): void {
    this.reserved = NO_RESERVATION;
    this.reservedLo = 0;
    this.reservedHi = 0;
    this.rememberedLo = 0;
    this.rememberedHi = 0;
  }

  /** Executes the operation at `o`; the pc moves on unless a code of status.ts other than OK is returned. */
  execute(ops: Int32Array, o: number): number {
    const imm = ops[o + D_IMM];
    switch (ops[o + D_KIND]) {
      case 1 satisfies Kind['alu']:
        alu(ops[o + D_SUB], this.x, this.x64, ops[o + D_RD], ops[o + D_RS1], ops[o + D_RS2], imm);
        return this.next(ops, o);
      case 2 satisfies Kind['load']:
        return this.load(ops, o);
      case 3 satisfies Kind['store']:
        return this.storeRegister(ops, o);
      case 4 satisfies Kind['branch']:
        if (!taken(ops[o + D_SUB], this.x, ops[o + D_RS1], ops[o + D_RS2])) {
          this.advance(ops[o + OP_LENGTH]);
          return EXIT_DIRECT;
        }
        this.advance(imm);
        return EXIT_DIRECT_TAKEN;
      case 5 satisfies Kind['jal']:
        this.linkRegister(ops, o);
        this.advance(imm);
        return EXIT_DIRECT;
      case 6 satisfies Kind['jalr']:
        return this.jumpRegister(ops, o);
      case 7 satisfies Kind['lr']:
        return this.loadReserved(ops, o);
      case 8 satisfies Kind['sc']:
        return this.storeConditional(ops, o);
      case 9 satisfies Kind['amo']:
        return this.atomic(ops, o);
      case 10 satisfies Kind['csr']:
        return this.csr(ops, o);
      case 11 satisfies Kind['fence']:
        return this.next(ops, o);
      case 12 satisfies Kind['fenceI']:
        this.advance(4);
        return EXIT_LOOKUP;
      case 13 satisfies Kind['ecall']:
        return this.state.fault(this.state.mode === MODE_M ? 11 : 8 + this.state.mode, 0, 0);
      case 14 satisfies Kind['ebreak']:
        return this.state.fault(BREAKPOINT, this.state.pcLo, this.state.pcHi);
      case 15 satisfies Kind['mret']:
        return this.returnFrom(ops, o, MODE_M);
      case 16 satisfies Kind['sret']:
        return this.returnFrom(ops, o, MODE_S);
      case 17 satisfies Kind['sfenceVma']:
        return this.fenceTranslations(ops, o);
      case 18 satisfies Kind['wfi']:
        if (this.state.mode === MODE_U || this.gated(MSTATUS_TW)) return this.illegal(ops, o);
        this.advance(4);
        return EXIT_LOOKUP;
      case 19 satisfies Kind['auipc']:
        this.auipc(ops[o + D_RD], imm);
        return this.next(ops, o);
      default:
        return this.illegal(ops, o);
    }
  }

  private next(ops: Int32Array, o: number): number {
    this.advance(ops[o + OP_LENGTH]);
    return OK;
  }

  private advance(bytes: number): void {
    const s = this.state;
    const lo = (s.pcLo + bytes) | 0;
    const carry = lo >>> 0 < bytes >>> 0 ? 1 : 0;
    s.pcLo = lo;
    s.pcHi = (s.pcHi + (bytes >> 31) + carry) | 0;
  }

  private illegal(ops: Int32Array, o: number): number {
    const word = ops[o + OP_WORD];
    return this.state.fault(ILLEGAL, word, 0);
  }

  /** True in S-mode when the mstatus bit withholds the instruction. */
  private gated(bit: number): boolean {
    return this.state.mode === MODE_S && (this.state.mstatus & bit) !== 0;
  }

  private linkRegister(ops: Int32Array, o: number): void {
    const d = ops[o + D_RD] << 1;
    const length = ops[o + OP_LENGTH];
    const lo = (this.state.pcLo + length) | 0;
    this.x[d] = lo;
    this.x[d + 1] = this.state.pcHi + (lo >>> 0 < length ? 1 : 0);
  }

  private jumpRegister(ops: Int32Array, o: number): number {
    const a = ops[o + D_RS1] << 1;
    const imm = ops[o + D_IMM];
    const baseLo = this.x[a];
    const baseHi = this.x[a + 1];
    this.linkRegister(ops, o);
    const lo = (baseLo + imm) | 0;
    this.state.pcLo = lo & ~1;
    this.state.pcHi = (baseHi + (imm >> 31) + (lo >>> 0 < imm >>> 0 ? 1 : 0)) | 0;
    return EXIT_LOOKUP;
  }

  private auipc(rd: number, imm: number): void {
    const lo = (this.state.pcLo + imm) | 0;
    this.x[rd << 1] = lo;
    this.x[(rd << 1) + 1] = this.state.pcHi + (imm >> 31) + (lo >>> 0 < imm >>> 0 ? 1 : 0);
  }

  private load(ops: Int32Array, o: number): number {
    const a = ops[o + D_RS1] << 1;
    const imm = ops[o + D_IMM];
    const lo = (this.x[a] + imm) | 0;
    const hi = (this.x[a + 1] + (imm >> 31) + (lo >>> 0 < imm >>> 0 ? 1 : 0)) | 0;
    const sub = ops[o + D_SUB];
    const status = this.mmu.load(lo, hi, 1 << (sub & 3), 0, 0);
    if (status !== OK) return status;
    this.setLoaded(ops[o + D_RD], sub);
    return this.next(ops, o);
  }

  /** rd := the loaded value, extended as `sub` (log2 of the size, + 4 if zero-extending) says. */
  private setLoaded(rd: number, sub: number): void {
    const d = rd << 1;
    let lo = this.mmu.dataLo;
    let hi = 0;
    if (sub === 0) lo = (lo << 24) >> 24;
    else if (sub === 1) lo = (lo << 16) >> 16;
    if (sub < 3) hi = lo >> 31;
    else if (sub === 3) hi = this.mmu.dataHi;
    this.x[d] = lo;
    this.x[d + 1] = hi;
  }

  private storeRegister(ops: Int32Array, o: number): number {
    const a = ops[o + D_RS1] << 1;
    const b = ops[o + D_RS2] << 1;
    const imm = ops[o + D_IMM];
    const lo = (this.x[a] + imm) | 0;
    const hi = (this.x[a + 1] + (imm >> 31) + (lo >>> 0 < imm >>> 0 ? 1 : 0)) | 0;
    const status = this.mmu.store(lo, hi, 1 << ops[o + D_SUB], 0, 0, this.x[b], this.x[b + 1]);
    return status === OK ? this.next(ops, o) : status;
  }

  private loadReserved(ops: Int32Array, o: number): number {
    const a = ops[o + D_RS1] << 1;
    const lo = this.x[a];
    const hi = this.x[a + 1];
    const sub = ops[o + D_SUB];
    const status = this.mmu.load(lo, hi, 1 << sub, MISALIGNED_LOAD, 0);
    if (status !== OK) return status;
    this.setLoaded(ops[o + D_RD], sub);
    this.reserved = 1 << sub;
    this.reservedLo = lo;
    this.reservedHi = hi;
    this.rememberedLo = this.mmu.dataLo;
    this.rememberedHi = sub === 3 ? this.mmu.dataHi : this.mmu.dataLo >> 31;
    return this.next(ops, o);
  }

  /** SC with one hart: worldguard.md 8.8, decisions.md base (e) and (h). */
  private storeConditional(ops: Int32Array, o: number): number {
    const a = ops[o + D_RS1] << 1;
    const lo = this.x[a];
    const hi = this.x[a + 1];
    const size = 1 << ops[o + D_SUB];
    const matches = this.reserved !== NO_RESERVATION && this.reservedLo === lo && this.reservedHi === hi;
    const misaligned = (lo & (size - 1)) !== 0;
    if (misaligned && (matches || !this.quirks['sc-mixed-width'])) {
      return this.state.fault(MISALIGNED_STORE, lo, hi);
    }
    let failed = 1;
    if (matches) {
      const b = ops[o + D_RS2] << 1;
      const status = this.quirks['sc-hidden-load']
        ? this.exchangeByLoad(lo, hi, size, this.x[b], this.x[b + 1])
        : this.exchangeByStore(lo, hi, size, this.x[b], this.x[b + 1]);
      if (status !== OK) return status;
      failed = this.out[0];
    }
    this.dropReservation();
    const d = ops[o + D_RD] << 1;
    this.x[d] = failed;
    this.x[d + 1] = 0;
    return this.next(ops, o);
  }

  /** Posted: a load, then a store of the new value or of the old one. out[0]: rd. */
  private exchangeByLoad(lo: number, hi: number, size: number, newLo: number, newHi: number): number {
    const status = this.mmu.load(lo, hi, size, MISALIGNED_STORE, 0);
    if (status !== OK) return status;
    const oldLo = this.mmu.dataLo;
    const oldHi = size === 8 ? this.mmu.dataHi : oldLo >> 31;
    const same = oldLo === this.rememberedLo && (size === 4 || oldHi === this.rememberedHi);
    const stored = this.mmu.store(
      lo,
      hi,
      size,
      MISALIGNED_STORE,
      1,
      same ? newLo : oldLo,
      same ? newHi : oldHi,
    );
    if (stored !== OK) return stored;
    const whole = oldLo === this.rememberedLo && oldHi === this.rememberedHi;
    this.out[0] = (this.quirks['sc-mixed-width'] ? whole : same) ? 0 : 1;
    return OK;
  }

  /** Mended: one store access, compared with the memory it found; nothing is stored on failure. */
  private exchangeByStore(lo: number, hi: number, size: number, newLo: number, newHi: number): number {
    const status = this.mmu.prepareStore(lo, hi, size, MISALIGNED_STORE, 1);
    if (status !== OK) return status;
    const same = this.mmu.preparedEquals(size, this.rememberedLo, this.rememberedHi);
    const wholeSame =
      !this.quirks['sc-mixed-width'] || size === 8 || this.rememberedHi === this.rememberedLo >> 31;
    this.out[0] = same && wholeSame ? 0 : 1;
    if (same) return this.mmu.store(lo, hi, size, MISALIGNED_STORE, 1, newLo, newHi);
    this.mmu.skipStore(lo, hi, size, 1);
    this.journal.trace[this.journal.at + R_ACCESS + ACCESS_STRIDE + A_INFO] |= ACCESS_NO_DATA;
    return OK;
  }

  private atomic(ops: Int32Array, o: number): number {
    const a = ops[o + D_RS1] << 1;
    const b = ops[o + D_RS2] << 1;
    const lo = this.x[a];
    const hi = this.x[a + 1];
    const log = ops[o + D_SUB] & 3;
    const misaligned = this.quirks['amo-misaligned-is-load'] ? MISALIGNED_LOAD : MISALIGNED_STORE;
    const status = this.mmu.load(lo, hi, 1 << log, misaligned, 0);
    if (status !== OK) return status === FAULT ? this.promoted() : status;
    const oldLo = this.mmu.dataLo;
    const oldHi = this.mmu.dataHi;
    amo(ops[o + D_SUB] >> 2, 1 << log, oldLo, oldHi, this.x[b], this.x[b + 1], this.out);
    const stored = this.mmu.store(lo, hi, 1 << log, MISALIGNED_STORE, 1, this.out[0], this.out[1]);
    if (stored !== OK) return stored;
    const d = ops[o + D_RD] << 1;
    this.x[d] = oldLo;
    this.x[d + 1] = log === 3 ? oldHi : oldLo >> 31;
    return this.next(ops, o);
  }

  /** A fault of an AMO's load half is reported as that of a store, misalignment excepted (worldguard.md 8.4). */
  private promoted(): number {
    if (this.state.cause === 5) this.state.cause = 7;
    if (this.state.cause === 13) this.state.cause = 15;
    return FAULT;
  }

  private csr(ops: Int32Array, o: number): number {
    const number = ops[o + D_IMM];
    const funct3 = ops[o + D_SUB];
    const source = ops[o + D_RS1];
    const operation = funct3 & 3;
    const writes = operation === 1 || source !== 0;
    const csrs = this.csrs;
    if (!csrs.reachable(number, this.state.mode)) return this.illegal(ops, o);
    if (writes && number >> 10 === 3) return this.illegal(ops, o);
    const valueLo = funct3 >= 5 ? source : this.x[source << 1];
    const valueHi = funct3 >= 5 ? 0 : this.x[(source << 1) + 1];
    const rd = ops[o + D_RD];
    csrs.read(number);
    const oldLo = csrs.lo;
    const oldHi = csrs.hi;
    csrs.flush = false;
    if (writes) {
      if (operation === 1) csrs.write(number, valueLo, valueHi);
      else if (operation === 2) csrs.write(number, oldLo | valueLo, oldHi | valueHi);
      else csrs.write(number, oldLo & ~valueLo, oldHi & ~valueHi);
    } else csrs.afterRead(number);
    if (operation !== 1 || rd !== SINK) {
      this.x[rd << 1] = oldLo;
      this.x[(rd << 1) + 1] = oldHi;
    }
    this.advance(4);
    if (csrs.flush) this.flush();
    return EXIT_LOOKUP;
  }

  private returnFrom(ops: Int32Array, o: number, mode: number): number {
    const below = this.state.mode < mode;
    if (below || (mode === MODE_S && this.gated(MSTATUS_TSR))) return this.illegal(ops, o);
    this.traps.leave(mode);
    this.dropReservation();
    return EXIT_LOOKUP;
  }

  private fenceTranslations(ops: Int32Array, o: number): number {
    if (this.state.mode === MODE_U || this.gated(MSTATUS_TVM)) return this.illegal(ops, o);
    this.flush();
    return this.next(ops, o);
  }
}
