import { D_RS1, D_RS2 } from '../../isa/decode.ts';
import type { FormedTranslations } from '../memory/formed-translations.ts';
import { ruleIndex } from '../rules.ts';
import { type HartState, MODE_S, MODE_U, MSTATUS, SATP, STATUS_TVM } from './hart-state.ts';
import type { StepRecord } from './step-record.ts';

const ILLEGAL_INSTRUCTION = 2;
const ASID_SHIFT_HI = 12;
const ASID_MASK = 0xffff;

const FENCE_PRIVILEGE = ruleIndex('fence-privilege');
const VIRTUAL_MEMORY_TRAPPED = ruleIndex('virtual-memory-trapped');

/** sfence.vma. */
export class FenceUnit {
  private readonly hart: HartState;
  private readonly formed: FormedTranslations;
  private readonly step: StepRecord;

  constructor(hart: HartState, formed: FormedTranslations, step: StepRecord) {
    this.hart = hart;
    this.formed = formed;
    this.step = step;
  }

  /**
   * Orders PTE changes before later translations: all, those of one page, those of one ASID (not global), or both. `d` is
   * decoded from `word`. False if it trapped.
   * @source Privileged ISA 4.2.1
   */
  order(d: Int32Array, word: number): boolean {
    const { x, csr, mode } = this.hart;
    if (mode === MODE_U) return this.illegal(FENCE_PRIVILEGE, word);
    if (mode === MODE_S && (csr[MSTATUS] & STATUS_TVM) !== 0)
      return this.illegal(VIRTUAL_MEMORY_TRAPPED, word);
    const page = d[D_RS1];
    const asid = d[D_RS2];
    if (page === 0 && asid === 0) {
      this.formed.clear();
      return true;
    }
    const present = (csr[SATP + 1] >>> ASID_SHIFT_HI) & ASID_MASK;
    if (asid !== 0 && (x[asid << 1] & ASID_MASK) !== present) return true;
    this.formed.fence({
      page: page !== 0,
      vaLo: x[page << 1],
      vaHi: x[(page << 1) + 1],
      keepGlobal: asid !== 0,
    });
    return true;
  }

  private illegal(rule: number, word: number): false {
    this.step.rule = rule;
    return this.step.raise(ILLEGAL_INSTRUCTION, word, 0);
  }
}
