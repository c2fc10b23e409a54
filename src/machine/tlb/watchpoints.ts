/**
 * The hart's watchpoints: ranges of virtual addresses that stop a load or a store before its data move.
 * @source tlb-iommu-path.md section 5, Watchpoints
 */
import { MAX_WATCHPOINTS, PAGE, WATCH_READ, WATCH_WRITE } from '../../input/layout.ts';
import type { Comparisons } from '../comparisons.ts';
import { FETCH, STORE } from '../status.ts';
import { TLB_WATCHPOINT } from './entry.ts';

export class Watchpoints {
  /** Watchpoints inserted. */
  count = 0;
  /** The instruction that was stopped runs again: nothing stops it. */
  off = false;
  /** Insertions since reset. */
  insertions = 0;

  /** First address, number of bytes and WATCH_ bits of each. */
  private readonly lo = new Int32Array(MAX_WATCHPOINTS);
  private readonly hi = new Int32Array(MAX_WATCHPOINTS);
  private readonly bytes = new Int32Array(MAX_WATCHPOINTS);
  private readonly types = new Int32Array(MAX_WATCHPOINTS);
  private readonly comparisons: Comparisons;

  constructor(comparisons: Comparisons) {
    this.comparisons = comparisons;
  }

  /** Removes all. */
  reset(): void {
    for (let i = 0; i < MAX_WATCHPOINTS; i++) this.clear(i);
    this.count = 0;
    this.off = false;
    this.insertions = 0;
  }

  /** Inserts a watchpoint of `bytes` bytes for the WATCH_ bits `types`; false: there is no room for one more. */
  insert(lo: number, hi: number, bytes: number, types: number): boolean {
    if (this.count === MAX_WATCHPOINTS) return false;
    const i = this.count++;
    this.lo[i] = lo;
    this.hi[i] = hi;
    this.bytes[i] = bytes;
    this.types[i] = types;
    this.insertions++;
    return true;
  }

  /** Removes the first watchpoint with these arguments; false: there is none. */
  remove(lo: number, hi: number, bytes: number, types: number): boolean {
    for (let i = 0; i < this.count; i++) {
      if (this.lo[i] !== lo || this.hi[i] !== hi || this.bytes[i] !== bytes || this.types[i] !== types)
        continue;
      this.count--;
      for (let k = i; k < this.count; k++) this.take(k, k + 1);
      this.clear(this.count);
      return true;
    }
    return false;
  }

  /** TLB_WATCHPOINT if a watchpoint for accesses of `type` touches the page, else 0: a slow flag of its entry. */
  flagOf(pageLo: number, pageHi: number, type: number): number {
    return this.count !== 0 && this.touches(pageLo, pageHi, PAGE, type) ? TLB_WATCHPOINT : 0;
  }

  /** True if an access of `type` to `size` bytes at lo/hi stops. */
  stops(lo: number, hi: number, size: number, type: number): boolean {
    return this.count !== 0 && !this.off && this.touches(lo, hi, size, type);
  }

  private touches(lo: number, hi: number, size: number, type: number): boolean {
    if (type === FETCH) return false;
    const wanted = type === STORE ? WATCH_WRITE : WATCH_READ;
    for (let i = 0; i < this.count; i++) {
      if ((this.types[i] & wanted) === 0) continue;
      if (this.comparisons.listens) this.comparisons.addresses(lo, hi, this.lo[i], this.hi[i]);
      if (isWithin(lo, hi, this.lo[i], this.hi[i], this.bytes[i])) return true;
      if (isWithin(this.lo[i], this.hi[i], lo, hi, size)) return true;
    }
    return false;
  }

  private take(to: number, from: number): void {
    this.lo[to] = this.lo[from];
    this.hi[to] = this.hi[from];
    this.bytes[to] = this.bytes[from];
    this.types[to] = this.types[from];
  }

  private clear(i: number): void {
    this.lo[i] = 0;
    this.hi[i] = 0;
    this.bytes[i] = 0;
    this.types[i] = 0;
  }
}

/** True if the address lo/hi lies in the `size` bytes from baseLo/baseHi on, addresses being modulo 2^64. */
function isWithin(lo: number, hi: number, baseLo: number, baseHi: number, size: number): boolean {
  const borrow = lo >>> 0 < baseLo >>> 0 ? 1 : 0;
  return ((hi - baseHi - borrow) | 0) === 0 && (lo - baseLo) >>> 0 < size;
}
