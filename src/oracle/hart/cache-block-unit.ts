import { D_RS1, D_SUB } from '../../isa/decode.ts';
import {
  A_INFO,
  A_VA,
  ACCESS_PROBE,
  ACCESS_WALKED,
  accessInfo,
  BLOCK_BYTES,
  OUTCOME_BLOCKED,
  OUTCOME_DISCARDED,
  OUTCOME_FAULT,
  OUTCOME_IO,
  OUTCOME_PROBED,
  OUTCOME_RAM,
  R_ACCESS,
  R_KIND,
  R_TVAL,
  STEP_EXCEPTION,
} from '../../trace/record.ts';
import type { Bus } from '../memory/bus.ts';
import type { DataPath } from '../memory/data-path.ts';
import { LOAD, STORE } from '../memory/walker.ts';
import { ruleIndex } from '../rules.ts';
import { WRITE } from '../world/checker.ts';
import { ENVCFG_CBIE, type HartState, MENVCFG, MODE_M, MODE_U, SENVCFG } from './hart-state.ts';
import type { StepRecord } from './step-record.ts';

const ILLEGAL_INSTRUCTION = 2;
const ENVIRONMENT = ruleIndex('cache-block-environment');

/** The other fields of menvcfg and senvcfg. */
const CBCFE = 1 << 6;
const CBZE = 1 << 7;

/** D_SUB of cbo.inval. */
const INVALIDATE = 0;
const BLOCK_MASK = -BLOCK_BYTES;
const PIECE = 8;
/** Of clearing a block: it trapped on the way. */
const REFUSED = -1;

/**
 * The cache-block instructions, on the block of 64 bytes that holds the address in rs1.
 * @source Unprivileged ISA, Zicbom and Zicboz; worldguard.md 8.8
 */
export class CacheBlockUnit {
  private readonly hart: HartState;
  private readonly data: DataPath;
  private readonly bus: Bus;
  private readonly step: StepRecord;

  constructor(parts: { hart: HartState; data: DataPath; bus: Bus; step: StepRecord }) {
    this.hart = parts.hart;
    this.data = parts.data;
    this.bus = parts.bus;
    this.step = parts.step;
  }

  /**
   * Whether the environment configuration permits what `field` stands for; if not, raises an illegal instruction.
   * @source Unprivileged ISA, Zicbom: menvcfg binds the modes below M, senvcfg U-mode too
   */
  private isPermitted(field: number, word: number): boolean {
    const { mode, csr } = this.hart;
    if (mode === MODE_M) return true;
    if ((csr[MENVCFG] & field) !== 0 && (mode !== MODE_U || (csr[SENVCFG] & field) !== 0)) return true;
    this.step.rule = ENVIRONMENT;
    return this.step.raise(ILLEGAL_INSTRUCTION, word, 0);
  }

  /** cbo.zero, decoded in `d` from `word`: one store of the block. False if it trapped or was stopped. */
  zero(d: Int32Array, word: number): boolean {
    if (!this.isPermitted(CBZE, word)) return false;
    const { data } = this;
    const vaLo = this.hart.x[d[D_RS1] << 1] & BLOCK_MASK;
    const vaHi = this.hart.x[(d[D_RS1] << 1) + 1];
    data.begin(STORE, STORE);
    data.portion(0, vaLo, vaHi, BLOCK_BYTES);
    const reached = data.reach(0);
    if (data.isWatched(vaLo, vaHi, BLOCK_BYTES)) return data.halt(vaLo, vaHi);
    if (!reached) return false;
    const outcome = this.clear(data.physicalLo(0), data.physicalHi(0));
    return outcome === REFUSED ? false : data.settle(0, outcome);
  }

  /**
   * The stores of single bytes are accesses of their own: one of them may lose the translation by which the first was
   * made, where the block holds its own page-table entry. Asked where the machine faulted; false if byte `i` traps.
   */
  private reachesAgain(i: number): boolean {
    const { step, data } = this;
    const blockLo = step.record[R_ACCESS + A_VA];
    if (step.hint(R_KIND) !== STEP_EXCEPTION || step.hint(R_TVAL) !== blockLo + i) return true;
    const reached = data.reachByte(i);
    data.mark();
    return reached;
  }

  /**
   * Zeroes the block at a physical address; outside open RAM byte by byte, each decided by itself.
   * @source worldguard.md 8.8: "cbo.zero on a blocked page becomes byte-wise blocked stores"
   */
  private clear(lo: number, hi: number): number {
    const { bus } = this;
    this.data.mark();
    bus.words[0] = 0;
    bus.words[1] = 0;
    if (bus.isOpenRam(lo, hi, BLOCK_BYTES, WRITE)) {
      for (let i = 0; i < BLOCK_BYTES; i += PIECE) bus.write((lo + i) | 0, hi, PIECE, 0);
      return OUTCOME_RAM;
    }
    let outcome = OUTCOME_IO as number;
    for (let i = 0; i < BLOCK_BYTES; i++) {
      if (i > 0 && !this.reachesAgain(i)) return REFUSED;
      bus.words[0] = 0;
      const result = bus.write((lo + i) | 0, hi, 1, 0);
      if (result === OUTCOME_FAULT) {
        bus.failedAt = i;
        return OUTCOME_FAULT;
      }
      if (result === OUTCOME_BLOCKED) this.step.enterRefused(i);
      if (result === OUTCOME_BLOCKED || (result === OUTCOME_DISCARDED && outcome !== OUTCOME_BLOCKED))
        outcome = result;
    }
    return outcome;
  }

  /**
   * cbo.inval, clean and flush: permitted if a load or a store of the block is. No data move, no checker is asked, and a
   * watchpoint does not see it. False if it trapped, with the causes of a store.
   * @source Unprivileged ISA, Zicbom: "permitted to access … if a load instruction or store instruction is permitted"
   */
  manage(d: Int32Array, word: number): boolean {
    if (!this.isPermitted(d[D_SUB] === INVALIDATE ? ENVCFG_CBIE : CBCFE, word)) return false;
    const { data, step } = this;
    const { rule } = step;
    data.begin(LOAD, STORE);
    data.portion(0, this.hart.x[d[D_RS1] << 1] & BLOCK_MASK, this.hart.x[(d[D_RS1] << 1) + 1], BLOCK_BYTES);
    const walked = step.accessHint(0, A_INFO) & ACCESS_WALKED;
    step.record[R_ACCESS + A_INFO] = accessInfo(ACCESS_PROBE, 0, OUTCOME_FAULT, walked);
    if (!data.reach(0)) {
      data.beginAgain(STORE, STORE);
      if (!data.reach(0)) return false;
    }
    step.rule = rule;
    data.finish(0, OUTCOME_PROBED, 0);
    return true;
  }
}
