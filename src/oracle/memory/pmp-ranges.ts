import { PMP_ENTRIES } from '../../input/layout.ts';

const SIGN = 0x8000_0000 | 0;
const A_SHIFT = 3;
const OFF = 0;
/** The value of {@link modeOf} for an entry that ends at its pmpaddr and begins at the one before. */
export const TOR = 1;
const NA4 = 2;

/**
 * The byte ranges of the PMP's entries, inclusive, in 64 bits, empty ones left out. Both halves of a bound are stored
 * with the sign bit flipped, so that signed comparisons order them.
 *
 * @source Privileged ISA 3.7.1; worldguard.md 8.6
 */
export class PmpRanges {
  /** Entries that match something, in order of number: range k is that of entry `entry[k]`. */
  count = 0;
  readonly entry = new Int32Array(PMP_ENTRIES);
  readonly firstLo = new Int32Array(PMP_ENTRIES);
  readonly firstHi = new Int32Array(PMP_ENTRIES);
  readonly lastLo = new Int32Array(PMP_ENTRIES);
  readonly lastHi = new Int32Array(PMP_ENTRIES);
  private readonly cfg: Int32Array;
  private readonly addrLo: Int32Array;
  private readonly addrHi: Int32Array;

  /** Of the entries that have these registers: pmpcfg bytes and pmpaddr halves, by entry. */
  constructor(cfg: Int32Array, addrLo: Int32Array, addrHi: Int32Array) {
    this.cfg = cfg;
    this.addrLo = addrLo;
    this.addrHi = addrHi;
  }

  /** Decodes every entry. */
  decode(): void {
    this.count = 0;
    for (let i = 0; i < PMP_ENTRIES; i++) {
      const mode = modeOf(this.cfg[i]);
      if (mode === TOR) this.addTor(i);
      else if (mode !== OFF) this.addPower(i, mode);
    }
  }

  /** "If TOR … the entry matches any address y such that pmpaddr[i-1] <= y < pmpaddr[i]"; empty if not ascending. */
  private addTor(i: number): void {
    const bottomLo = i === 0 ? 0 : this.addrLo[i - 1] << 2;
    const bottomHi = i === 0 ? 0 : byteHigh(this.addrLo[i - 1], this.addrHi[i - 1]);
    const topLo = this.addrLo[i] << 2;
    const topHi = byteHigh(this.addrLo[i], this.addrHi[i]);
    if (!below(bottomLo ^ SIGN, bottomHi ^ SIGN, topLo ^ SIGN, topHi ^ SIGN)) return;
    this.add(i, bottomLo, bottomHi, topLo === 0 ? topHi - 1 : topHi, topLo - 1);
  }

  /** NA4 and NAPOT: with t trailing ones in the low 62 bits of pmpaddr, 2^(t+3) bytes, naturally aligned. */
  private addPower(i: number, mode: number): void {
    const lo = this.addrLo[i];
    const hi = this.addrHi[i] & 0x3fff_ffff;
    const nextLo = (lo + 1) | 0;
    const spanLo = mode === NA4 ? 0 : lo ^ nextLo;
    const spanHi = mode !== NA4 && nextLo === 0 ? hi ^ (hi + 1) : 0;
    const baseLo = lo & ~spanLo;
    const endLo = lo | spanLo;
    const endHi = byteHigh(endLo, hi | spanHi);
    this.add(i, baseLo << 2, byteHigh(baseLo, hi & ~spanHi), endHi, (endLo << 2) | 3);
  }

  private add(i: number, firstLo: number, firstHi: number, lastHi: number, lastLo: number): void {
    const k = this.count++;
    this.entry[k] = i;
    this.firstLo[k] = firstLo ^ SIGN;
    this.firstHi[k] = firstHi ^ SIGN;
    this.lastLo[k] = lastLo ^ SIGN;
    this.lastHi[k] = lastHi ^ SIGN;
  }
}

/** A field of a pmpcfg byte: 0 off, 1 TOR, 2 NA4, 3 NAPOT. */
export function modeOf(cfg: number): number {
  return (cfg >>> A_SHIFT) & 3;
}

/** High half of the byte address of pmpaddr hi:lo, modulo 2^64. */
function byteHigh(lo: number, hi: number): number {
  return (hi << 2) | (lo >>> 30);
}

/** a < b for 64-bit values whose halves both have the sign bit flipped. */
export function below(aLo: number, aHi: number, bLo: number, bHi: number): boolean {
  return aHi < bHi || (aHi === bHi && aLo < bLo);
}
