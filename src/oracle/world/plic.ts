const SOURCES = 32;
const CONTEXTS = 2;
const PRIORITY_MASK = 7;

const PRIORITY_END = 4 * SOURCES;
const PENDING = 0x1000;
const ENABLE = 0x2000;
const ENABLE_STRIDE = 0x80;
const THRESHOLD = 0x20_0000;
const CONTEXT_STRIDE = 0x1000;
const CLAIM = 4;

/** Bits of mip, by context: that of M-mode, that of S-mode. */
const MEIP = 1 << 11;
const SEIP = 1 << 9;

/** The state of an interrupt controller: priorities by source, sources by bit, the rest by context. */
export interface PlicRegisters {
  readonly priority: ArrayLike<number>;
  readonly pending: number;
  readonly claimed: number;
  readonly enable: ArrayLike<number>;
  readonly threshold: ArrayLike<number>;
}

/**
 * The interrupt controller: sources 1 to 31, each with a latched pending bit, and two contexts of the one hart.
 * @source RISC-V PLIC 1.0.0; worldguard.md 6 (offsets, and that a line going low leaves what is latched)
 */
export class Plic {
  /** Sources that were raised and not claimed since, by bit. */
  pending = 0;
  /** Sources that were claimed and not completed since, by bit. */
  claimed = 0;
  private readonly priority = new Int32Array(SOURCES);
  private readonly enable = new Int32Array(CONTEXTS);
  private readonly threshold = new Int32Array(CONTEXTS);

  /** Nothing enabled, nothing pending. */
  reset(): void {
    this.pending = 0;
    this.claimed = 0;
    for (let i = 0; i < SOURCES; i++) this.priority[i] = 0;
    for (let i = 0; i < CONTEXTS; i++) {
      this.enable[i] = 0;
      this.threshold[i] = 0;
    }
  }

  /** The line of `source`, 1 to 31, is driven high. */
  raise(source: number): void {
    this.pending |= 1 << source;
  }

  /** The lines to mip, in its bits. */
  get lines(): number {
    return (this.best(0) === 0 ? 0 : MEIP) | (this.best(1) === 0 ? 0 : SEIP);
  }

  /** The source that a claim by `context` would get: the highest priority, then the lowest number; 0 if there is none. */
  private best(context: number): number {
    const offered = this.pending & this.enable[context] & ~this.claimed;
    let best = 0;
    if (offered === 0) return best;
    let highest = this.threshold[context];
    for (let source = 1; source < SOURCES; source++) {
      if (((offered >>> source) & 1) === 0 || this.priority[source] <= highest) continue;
      highest = this.priority[source];
      best = source;
    }
    return best;
  }

  private claim(context: number): number {
    const source = this.best(context);
    if (source !== 0) {
      this.pending &= ~(1 << source);
      this.claimed |= 1 << source;
    }
    return source;
  }

  /** What a read of the 32 bits at `offset`, a multiple of 4, gives; a read of a claim register claims. */
  readWord(offset: number): number {
    const context = claimingContext(offset);
    return context < 0 ? this.peek(offset) : this.claim(context);
  }

  /** True if the registers hold these values. */
  holds({ priority, pending, claimed, enable, threshold }: PlicRegisters): boolean {
    if (this.pending !== pending || this.claimed !== claimed) return false;
    for (let i = 0; i < CONTEXTS; i++) {
      if (this.enable[i] !== enable[i] || this.threshold[i] !== threshold[i]) return false;
    }
    for (let i = 0; i < SOURCES; i++) if (this.priority[i] !== priority[i]) return false;
    return true;
  }

  /** The 32 bits at `offset` without an effect; 0 for a claim register and where nothing is. */
  peek(offset: number): number {
    if (offset < PRIORITY_END) return this.priority[offset >> 2];
    if (offset === PENDING) return this.pending;
    for (let context = 0; context < CONTEXTS; context++) {
      if (offset === ENABLE + context * ENABLE_STRIDE) return this.enable[context];
      if (offset === THRESHOLD + context * CONTEXT_STRIDE) return this.threshold[context];
    }
    return 0;
  }

  /** Writes the 32 bits at `offset`, a multiple of 4. */
  writeWord(offset: number, value: number): void {
    if (offset < PRIORITY_END) {
      if (offset > 0) this.priority[offset >> 2] = value & PRIORITY_MASK;
      return;
    }
    if (claimingContext(offset) >= 0) {
      if (value > 0 && value < SOURCES) this.claimed &= ~(1 << value);
      return;
    }
    for (let context = 0; context < CONTEXTS; context++) {
      if (offset === ENABLE + context * ENABLE_STRIDE) this.enable[context] = value & ~1;
      if (offset === THRESHOLD + context * CONTEXT_STRIDE) this.threshold[context] = value & PRIORITY_MASK;
    }
  }
}

/** The context whose claim and complete register is at `offset`, or -1. */
function claimingContext(offset: number): number {
  for (let context = 0; context < CONTEXTS; context++) {
    if (offset === THRESHOLD + context * CONTEXT_STRIDE + CLAIM) return context;
  }
  return -1;
}
