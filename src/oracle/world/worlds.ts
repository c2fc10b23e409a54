import {
  DEVICE,
  DEVICE_BOTH,
  DEVICE_WGCHECKER,
  HW_BYPASS,
  type Input,
  MWID,
  MWIDLIST,
  NWORLDS,
  TRUSTED_WID,
} from '../../input/layout.ts';

const MODE_M = 3;
const MODE_S = 1;
const NO_TRUSTED_WID = -1;

/**
 * The hart's world: which WID its accesses carry, and the CSRs mlwid, mwiddeleg and slwid that decide it. The legal
 * sets are 32-bit masks, so the CSRs are single words; their upper halves read 0.
 *
 * @source WorldGuard 0.4 Smwg, Smwgd, Sswg; worldguard.md 2.3 and 2.4, spec columns
 */
export class Worlds {
  /** Whether the platform has WorldGuard; without it the CSRs do not exist and every access carries WID 0. */
  present = false;
  mlwid = 0;
  mwiddeleg = 0;
  slwid = 0;
  /** WIDs that mlwid may hold and mwiddeleg may delegate. */
  private list = 1;
  private machineWid = 0;
  private trusted = NO_TRUSTED_WID;

  /** Reset, with the platform of `input`. */
  reset(input: Input): void {
    this.present = input[DEVICE] === DEVICE_WGCHECKER || input[DEVICE] === DEVICE_BOTH;
    this.list = input[MWIDLIST];
    this.machineWid = input[MWID];
    this.trusted = input[TRUSTED_WID];
    this.mwiddeleg = 0;
    this.slwid = 0;
    this.mlwid = legal(input[HW_BYPASS] === 1 ? this.bypassWid(input) : 0, 0, this.list);
  }

  /** The WID for which a bypassed checker is open: the trusted one, or the last world if there is none. */
  bypassWid(input: Input): number {
    return this.trusted === NO_TRUSTED_WID ? input[NWORLDS] - 1 : this.trusted;
  }

  /** Whether `wid` may touch the checkers' registers. */
  mayConfigure(wid: number): boolean {
    return this.trusted === NO_TRUSTED_WID || wid === this.trusted;
  }

  /** WID of an access made with `privilege` (0 U, 1 S, 3 M). */
  widOf(privilege: number): number {
    if (!this.present) return 0;
    if (privilege === MODE_M) return this.machineWid;
    if (privilege === MODE_S || this.mwiddeleg === 0) return this.mlwid;
    return this.slwid;
  }

  /** WID of a page walk and of its A/D update: that of S-mode. */
  walkerWid(): number {
    return this.widOf(MODE_S);
  }

  /** "Illegal -> lowest-numbered legal WID." */
  writeMlwid(lo: number, hi: number): void {
    this.mlwid = legal(lo, hi, this.list);
  }

  /** mwiddeleg takes legal WIDs only; a new set that is not empty brings slwid into it. */
  writeMwiddeleg(lo: number): void {
    const before = this.mwiddeleg;
    this.mwiddeleg = lo & this.list;
    if (this.mwiddeleg === 0 || this.mwiddeleg === before) return;
    const keeps = before !== 0 && ((this.mwiddeleg >>> this.slwid) & 1) !== 0;
    if (!keeps) this.slwid = lowest(this.mwiddeleg);
  }

  /** slwid holds a delegated WID; only called while one is delegated. */
  writeSlwid(lo: number, hi: number): void {
    this.slwid = legal(lo, hi, this.mwiddeleg);
  }
}

/** The value hi:lo if it is a WID of `set`, else the lowest of the set. */
function legal(lo: number, hi: number, set: number): number {
  const inSet = hi === 0 && lo >>> 0 < 32 && ((set >>> lo) & 1) !== 0;
  return inSet ? lo : lowest(set);
}

/** Number of the lowest bit of a non-empty 32-bit set. */
function lowest(set: number): number {
  return 31 - Math.clz32(set & -set);
}
