/**
 * Executes one decoded instruction on the machine's hart: the dispatch by kind, memory instructions, atomics, CSRs,
 * system instructions. ALU semantics are the isa room's.
 */
import { alu } from '../../isa/alu.ts';
import { taken } from '../../isa/branch.ts';
import { D_IMM, D_KIND, D_RD, D_RS1, D_RS2, D_SUB } from '../../isa/decode.ts';
import type { Kind } from '../../isa/kinds.ts';
import { BLOCK_BYTES } from '../../trace/record.ts';
import { OP_LENGTH, OP_WORD } from '../code/blocks.ts';
import type { Clint } from '../devices/clint.ts';
import { BY_FENCE, type RightsSights } from '../rights-sights.ts';
import { OK } from '../status.ts';
import type { BlockAccess } from '../tlb/block-access.ts';
import type { Mmu } from '../tlb/mmu.ts';
import { type AtomicOps, setLoaded } from './atomic-ops.ts';
import type { CsrFile } from './csr-file.ts';
import { BLOCK_CLEAN, BLOCK_INVAL, BLOCK_ZERO, type Environment } from './environment.ts';
import { type HartState, MODE_M, MODE_S, MODE_U, MSTATUS_TSR, MSTATUS_TVM, MSTATUS_TW } from './state.ts';
import type { Traps } from './traps.ts';

/** Besides the codes of status.ts: the block ends by its direct exit 0 or 1, or by an exit that looks the next one up. */
export const EXIT_DIRECT = 4;
export const EXIT_DIRECT_TAKEN = 5;
export const EXIT_LOOKUP = 6;

const ILLEGAL = 2;
const BREAKPOINT = 3;
/** Low two bits of funct3 of a CSR instruction. */
const CSR_RW = 1;
const CSR_RS = 2;
/** Bits 11:10 of the number of a read-only CSR. */
const READ_ONLY = 3;

export interface CoreParts {
  readonly state: HartState;
  readonly mmu: Mmu;
  readonly csrs: CsrFile;
  readonly traps: Traps;
  readonly atomics: AtomicOps;
  readonly blockAccess: BlockAccess;
  readonly environment: Environment;
  readonly clint: Clint;
  readonly rights: RightsSights;
  /** Flushes the hart's TLB and jump cache. */
  readonly flush: () => void;
}

export class Core {
  private readonly x: Int32Array;
  private readonly x64: BigInt64Array;
  private readonly state: HartState;
  private readonly mmu: Mmu;
  private readonly csrs: CsrFile;
  private readonly traps: Traps;
  private readonly atomics: AtomicOps;
  private readonly blockAccess: BlockAccess;
  private readonly environment: Environment;
  private readonly clint: Clint;
  private readonly rights: RightsSights;
  private readonly flush: () => void;

  constructor(parts: CoreParts) {
    this.state = parts.state;
    this.x = parts.state.x;
    this.x64 = parts.state.x64;
    this.mmu = parts.mmu;
    this.csrs = parts.csrs;
    this.traps = parts.traps;
    this.atomics = parts.atomics;
    this.blockAccess = parts.blockAccess;
    this.environment = parts.environment;
    this.clint = parts.clint;
    this.rights = parts.rights;
    this.flush = parts.flush;
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
        return this.finish(this.atomics.loadReserved(ops, o), ops, o);
      case 8 satisfies Kind['sc']:
        return this.finish(this.atomics.storeConditional(ops, o), ops, o);
      case 9 satisfies Kind['amo']:
        return this.finish(this.atomics.modify(ops, o), ops, o);
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
        return this.wait(ops, o);
      case 19 satisfies Kind['auipc']:
        this.auipc(ops[o + D_RD], imm);
        return this.next(ops, o);
      case 20 satisfies Kind['cboManage']:
        return this.manageBlock(ops, o);
      case 21 satisfies Kind['cboZero']:
        return this.zeroBlock(ops, o);
      default:
        return this.illegal(ops, o);
    }
  }

  private finish(status: number, ops: Int32Array, o: number): number {
    return status === OK ? this.next(ops, o) : status;
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
    setLoaded(this.x, ops[o + D_RD], sub, this.mmu);
    return this.next(ops, o);
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

  private csr(ops: Int32Array, o: number): number {
    const { csrs } = this;
    const number = ops[o + D_IMM];
    const operation = ops[o + D_SUB] & 3;
    const writes = operation === CSR_RW || ops[o + D_RS1] !== 0;
    if (!csrs.reachable(number, this.state.mode)) return this.illegal(ops, o);
    if (writes && number >> 10 === READ_ONLY) return this.illegal(ops, o);
    csrs.flush = false;
    const oldLo = csrs.lo;
    const oldHi = csrs.hi;
    const status = this.state.mstatus;
    if (writes) this.writeCsr(ops, o);
    else csrs.afterRead(number);
    // csrrw with rd = x0 does not read: rd is the sink then.
    const d = ops[o + D_RD] << 1;
    this.x[d] = oldLo;
    this.x[d + 1] = oldHi;
    this.advance(4);
    this.rights.written(number, csrs.flush, status);
    if (csrs.flush) this.flush();
    return EXIT_LOOKUP;
  }

  /** Writes, sets or clears bits of the CSR just read (its value is still in the file's lo/hi). */
  private writeCsr(ops: Int32Array, o: number): void {
    const { csrs } = this;
    const number = ops[o + D_IMM];
    const funct3 = ops[o + D_SUB];
    const source = ops[o + D_RS1];
    const lo = funct3 > 4 ? source : this.x[source << 1];
    const hi = funct3 > 4 ? 0 : this.x[(source << 1) + 1];
    if ((funct3 & 3) !== CSR_RW) csrs.startModify(number);
    if ((funct3 & 3) === CSR_RW) csrs.write(number, lo, hi);
    else if ((funct3 & 3) === CSR_RS) csrs.write(number, csrs.lo | lo, csrs.hi | hi);
    else csrs.write(number, csrs.lo & ~lo, csrs.hi & ~hi);
  }

  private returnFrom(ops: Int32Array, o: number, mode: number): number {
    const below = this.state.mode < mode;
    if (below || (mode === MODE_S && this.gated(MSTATUS_TSR))) return this.illegal(ops, o);
    this.traps.leave(mode);
    this.atomics.dropReservation();
    return EXIT_LOOKUP;
  }

  /** Where nothing is pending that could end the wait but the timer, time passes at once. */
  private wait(ops: Int32Array, o: number): number {
    if (this.state.mode === MODE_U || this.gated(MSTATUS_TW)) return this.illegal(ops, o);
    if (this.csrs.waitsForTimer()) this.clint.skipToTimer();
    this.advance(4);
    return EXIT_LOOKUP;
  }

  private manageBlock(ops: Int32Array, o: number): number {
    const needed = ops[o + D_SUB] === 0 ? BLOCK_INVAL : BLOCK_CLEAN;
    if (!this.environment.permits(needed, this.state.mode)) return this.illegal(ops, o);
    const a = ops[o + D_RS1] << 1;
    return this.finish(this.blockAccess.manage(this.x[a] & -BLOCK_BYTES, this.x[a + 1]), ops, o);
  }

  private zeroBlock(ops: Int32Array, o: number): number {
    if (!this.environment.permits(BLOCK_ZERO, this.state.mode)) return this.illegal(ops, o);
    const a = ops[o + D_RS1] << 1;
    return this.finish(this.blockAccess.zero(this.x[a] & -BLOCK_BYTES, this.x[a + 1]), ops, o);
  }

  private fenceTranslations(ops: Int32Array, o: number): number {
    if (this.state.mode === MODE_U || this.gated(MSTATUS_TVM)) return this.illegal(ops, o);
    this.rights.forgets(BY_FENCE);
    this.flush();
    return this.next(ops, o);
  }
}
