import type { Quirks } from '../../../src/machine/design.ts';

const MASK_64 = (1n << 64n) - 1n;
const MASK_62 = (1n << 62n) - 1n;
const TOP = 1n << 64n;
const OFF = 0;
const TOR = 1;
const NA4 = 2;
const NAPOT = 3;

/** A range of bytes, the end not included; start >= end: empty. */
export interface ByteRange {
  readonly start: bigint;
  readonly end: bigint;
}

interface Slot {
  addr: bigint;
  perm: bigint;
  cfg: number;
}

/** What a question about an access is answered. */
export interface Verdict {
  readonly rights: bigint;
  readonly busError: boolean;
  readonly interrupt: boolean;
}

/**
 * A wgChecker's slots after worldguard.md 3.2, 3.5, 3.6, 4.1 and 4.2 in unbounded integers, every quirk a switch. Asked
 * anew at every question.
 */
export class SlotModel {
  readonly slots: Slot[];
  private readonly quirks: Quirks;
  private readonly granule: number;
  private readonly permMask: bigint;

  constructor(quirks: Quirks, count: number, granule: number, worlds: number) {
    this.quirks = quirks;
    this.granule = granule;
    this.permMask = (1n << BigInt(2 * worlds)) - 1n;
    this.slots = Array.from({ length: count + 1 }, () => ({ addr: 0n, perm: 0n, cfg: 0 }));
    this.slots[count].addr = MASK_62;
    // The start of the range is 0, its end 2^64 - 1.
  }

  writeAddr(i: number, value: bigint): void {
    const slot = this.slots[i];
    if (this.isLocked(i) || (this.isEdge(i) && !this.quirks['read-only-slots-written'])) return;
    slot.addr = value;
    if (!this.quirks['addr-clamped']) slot.addr &= MASK_62;
    else if (!this.isEdge(i) && slot.addr >= MASK_62) slot.addr = 0n;
    this.align(i);
  }

  writePerm(i: number, value: bigint): void {
    if (this.isLocked(i) || (i === 0 && !this.quirks['read-only-slots-written'])) return;
    this.slots[i].perm = value & this.permMask;
  }

  writeCfg(i: number, value: number): void {
    if (this.isLocked(i)) return;
    const before = this.slots[i].cfg & 3;
    const reaction = value & 0x8000_0f00;
    let a = i === 0 ? OFF : value & 3;
    if (i === this.slots.length - 1 && a > TOR) a = before;
    this.slots[i].cfg = reaction | a;
    if (!this.quirks['cfg-write-not-validated']) this.align(i);
  }

  /** The bytes that slot `i`, 1 and up, speaks of. */
  rangeOf(i: number): ByteRange {
    const { addr, cfg } = this.slots[i];
    const bytes = (addr << 2n) & MASK_64;
    switch (cfg & 3) {
      case TOR:
        return { start: this.boundAbove(i - 1), end: bytes };
      case NA4:
        return { start: bytes, end: bytes + 4n };
      case NAPOT: {
        const { start, end } = napot(addr);
        return { start, end: end === TOP && this.quirks['napot-top-empty'] ? 0n : end };
      }
      default:
        return { start: 0n, end: 0n };
    }
  }

  /** Rights of `wid` for [pa, pa + size), and the reaction to a denied read or write. */
  decide(pa: bigint, size: bigint, wid: number, isWrite: boolean): Verdict {
    let rights = 0n;
    let reaction = 0;
    let speaks = false;
    for (let i = 1; i < this.slots.length; i++) {
      const { start, end } = this.rangeOf(i);
      if (start >= end || start >= pa + size || end <= pa) continue;
      if (start <= pa && pa + size <= end) rights |= (this.slots[i].perm >> BigInt(2 * wid)) & 3n;
      if (this.quirks['error-bits-of-first-byte'] && start > pa) continue;
      reaction |= this.slots[i].cfg;
      speaks = true;
    }
    if (!speaks) reaction = this.slots[0].cfg;
    const shift = isWrite ? 9 : 8;
    return {
      rights,
      busError: ((reaction >>> shift) & 1) === 1,
      interrupt: ((reaction >>> (shift + 2)) & 1) === 1,
    };
  }

  private isEdge(i: number): boolean {
    return i === 0 || i === this.slots.length - 1;
  }

  private isLocked(i: number): boolean {
    return (this.slots[i].cfg & 0x8000_0000) !== 0;
  }

  private align(i: number): void {
    if (this.granule === 4 || this.isEdge(i)) return;
    const slot = this.slots[i];
    const a = slot.cfg & 3;
    if (a === TOR) slot.addr = (slot.addr >> 10n) << 10n;
    if (a === NA4 || a === NAPOT) slot.addr |= 0x1ffn;
    if (a === NA4 && !this.quirks['na4-not-converted']) slot.cfg |= NAPOT;
  }

  /** Where a TOR slot above slot `i` starts. */
  private boundAbove(i: number): bigint {
    const { addr, cfg } = this.slots[i];
    const bytes = (addr << 2n) & MASK_64;
    switch (cfg & 3) {
      case NA4:
        return bytes + 4n;
      case NAPOT: {
        const { end } = napot(addr);
        return end === TOP && this.quirks['tor-above-napot-top'] ? 0n : end;
      }
      case OFF:
        return this.granule === 4 || this.quirks['off-bound-not-aligned'] ? bytes : bytes & ~0xfffn;
      default:
        return bytes;
    }
  }
}

/** NAPOT by arithmetic modulo 2^64 as worldguard.md 4.2 spells it; an end of 0 is 2^64. */
function napot(addr: bigint): ByteRange {
  const a = ((addr << 2n) | 3n) & MASK_64;
  const start = a & (a + 1n);
  const end = ((a | (a + 1n)) + 1n) & MASK_64;
  return { start: start & MASK_64, end: end === 0n ? TOP : end };
}
