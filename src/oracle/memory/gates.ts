import {
  CHECKER_DRAM,
  CHECKER_FLASH,
  CHECKER_OUTER,
  CHECKER_UART,
  CHECKERS,
  DMA_WID,
  DRAM_SLOTS,
  GRANULE,
  HW_BYPASS,
  type Input,
  NWORLDS,
} from '../../input/layout.ts';
import type { StepRecord } from '../hart/step-record.ts';
import { Checker, READ } from '../world/checker.ts';
import { bankOf, Flash } from '../world/flash.ts';
import type { Worlds } from '../world/worlds.ts';
import { IopmpGuard } from './iopmp-guard.ts';
import { REGION, type Region, Regions } from './regions.ts';

/** How a portion is served: piece by piece, */
export const BY_PIECES = 0;
/** as memory, */
export const OPEN = 1;
/** as memory that drops what is written, */
export const DROPPED = 2;
/** or not at all: {@link Gates.deny} says how it ends. */
export const DENIED = 3;

/**
 * What stands in front of memory and devices: the checkers, each before its regions, an IOPMP before or behind them, and
 * the flash banks' modes. Decides how a transfer by {@link Gates.wid} is served; asking changes nothing but who refused.
 *
 * @source worldguard.md 4.1 and 6; decisions.md, "Stacking"
 */
export class Gates {
  /** By number: CHECKER_DRAM … CHECKER_OUTER. */
  readonly checkers: readonly Checker[];
  readonly flash: Flash;
  readonly regions = new Regions();
  readonly guard: IopmpGuard;
  /** World of the transfer. */
  wid = 0;
  /** WID that transfers of other bus masters carry. */
  dmaWid = 0;
  /** What it is made for: one of {@link PURPOSE}. */
  purpose = 0;
  /** Who refused last is the IOPMP and not a checker. */
  isByIopmp = false;
  private isGuarded = false;
  /** The IOPMP refuses the portion whose pieces the checkers in front of it decide one by one. */
  private isPartRefused = false;
  private denier: Checker;
  private readonly has = Array.from({ length: CHECKERS }, () => false);
  private readonly worlds: Worlds;
  private readonly step: StepRecord;

  constructor(worlds: Worlds, step: StepRecord) {
    this.worlds = worlds;
    this.step = step;
    this.checkers = Array.from({ length: CHECKERS }, () => new Checker(step));
    this.denier = this.checkers[CHECKER_DRAM];
    this.flash = new Flash(step);
    this.guard = new IopmpGuard(this.regions, step);
  }

  /** All as after reset, on the platform of `input`. */
  reset(input: Input): void {
    this.regions.reset(input, this.worlds.present);
    this.flash.reset();
    this.guard.reset(input);
    this.isGuarded = this.guard.iopmp.present;
    this.dmaWid = input[DMA_WID];
    this.isByIopmp = false;
    this.isPartRefused = false;
    for (let which = 0; which < CHECKERS; which++) {
      const nslots = input[DRAM_SLOTS + which];
      const checker = this.checkers[which];
      this.has[which] = this.worlds.present && nslots > 0;
      checker.reset(Math.max(nslots, 1), input[NWORLDS], input[GRANULE]);
      if (this.has[which] && input[HW_BYPASS] === 1) checker.file.openTo(this.worlds.bypassWid(input));
    }
  }

  /** Whether the platform has checker `which`. */
  hasChecker(which: number): boolean {
    return this.has[which];
  }

  /** How a portion is served: one of BY_PIECES, OPEN, DROPPED, DENIED. */
  decide(lo: number, hi: number, size: number, direction: number): number {
    return this.isGuarded
      ? this.decideGuarded(lo, hi, size, direction)
      : this.decideChecked(lo, hi, size, direction);
  }

  /** The second of two guards is asked where the first lets the portion through. */
  private decideGuarded(lo: number, hi: number, size: number, direction: number): number {
    const { guard } = this;
    this.isByIopmp = false;
    this.isPartRefused = false;
    if (guard.isFirst && !guard.opens(lo, hi, size, direction, this.purpose)) return this.refused();
    const answer = this.decideChecked(lo, hi, size, direction);
    if (guard.isFirst || answer === DENIED || guard.opens(lo, hi, size, direction, this.purpose))
      return answer;
    if (!this.isByPieces(this.regions.of(lo, hi))) return this.refused();
    this.isPartRefused = true;
    return BY_PIECES;
  }

  private refused(): number {
    this.isByIopmp = true;
    return DENIED;
  }

  /** Whether checkers decide piece by piece in `region`. */
  private isByPieces(region: number): boolean {
    return region === REGION.uart || region === REGION.tail;
  }

  private decideChecked(lo: number, hi: number, size: number, direction: number): number {
    const region = this.regions.of(lo, hi);
    if (region === REGION.dram) return this.opensDram(lo, size, direction) ? OPEN : DENIED;
    switch (region) {
      case 2 satisfies Region['lowRam']:
        return OPEN;
      case 3 satisfies Region['rom']:
        return direction === READ ? OPEN : DROPPED;
      case 4 satisfies Region['flash']:
        if (!this.opens(CHECKER_FLASH, lo, size, direction)) return DENIED;
        return direction === READ && this.flash.readsMemory(bankOf(lo)) ? OPEN : BY_PIECES;
      default:
        return BY_PIECES;
    }
  }

  /** Whether what decides piece by piece, in front of the UART and of a shared page, lets one through. */
  opensPiece(region: number, lo: number, size: number, direction: number): boolean {
    if (region >= REGION.finisher) return true;
    this.isByIopmp = false;
    if (region === REGION.uart && !this.opens(CHECKER_UART, lo, size, direction)) return false;
    if (region === REGION.tail && !this.opensDram(lo, size, direction)) return false;
    this.isByIopmp = this.isPartRefused;
    return !this.isPartRefused;
  }

  /** What a refused piece, or portion, does: whoever refused logs it. True if it is answered with a bus error. */
  deny(lo: number, size: number, direction: number): boolean {
    if (this.isByIopmp) return this.guard.refuse(this.purpose);
    return this.denier.deny(lo, size, this.wid, direction);
  }

  /** Whether {@link Gates.deny} would answer with a bus error; logs nothing. */
  wouldFail(lo: number, size: number, direction: number): boolean {
    return this.isByIopmp ? this.guard.wouldFail() : this.denier.wouldFail(lo, size, direction);
  }

  /** Byte `index` of what a piece reads that the IOPMP refused without a bus error. */
  madeUp(index: number): number {
    return (this.guard.iopmp.errData >>> (8 * (index & 3))) & 0xff;
  }

  /** The outer checker is asked first; where it refuses, the inner one is not asked. */
  private opensDram(lo: number, size: number, direction: number): boolean {
    if (this.has[CHECKER_OUTER] && !this.opens(CHECKER_OUTER, lo, size, direction)) return false;
    return this.opens(CHECKER_DRAM, lo, size, direction);
  }

  private opens(which: number, lo: number, size: number, direction: number): boolean {
    if (!this.worlds.present) return true;
    const checker = this.checkers[which];
    const granted = checker.grants(lo, size, this.wid, direction);
    if (this.step.listener !== undefined) this.tell(which, lo, size, direction);
    if (!granted) this.denier = checker;
    return granted;
  }

  private tell(checker: number, lo: number, size: number, direction: number): void {
    const slots = this.checkers[checker].consider(lo, size, this.wid, direction);
    const granted = slots.some(({ says }) => says === 'grants');
    const { wid } = this;
    this.step.listener?.checked({ checker, address: lo >>> 0, size, wid, direction, granted, slots });
  }
}
