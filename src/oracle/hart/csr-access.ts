import { EXT_SMEPMP } from '../../input/layout.ts';
import { type CsrColumns, RULE_KINDS } from '../csr-rules.ts';
import { ruleIndex } from '../rules.ts';
import type { Worlds } from '../world/worlds.ts';
import type { Counters } from './counters.ts';
import { type HartState, MODE_S, MSTATUS, STATUS_TVM } from './hart-state.ts';
import type { StepRecord } from './step-record.ts';

const ABSENT = ruleIndex('csr-absent');
const PRIVILEGE = ruleIndex('csr-privilege');
const READ_ONLY = ruleIndex('csr-read-only');
const COUNTER_DISABLED = ruleIndex('counter-disabled');
const NO_DELEGATION = ruleIndex('slwid-without-delegation');
const VIRTUAL_MEMORY_TRAPPED = ruleIndex('virtual-memory-trapped');

const FIRST_WORLD_CSR = RULE_KINDS.mlwid;
const LAST_WORLD_CSR = RULE_KINDS.slwid;

/** CSR numbers 0xc00 to 0xc1f, without their low five bits. */
const COUNTERS = 0xc00 >> 5;
const SATP_NUMBER = 0x180;
const SLWID_NUMBER = 0x190;

/**
 * Which control and status registers exist, and who may access them.
 * @source Privileged ISA 2.1 and 3.1.6.5; worldguard.md 2.1 to 2.3, spec column
 */
export class CsrAccess {
  private readonly hart: HartState;
  private readonly worlds: Worlds;
  private readonly counters: Counters;
  private readonly columns: CsrColumns;
  private readonly step: StepRecord;

  constructor(parts: {
    hart: HartState;
    worlds: Worlds;
    counters: Counters;
    columns: CsrColumns;
    step: StepRecord;
  }) {
    this.hart = parts.hart;
    this.worlds = parts.worlds;
    this.counters = parts.counters;
    this.columns = parts.columns;
    this.step = parts.step;
  }

  /**
   * Whether the present mode may read, or also write, CSR `number`; sets the step's rule if not.
   * @source Privileged ISA 2.1: bits 9:8 the lowest privilege, bits 11:10 = 3 read-only
   */
  isLegal(number: number, writes: boolean): boolean {
    const rule = this.offence(number, writes);
    if (rule === 0) return true;
    this.step.rule = rule;
    return false;
  }

  private offence(number: number, writes: boolean): number {
    if (!this.exists(number)) return ABSENT;
    if (((number >> 8) & 3) > this.hart.mode) return PRIVILEGE;
    if (writes && number >> 10 === 3) return READ_ONLY;
    if (number === SLWID_NUMBER && this.worlds.mwiddeleg === 0) return NO_DELEGATION;
    if (number >> 5 === COUNTERS && !this.counters.isOpen(number & 31)) return COUNTER_DISABLED;
    const trapped = this.hart.mode === MODE_S && (this.hart.csr[MSTATUS] & STATUS_TVM) !== 0;
    return number === SATP_NUMBER && trapped ? VIRTUAL_MEMORY_TRAPPED : 0;
  }

  /** Whether the platform has CSR `number` (0..4095). */
  exists(number: number): boolean {
    const kind = this.columns.kind[number];
    if (kind === RULE_KINDS.absent) return false;
    if (kind === RULE_KINDS.mseccfg) return (this.hart.extensions & EXT_SMEPMP) !== 0;
    return kind < FIRST_WORLD_CSR || kind > LAST_WORLD_CSR || this.worlds.present;
  }
}
