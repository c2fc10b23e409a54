/**
 * menvcfg and senvcfg: fences, cache-block operations below M, and who sets the A and D bits of page tables.
 * @source Privileged ISA 20240411, 3.1.18 and 10.1.10; CMO specification 1.0 chapter 2
 */
import { type HartState, MODE_M, MODE_U } from './state.ts';

const CBIE = 3 << 4;
const CBIE_RESERVED = 2 << 4;
const CBCFE = 1 << 6;
const CBZE = 1 << 7;
const FIOM = 1;
const WRITABLE = FIOM | CBIE | CBCFE | CBZE;
/** ADUE is bit 61: bit 29 of the upper half. */
const ADUE_HI = 1 << 29;

/** Cache-block operations, by what has to be enabled for them. */
export const BLOCK_INVAL = CBIE;
export const BLOCK_CLEAN = CBCFE;
export const BLOCK_ZERO = CBZE;

export class Environment {
  /** Low halves; of the upper ones only {@link menvcfgHi} has a bit. */
  menvcfg = 0;
  senvcfg = 0;
  private hasAdue = true;

  private readonly state: HartState;

  constructor(state: HartState) {
    this.state = state;
  }

  /** `svade`: A and D are never set by hardware, and ADUE is not there. */
  reset(svade: boolean): void {
    this.menvcfg = 0;
    this.senvcfg = 0;
    this.hasAdue = !svade;
    this.state.hardwareAd = !svade;
  }

  get menvcfgHi(): number {
    return this.state.hardwareAd ? ADUE_HI : 0;
  }

  writeMenvcfg(lo: number, hi: number): void {
    this.menvcfg = kept(this.menvcfg, lo);
    this.state.hardwareAd = this.hasAdue && (hi & ADUE_HI) !== 0;
  }

  writeSenvcfg(lo: number): void {
    this.senvcfg = kept(this.senvcfg, lo);
  }

  /** True if `mode` may do the cache-block operation (a BLOCK_ mask). */
  permits(operation: number, mode: number): boolean {
    if (mode === MODE_M) return true;
    if ((this.menvcfg & operation) === 0) return false;
    return mode !== MODE_U || (this.senvcfg & operation) !== 0;
  }
}

/** What a write of `value` makes of a register that holds `old`: the reserved CBIE keeps the old field. */
function kept(old: number, value: number): number {
  const legal = value & WRITABLE;
  return (legal & CBIE) === CBIE_RESERVED ? (legal & ~CBIE) | (old & CBIE) : legal;
}
