import {
  CHECKER_DRAM,
  CHECKER_FLASH,
  CHECKER_OUTER,
  CHECKER_UART,
  CHECKERS,
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
import { REGION, type Region, Regions } from './regions.ts';

/** How a portion is served: piece by piece, */
export const BY_PIECES = 0;
/** as memory, */
export const OPEN = 1;
/** as memory that drops what is written, */
export const DROPPED = 2;
/** or not at all: {@link Gates.denier} refuses it. */
export const DENIED = 3;

/**
 * What stands in front of memory and devices: the checkers, each before its regions, and the flash banks' modes. Decides
 * how a transfer by {@link Gates.wid} is served; asking changes nothing but the denier.
 *
 * @source worldguard.md 4.1 and 6; decisions.md, "Stacking"
 */
export class Gates {
  /** By number: CHECKER_DRAM … CHECKER_OUTER. */
  readonly checkers: readonly Checker[];
  readonly flash: Flash;
  readonly regions = new Regions();
  /** World of the transfer. */
  wid = 0;
  /** The checker that refused last. */
  denier: Checker;
  private readonly has = Array.from({ length: CHECKERS }, () => false);
  private readonly worlds: Worlds;
  private readonly step: StepRecord;

  constructor(worlds: Worlds, step: StepRecord) {
    this.worlds = worlds;
    this.step = step;
    this.checkers = Array.from({ length: CHECKERS }, () => new Checker(step));
    this.denier = this.checkers[CHECKER_DRAM];
    this.flash = new Flash(step);
  }

  /** All as after reset, on the platform of `input`. */
  reset(input: Input): void {
    this.regions.reset(input, this.worlds.present);
    this.flash.reset();
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

  /** Whether the checkers that decide piece by piece, those of the UART and of a shared page, let one through. */
  opensPiece(region: number, lo: number, size: number, direction: number): boolean {
    if (region === REGION.uart) return this.opens(CHECKER_UART, lo, size, direction);
    return region !== REGION.tail || this.opensDram(lo, size, direction);
  }

  /** Whether memory answers at pa that an implementation may read without asking a device. */
  isMemory(lo: number, hi: number): boolean {
    const region = this.regions.of(lo, hi);
    if (region === REGION.flash) return this.flash.isArray(bankOf(lo));
    return region === REGION.dram || region === REGION.lowRam || region === REGION.rom;
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
