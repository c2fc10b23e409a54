/** The WID CSRs of a hart and the WID that an access carries (worldguard.md 2). */
import { HW_BYPASS, type Input, MWID, MWIDLIST, NWORLDS, TRUSTED_WID } from '../../input/layout.ts';
import type { Quirks } from '../design.ts';
import { MODE_M, MODE_S } from './state.ts';

export class WorldIds {
  mlwidLo = 0;
  mlwidHi = 0;
  slwidLo = 0;
  slwidHi = 0;
  /** Delegated WIDs, one bit each; at most 32 worlds. */
  mwiddeleg = 0;
  private mwid = 0;
  private mwidlist = 0;

  private readonly quirks: Quirks;

  constructor(quirks: Quirks) {
    this.quirks = quirks;
  }

  reset(input: Input): void {
    this.mwid = input[MWID];
    this.mwidlist = input[MWIDLIST];
    const trusted = input[TRUSTED_WID] >= 0 ? input[TRUSTED_WID] : input[NWORLDS] - 1;
    this.mlwidLo = input[HW_BYPASS] === 1 ? trusted : 0;
    if (!this.quirks['mlwid-reset-unchecked'] && (this.mwidlist & (1 << this.mlwidLo)) === 0) {
      this.mlwidLo = lowestOf(this.mwidlist);
    }
    this.mlwidHi = 0;
    this.slwidLo = 0;
    this.slwidHi = 0;
    this.mwiddeleg = 0;
  }

  /** WID of an access made with privilege `mode`; may be out of range with the quirk `wid-not-masked`. */
  of(mode: number): number {
    if (mode === MODE_M) return this.mwid;
    return mode === MODE_S || this.mwiddeleg === 0 ? this.mlwidLo : this.slwidLo;
  }

  /** Writes mlwid; true if it changed. */
  writeMlwid(lo: number, hi: number): boolean {
    const legal = this.isLegal(lo, hi, this.mwidlist);
    const newLo = legal ? lo : lowestOf(this.mwidlist);
    const newHi = legal ? hi : 0;
    const changed = newLo !== this.mlwidLo || newHi !== this.mlwidHi;
    this.mlwidLo = newLo;
    this.mlwidHi = newHi;
    return changed;
  }

  /** Writes slwid; true if it changed. */
  writeSlwid(lo: number, hi: number): boolean {
    const legal = this.isLegal(lo, hi, this.mwiddeleg);
    const newLo = legal ? lo : lowestOf(this.mwiddeleg);
    const newHi = legal ? hi : 0;
    const changed = newLo !== this.slwidLo || newHi !== this.slwidHi;
    this.slwidLo = newLo;
    this.slwidHi = newHi;
    return changed;
  }

  /** Writes mwiddeleg; true if it, and so perhaps the WID of U-mode, changed. */
  writeMwiddeleg(lo: number): boolean {
    const value = lo & this.mwidlist;
    const changed = value !== this.mwiddeleg;
    const starts = this.mwiddeleg === 0;
    this.mwiddeleg = value;
    if (!this.quirks['slwid-not-initialised'] && value !== 0) {
      if (starts || !this.isLegal(this.slwidLo, this.slwidHi, value)) {
        this.slwidLo = lowestOf(value);
        this.slwidHi = 0;
      }
    }
    return changed;
  }

  /** What a read of mlwid or slwid does besides reading; true if the register changed. */
  afterRead(ofSlwid: boolean): boolean {
    if (!this.quirks['wid-read-rewrites']) return false;
    return ofSlwid
      ? this.writeSlwid(this.slwidLo, this.slwidHi)
      : this.writeMlwid(this.mlwidLo, this.mlwidHi);
  }

  private isLegal(lo: number, hi: number, list: number): boolean {
    const bit = lo & 63;
    const inList = bit < 32 && (list & (1 << bit)) !== 0;
    return this.quirks['wid-not-masked'] ? inList : inList && hi === 0 && lo >>> 0 < 32;
  }
}

/** Lowest set bit's number; the list is not empty. */
function lowestOf(list: number): number {
  return 31 - Math.clz32(list & -list);
}
