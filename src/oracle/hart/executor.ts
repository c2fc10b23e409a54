import { alu } from '../../isa/alu.ts';
import { taken } from '../../isa/branch.ts';
import { D_IMM, D_KIND, D_RD, D_RS1, D_RS2, D_SUB, DECODED, decode, SINK } from '../../isa/decode.ts';
import type { Kind } from '../../isa/kinds.ts';
import { R_RD, R_VALUE } from '../../trace/record.ts';
import type { DataPath } from '../memory/data-path.ts';
import { LOAD } from '../memory/walker.ts';
import { ruleIndex } from '../rules.ts';
import type { AtomicUnit } from './atomic-unit.ts';
import type { CacheBlockUnit } from './cache-block-unit.ts';
import type { CsrFile } from './csr-file.ts';
import type { FenceUnit } from './fence-unit.ts';
import { type HartState, MODE_M, MODE_S, MODE_U, MSTATUS, STATUS_TSR, STATUS_TW } from './hart-state.ts';
import type { StepRecord } from './step-record.ts';
import type { TrapUnit } from './trap-unit.ts';

const ILLEGAL_INSTRUCTION = 2;
const BREAKPOINT = 3;
const ECALL_FROM_U = 8;

const ILLEGAL_ENCODING = ruleIndex('illegal-encoding');
const RETURN_PRIVILEGE = ruleIndex('return-privilege');
const WAIT_TRAPPED = ruleIndex('wait-trapped');
const ENVIRONMENT_CALL = ruleIndex('environment-call');
const BREAKPOINT_RULE = ruleIndex('breakpoint');

/**
 * Executes one fetched instruction on the architectural state. After {@link Executor.execute} the pc is that of the next
 * instruction, unless it trapped.
 */
export class Executor {
  /** The instruction ends its block: what follows is looked up or linked, never just the next of the block. */
  endsBlock = false;
  private readonly hart: HartState;
  private readonly data: DataPath;
  private readonly atomics: AtomicUnit;
  private readonly blocks: CacheBlockUnit;
  private readonly csrs: CsrFile;
  private readonly traps: TrapUnit;
  private readonly fences: FenceUnit;
  private readonly step: StepRecord;
  private readonly d = new Int32Array(DECODED);
  private word = 0;
  private nextLo = 0;
  private nextHi = 0;

  constructor(parts: {
    hart: HartState;
    data: DataPath;
    atomics: AtomicUnit;
    blocks: CacheBlockUnit;
    csrs: CsrFile;
    traps: TrapUnit;
    fences: FenceUnit;
    step: StepRecord;
  }) {
    this.hart = parts.hart;
    this.data = parts.data;
    this.atomics = parts.atomics;
    this.blocks = parts.blocks;
    this.csrs = parts.csrs;
    this.traps = parts.traps;
    this.fences = parts.fences;
    this.step = parts.step;
  }

  /** Executes `word`. False if it raised an exception (the pc and rd are then untouched). */
  execute(word: number): boolean {
    const hart = this.hart;
    this.word = word;
    this.endsBlock = false;
    decode(word, this.d, 0);
    const nextLo = (hart.pcLo + ((word & 3) === 3 ? 4 : 2)) | 0;
    this.nextLo = nextLo;
    this.nextHi = (nextLo & ~3) === 0 && hart.pcLo < 0 ? (hart.pcHi + 1) | 0 : hart.pcHi;
    if (!this.dispatch()) return false;
    hart.pcLo = this.nextLo;
    hart.pcHi = this.nextHi;
    return true;
  }

  private dispatch(): boolean {
    const d = this.d;
    switch (d[D_KIND]) {
      case 1 satisfies Kind['alu']:
        alu(d[D_SUB], this.hart.x, this.hart.x64, d[D_RD], d[D_RS1], d[D_RS2], d[D_IMM]);
        return this.wrote();
      case 2 satisfies Kind['load']:
        return this.load();
      case 3 satisfies Kind['store']:
        return this.store();
      case 4 satisfies Kind['branch']:
        this.endsBlock = true;
        if (taken(d[D_SUB], this.hart.x, d[D_RS1], d[D_RS2])) this.jump(this.hart.pcLo, this.hart.pcHi);
        return true;
      case 5 satisfies Kind['jal']:
        return this.link(this.hart.pcLo, this.hart.pcHi, -1);
      case 6 satisfies Kind['jalr']:
        return this.link(this.hart.x[d[D_RS1] << 1], this.hart.x[(d[D_RS1] << 1) + 1], ~1);
      case 7 satisfies Kind['lr']:
        return this.atomics.loadReserved(d) && this.putAtomic();
      case 8 satisfies Kind['sc']:
        return this.atomics.storeConditional(d) && this.putAtomic();
      case 9 satisfies Kind['amo']:
        return this.atomics.modify(d) && this.putAtomic();
      case 10 satisfies Kind['csr']:
        return this.csr();
      case 11 satisfies Kind['fence']:
        return true;
      case 19 satisfies Kind['auipc']:
        return this.auipc();
      case 20 satisfies Kind['cboManage']:
        return this.blocks.manage(d, this.word);
      case 21 satisfies Kind['cboZero']:
        return this.blocks.zero(d, this.word);
      default:
        return this.system();
    }
  }

  private system(): boolean {
    const mode = this.hart.mode;
    this.endsBlock = true;
    const d = this.d;
    switch (d[D_KIND]) {
      case 12 satisfies Kind['fenceI']:
        return true;
      case 13 satisfies Kind['ecall']:
        this.step.rule = ENVIRONMENT_CALL;
        return this.step.raise(ECALL_FROM_U + mode, 0, 0);
      case 14 satisfies Kind['ebreak']:
        this.step.rule = BREAKPOINT_RULE;
        return this.step.raise(BREAKPOINT, this.hart.pcLo, this.hart.pcHi);
      case 15 satisfies Kind['mret']:
        return mode === MODE_M ? this.mret() : this.illegal(RETURN_PRIVILEGE);
      case 16 satisfies Kind['sret']:
        return mode === MODE_U || this.isTrapped(STATUS_TSR) ? this.illegal(RETURN_PRIVILEGE) : this.sret();
      case 17 satisfies Kind['sfenceVma']:
        this.endsBlock = false;
        return this.fences.order(d, this.word);
      case 18 satisfies Kind['wfi']:
        return mode === MODE_U || this.isTrapped(STATUS_TW) ? this.illegal(WAIT_TRAPPED) : this.wait();
      default:
        return this.illegal(ILLEGAL_ENCODING);
    }
  }

  /** Whether a TVM, TW or TSR bit traps S-mode now. */
  private isTrapped(bit: number): boolean {
    return this.hart.mode === MODE_S && (this.hart.csr[MSTATUS] & bit) !== 0;
  }

  private illegal(rule: number): false {
    this.step.rule = rule;
    return this.step.raise(ILLEGAL_INSTRUCTION, this.word, 0);
  }

  /** Enters the destination register, as it now stands, in the record. */
  private wrote(): true {
    const rd = this.d[D_RD];
    if (rd === SINK) return true;
    const record = this.step.record;
    record[R_RD] = rd;
    record[R_VALUE] = this.hart.x[rd << 1];
    record[R_VALUE + 1] = this.hart.x[(rd << 1) + 1];
    return true;
  }

  private put(lo: number, hi: number): true {
    const at = this.d[D_RD] << 1;
    this.hart.x[at] = lo;
    this.hart.x[at + 1] = hi;
    return this.wrote();
  }

  private putAtomic(): true {
    return this.put(this.atomics.lo, this.atomics.hi);
  }

  private jump(baseLo: number, baseHi: number): void {
    const imm = this.d[D_IMM];
    this.nextLo = (baseLo + imm) | 0;
    this.nextHi = (baseHi + (imm >> 31) + carry(baseLo, imm)) | 0;
  }

  /** jal and jalr: the target from the old registers, then rd := the next instruction. */
  private link(baseLo: number, baseHi: number, mask: number): boolean {
    const returnLo = this.nextLo;
    const returnHi = this.nextHi;
    this.endsBlock = true;
    this.jump(baseLo, baseHi);
    this.nextLo &= mask;
    return this.put(returnLo, returnHi);
  }

  private auipc(): boolean {
    const imm = this.d[D_IMM];
    const { pcLo, pcHi } = this.hart;
    return this.put((pcLo + imm) | 0, (pcHi + (imm >> 31) + carry(pcLo, imm)) | 0);
  }

  private load(): boolean {
    const d = this.d;
    const base = d[D_RS1] << 1;
    const imm = d[D_IMM];
    const baseLo = this.hart.x[base];
    const vaLo = (baseLo + imm) | 0;
    const vaHi = (this.hart.x[base + 1] + (imm >> 31) + carry(baseLo, imm)) | 0;
    const size = 1 << (d[D_SUB] & 3);
    if (!this.data.load(vaLo, vaHi, size, LOAD)) return false;
    const { lo, hi } = this.data;
    if (size === 8) return this.put(lo, hi);
    const shift = 32 - 8 * size;
    const unsigned = (d[D_SUB] & 4) !== 0;
    const value = unsigned ? (lo << shift) >>> shift : (lo << shift) >> shift;
    return this.put(value, unsigned ? 0 : value >> 31);
  }

  private store(): boolean {
    const d = this.d;
    const x = this.hart.x;
    const base = d[D_RS1] << 1;
    const imm = d[D_IMM];
    const vaLo = (x[base] + imm) | 0;
    const vaHi = (x[base + 1] + (imm >> 31) + carry(x[base], imm)) | 0;
    this.data.lo = x[d[D_RS2] << 1];
    this.data.hi = x[(d[D_RS2] << 1) + 1];
    return this.data.store(vaLo, vaHi, 1 << d[D_SUB]);
  }

  /**
   * CSR instructions. funct3 bit 2: the operand is the immediate in rs1; bits 1:0: 1 write, 2 set, 3 clear.
   * @source Unprivileged ISA chapter 7: set and clear with rs1 field 0 do not write
   */
  private csr(): boolean {
    const d = this.d;
    const x = this.hart.x;
    const number = d[D_IMM] & 0xfff;
    const operation = d[D_SUB] & 3;
    const writes = operation === 1 || d[D_RS1] !== 0;
    this.endsBlock = true;
    if (!this.csrs.access.isLegal(number, writes)) {
      return this.step.raise(ILLEGAL_INSTRUCTION, this.word, 0);
    }
    const immediate = (d[D_SUB] & 4) !== 0;
    const operandLo = immediate ? d[D_RS1] : x[d[D_RS1] << 1];
    const operandHi = immediate ? 0 : x[(d[D_RS1] << 1) + 1];
    this.csrs.read(number);
    const { lo, hi } = this.csrs;
    const heldLo = this.csrs.heldLo(number);
    if (writes && operation === 1) this.csrs.write(number, operandLo, operandHi);
    else if (writes && operation === 2) this.csrs.write(number, heldLo | operandLo, hi | operandHi);
    else if (writes) this.csrs.write(number, heldLo & ~operandLo, hi & ~operandHi);
    return this.put(lo, hi);
  }

  private wait(): true {
    this.traps.waitForInterrupt();
    return true;
  }

  private mret(): boolean {
    this.traps.returnFromM();
    return this.returned();
  }

  private sret(): boolean {
    this.traps.returnFromS();
    return this.returned();
  }

  private returned(): true {
    this.nextLo = this.hart.pcLo;
    this.nextHi = this.hart.pcHi;
    return true;
  }
}

/** Carry out of the low halves: 1 if a + b, both taken as unsigned, reaches 2^32. */
function carry(a: number, b: number): number {
  return (a >>> 0) + (b >>> 0) >= 0x1_0000_0000 ? 1 : 0;
}
