import { amo } from '../../isa/amo.ts';
import { D_RS1, D_RS2, D_SUB } from '../../isa/decode.ts';
import { A_INFO, ACCESS_NO_DATA, R_KIND, R_VALUE, STEP_RETIRED } from '../../trace/record.ts';
import { allowanceIndex } from '../allowances.ts';
import type { ConditionalStore } from '../memory/conditional-store.ts';
import type { DataPath } from '../memory/data-path.ts';
import { LOAD, STORE } from '../memory/walker.ts';
import { ruleIndex } from '../rules.ts';
import type { HartState } from './hart-state.ts';
import type { StepRecord } from './step-record.ts';

const LOAD_MISALIGNED = 4;
const STORE_MISALIGNED = 6;
const MISALIGNED = ruleIndex('atomic-misaligned');
const SC_BY_VALUE = allowanceIndex('sc-by-value');
const SC_SILENT_DENIAL = allowanceIndex('sc-silent-denial');

/**
 * LR, SC and AMO. The value for the destination register is left in `lo`, `hi`.
 * @source Unprivileged ISA 14.2 and 14.4; worldguard.md 8.3 (alignment comes first), 8.8
 */
export class AtomicUnit {
  lo = 0;
  hi = 0;
  private vaLo = 0;
  private vaHi = 0;
  private readonly hart: HartState;
  private readonly data: DataPath;
  private readonly conditional: ConditionalStore;
  private readonly step: StepRecord;
  private readonly result = new Int32Array(2);

  constructor(parts: { hart: HartState; data: DataPath; conditional: ConditionalStore; step: StepRecord }) {
    this.hart = parts.hart;
    this.data = parts.data;
    this.conditional = parts.conditional;
    this.step = parts.step;
  }

  /** LR: a load that remembers its virtual address and sign-extended value. `d` is the decoded instruction. */
  loadReserved(d: Int32Array): boolean {
    const size = 1 << d[D_SUB];
    if (!this.address(d, size, LOAD_MISALIGNED)) return false;
    if (!this.data.load(this.vaLo, this.vaHi, size, LOAD)) return false;
    const hart = this.hart;
    this.takeLoaded(size);
    hart.reserved = true;
    hart.reservedVaLo = this.vaLo;
    hart.reservedVaHi = this.vaHi;
    hart.reservedLo = this.lo;
    hart.reservedHi = this.hi;
    hart.reservedPaLo = this.data.physicalLo(0);
    hart.reservedPaHi = this.data.physicalHi(0);
    hart.reservedSize = size;
    hart.reservedWritten = false;
    return true;
  }

  /**
   * SC: without a reservation for this virtual address it fails and makes no access. With one it stores if, and only if,
   * memory holds what LR loaded, or it is none.
   */
  storeConditional(d: Int32Array): boolean {
    const size = 1 << d[D_SUB];
    if (!this.address(d, size, STORE_MISALIGNED)) return false;
    const { hart, conditional } = this;
    const valid = hart.reserved && hart.reservedVaLo === this.vaLo && hart.reservedVaHi === this.vaHi;
    hart.reserved = false;
    this.lo = 1;
    this.hi = 0;
    if (!valid) return true;
    this.data.lo = hart.x[d[D_RS2] << 1];
    this.data.hi = hart.x[(d[D_RS2] << 1) + 1];
    if (!conditional.make(this.vaLo, this.vaHi, size)) {
      hart.reserved = this.step.stopped;
      return false;
    }
    if (conditional.isBlocked) this.dropped();
    else if (conditional.stored) this.lo = 0;
    if (this.lo === 0 && conditional.isByValue) this.step.allow(SC_BY_VALUE);
    return true;
  }

  /** A silently denied SC: rd as the machine has it. */
  private dropped(): void {
    this.step.allow(SC_SILENT_DENIAL);
    const retired = this.step.hint(R_KIND) === STEP_RETIRED;
    const failed = retired && (this.step.accessHint(1, A_INFO) & ACCESS_NO_DATA) !== 0;
    this.lo = retired && this.step.hint(R_VALUE) === 1 ? 1 : 0;
    if (failed) this.step.markUnstored(1);
  }

  /** AMO: a load access, then a store access; faults of both are those of a store. */
  modify(d: Int32Array): boolean {
    const size = 1 << (d[D_SUB] & 3);
    if (!this.address(d, size, STORE_MISALIGNED)) return false;
    if (!this.data.load(this.vaLo, this.vaHi, size, STORE)) return false;
    this.takeLoaded(size);
    const source = d[D_RS2] << 1;
    const x = this.hart.x;
    amo(d[D_SUB] >> 2, size, this.data.lo, this.data.hi, x[source], x[source + 1], this.result);
    this.data.lo = this.result[0];
    this.data.hi = this.result[1];
    return this.data.storeHalf(this.vaLo, this.vaHi, size);
  }

  /** Takes the address from rs1; a misaligned one traps before anything else. */
  private address(d: Int32Array, size: number, cause: number): boolean {
    const at = d[D_RS1] << 1;
    this.vaLo = this.hart.x[at];
    this.vaHi = this.hart.x[at + 1];
    if ((this.vaLo & (size - 1)) === 0) return true;
    this.step.rule = MISALIGNED;
    return this.step.raise(cause, this.vaLo, this.vaHi);
  }

  private takeLoaded(size: number): void {
    this.lo = this.data.lo;
    this.hi = size === 4 ? this.data.lo >> 31 : this.data.hi;
  }
}
