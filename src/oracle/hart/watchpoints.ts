import {
  EVENT_WATCH_BYTES,
  EVENT_WATCH_TYPES,
  EVENT_WATCH_VA,
  type Input,
  MAX_WATCHPOINTS,
} from '../../input/layout.ts';

/**
 * Ranges of virtual addresses whose loads or stores stop the hart, whatever the privilege.
 * @source tlb-iommu-path.md 5, Watchpoints
 */
export class Watchpoints {
  count = 0;
  /** False while the instruction that was stopped runs again. */
  armed = true;
  private readonly vaLo = new Int32Array(MAX_WATCHPOINTS);
  private readonly vaHi = new Int32Array(MAX_WATCHPOINTS);
  private readonly bytes = new Int32Array(MAX_WATCHPOINTS);
  private readonly types = new Int32Array(MAX_WATCHPOINTS);

  /** No watchpoint. */
  reset(): void {
    this.count = 0;
    this.armed = true;
  }

  /** Inserts the one of the `watch` event at word `at` of `input`, if there is room. */
  insert(input: Input, at: number): void {
    if (this.count === MAX_WATCHPOINTS) return;
    const k = this.count++;
    this.vaLo[k] = input[at + EVENT_WATCH_VA];
    this.vaHi[k] = input[at + EVENT_WATCH_VA + 1];
    this.bytes[k] = input[at + EVENT_WATCH_BYTES];
    this.types[k] = input[at + EVENT_WATCH_TYPES];
  }

  /** Removes the first one with the arguments of the `unwatch` event at word `at` of `input`. */
  remove(input: Input, at: number): void {
    let k = 0;
    while (k < this.count && !this.isOf(k, input, at)) k++;
    if (k === this.count) return;
    this.count--;
    for (; k < this.count; k++) {
      this.vaLo[k] = this.vaLo[k + 1];
      this.vaHi[k] = this.vaHi[k + 1];
      this.bytes[k] = this.bytes[k + 1];
      this.types[k] = this.types[k + 1];
    }
  }

  private isOf(k: number, input: Input, at: number): boolean {
    return (
      this.vaLo[k] === input[at + EVENT_WATCH_VA] &&
      this.vaHi[k] === input[at + EVENT_WATCH_VA + 1] &&
      this.bytes[k] === input[at + EVENT_WATCH_BYTES] &&
      this.types[k] === input[at + EVENT_WATCH_TYPES]
    );
  }

  /** Whether an armed one of `type` (a WATCH_ bit) touches a byte of the `size` bytes from va on, modulo 2^64. */
  touches(type: number, vaLo: number, vaHi: number, size: number): boolean {
    if (!this.armed) return false;
    for (let k = 0; k < this.count; k++) {
      if ((this.types[k] & type) === 0) continue;
      const lo = this.vaLo[k];
      const hi = this.vaHi[k];
      if (isWithin(vaLo, vaHi, lo, hi, this.bytes[k]) || isWithin(lo, hi, vaLo, vaHi, size)) return true;
    }
    return false;
  }
}

/** Whether address a lies in the `size` bytes from b on, modulo 2^64. */
function isWithin(aLo: number, aHi: number, bLo: number, bHi: number, size: number): boolean {
  const borrow = aLo >>> 0 < bLo >>> 0 ? 1 : 0;
  return ((aHi - bHi - borrow) | 0) === 0 && (aLo - bLo) >>> 0 < size;
}
