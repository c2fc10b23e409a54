import { allowanceIndex } from '../allowances.ts';
import type { HartState } from '../hart/hart-state.ts';
import type { StepRecord } from '../hart/step-record.ts';
import { READ } from '../world/checker.ts';
import type { Worlds } from '../world/worlds.ts';
import type { Bus } from './bus.ts';
import { PMP_EXECUTE, type Pmp } from './pmp.ts';
import { PURPOSE } from './purpose.ts';
import type { Ram } from './ram.ts';
import { FETCH, TRANSLATED, type Walker } from './walker.ts';

const ALLOWANCE = allowanceIndex('followed-code');
/** Bytes of the smallest instruction. */
const HALFWORD = 2;

/**
 * Counts the instructions that are fetched without a lookup, in the page of the last one, where a lookup would come to
 * something else now. Asks only; what is fetched is the caller's affair.
 *
 * @source tlb-iommu-path.md 7, "What the reference must allow": code
 */
export class FollowedCode {
  /** Number of changes up to which the page is known to be as it was looked up. */
  private settled = 0;
  private readonly hart: HartState;
  private readonly worlds: Worlds;
  private readonly walker: Walker;
  private readonly pmp: Pmp;
  private readonly bus: Bus;
  private readonly ram: Ram;
  private readonly step: StepRecord;

  constructor(parts: {
    hart: HartState;
    worlds: Worlds;
    walker: Walker;
    pmp: Pmp;
    bus: Bus;
    ram: Ram;
    step: StepRecord;
  }) {
    this.hart = parts.hart;
    this.worlds = parts.worlds;
    this.walker = parts.walker;
    this.pmp = parts.pmp;
    this.bus = parts.bus;
    this.ram = parts.ram;
    this.step = parts.step;
  }

  /** A page was looked up just now. */
  begin(): void {
    this.settled = this.changes();
  }

  /** The instruction at the pc comes from `offset` of the RAM without a lookup. */
  count(offset: number): void {
    const changes = this.changes();
    if (changes === this.settled) return;
    const { rule, grantMode } = this.step;
    if (this.wouldServe(offset)) this.settled = changes;
    else this.step.allow(ALLOWANCE);
    this.step.rule = rule;
    this.step.grantMode = grantMode;
  }

  /** Changes so far of what a lookup goes by; all stores where a page table plays a part. */
  private changes(): number {
    const stores = this.hart.isTranslated(this.hart.mode) ? this.ram.stores : 0;
    return this.step.ruleChanges + stores;
  }

  /** Whether a lookup of the pc would find `offset`, executable. */
  private wouldServe(offset: number): boolean {
    const { hart, walker, bus } = this;
    let { pcLo: lo, pcHi: hi } = hart;
    if (hart.isTranslated(hart.mode)) {
      const { listener } = walker;
      walker.listener = undefined;
      const found = walker.ask(lo, hi, FETCH, hart.mode);
      walker.listener = listener;
      if (found !== TRANSLATED) return false;
      lo = walker.paLo;
      hi = walker.paHi;
    }
    if (!this.pmp.allows(lo, hi, HALFWORD, PMP_EXECUTE, hart.mode)) return false;
    bus.mark(this.worlds.widOf(hart.mode), PURPOSE.fetch);
    bus.window.route(lo, hi, READ);
    const target = bus.window.lo;
    return (
      bus.isOpenRam(target, bus.window.hi, HALFWORD, READ) &&
      this.ram.offsetOf(target, bus.window.hi) === offset
    );
  }
}
