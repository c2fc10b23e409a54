import {
  DEVICE,
  DEVICE_IOPMP,
  DMA_RRID,
  HART_RRID,
  type Input,
  STACK,
  STACK_IOPMP_FIRST,
} from '../../input/layout.ts';
import type { StepRecord } from '../hart/step-record.ts';
import { Iopmp } from '../iopmp/iopmp.ts';
import { WRITE } from '../world/checker.ts';
import { PURPOSE } from './purpose.ts';
import type { Regions } from './regions.ts';

/** Access types of an IOPMP. */
const READS = 0;
const WRITES = 1;
const FETCHES = 2;
/** What a listener is told instead of the write that an atomic operation is. */
const AMO = 3;
const TYPE_NAMES = ['read', 'write', 'fetch', 'amo'] as const;

/**
 * The IOPMP where the board puts it: which transactions come to it, by whose RRID and of which type. A portion of an access
 * is one transaction.
 *
 * @source iopmp.md 5, last corner case, and 6.9; decisions.md, "Stacking"
 */
export class IopmpGuard {
  readonly iopmp = new Iopmp();
  /** It is asked before the checkers. */
  isFirst = false;
  private hartRrid = 0;
  private dmaRrid = 0;
  private readonly regions: Regions;
  private readonly step: StepRecord;

  constructor(regions: Regions, step: StepRecord) {
    this.regions = regions;
    this.step = step;
  }

  /** On the platform of `input`, as firmware has programmed it. */
  reset(input: Input): void {
    this.iopmp.reset(input);
    this.isFirst = input[DEVICE] === DEVICE_IOPMP || input[STACK] === STACK_IOPMP_FIRST;
    this.hartRrid = input[HART_RRID];
    this.dmaRrid = input[DMA_RRID];
  }

  /** Whether the transaction [pa, pa + size), made for `purpose`, may pass, or does not come here; asks only. */
  opens(lo: number, hi: number, size: number, direction: number, purpose: number): boolean {
    if (!this.regions.isProtected(lo, hi)) return true;
    const isAtomic = purpose === PURPOSE.atomic || purpose === PURPOSE.refusedAtomic;
    const rrid = purpose === PURPOSE.transfer ? this.dmaRrid : this.hartRrid;
    const type = isAtomic || direction === WRITE ? WRITES : purpose === PURPOSE.fetch ? FETCHES : READS;
    const granted = this.iopmp.permits(rrid, lo, hi, size, type, isAtomic);
    if (this.step.listener !== undefined) this.tell(rrid, lo, hi, size, isAtomic ? AMO : type, granted);
    return granted;
  }

  private tell(rrid: number, lo: number, hi: number, size: number, type: number, granted: boolean): void {
    const { iopmp } = this;
    const isAtomic = type === AMO;
    const { etype, entry } = iopmp.refusal;
    this.step.listener?.screened({
      ...{ rrid, lo, hi, size, type: TYPE_NAMES[type], granted },
      enabled: iopmp.enabled,
      domains: iopmp.domainsOf(rrid),
      entries: iopmp.consider(rrid, lo, hi, size, isAtomic ? WRITES : type, isAtomic),
      ...(granted ? {} : { refusal: { etype, entry } }),
    });
  }

  /** Reacts to a piece of what {@link IopmpGuard.opens} refused last; true if it is answered with a bus error. */
  refuse(purpose: number): boolean {
    this.step.rule = this.iopmp.rule;
    if (purpose === PURPOSE.refusedAtomic) return false;
    if (this.step.listener !== undefined) this.step.listener.answered(this.iopmp.foresee());
    return this.iopmp.fault();
  }

  /** Whether it would be. */
  wouldFail(): boolean {
    this.step.rule = this.iopmp.rule;
    return this.iopmp.wouldFail();
  }
}
