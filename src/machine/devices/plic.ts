/**
 * The platform-level interrupt controller: 31 sources, a context for M and one for S of the only hart. A source is latched
 * whenever its line is driven high.
 * @source RISC-V PLIC specification 1.0.0, chapters 3 to 9
 */
import type { HartState } from '../hart/state.ts';
import type { InterruptLine } from './wgchecker.ts';

export const PLIC_SOURCES = 32;
export const PLIC_CONTEXTS = 2;
const PENDING = 0x1000;
const ENABLE = 0x2000;
const ENABLE_STRIDE = 0x80;
const THRESHOLD = 0x20_0000;
const CONTEXT_STRIDE = 0x1000;
const CLAIM = 4;
const PRIORITY_MASK = 7;

/** Lines into mip, by context. */
export const LINE_SEI = 1 << 9;
export const LINE_MEI = 1 << 11;

/** A wire from a device to its source. */
export class PlicWire implements InterruptLine {
  private readonly plic: Plic;
  private readonly source: number;

  constructor(plic: Plic, source: number) {
    this.plic = plic;
    this.source = source;
  }

  /** The device computed its line anew, and it is high. */
  raise(): void {
    this.plic.pulse(this.source);
  }
}

export class Plic {
  /** Priority by source; that of source 0 stays 0. */
  readonly priority = new Uint8Array(PLIC_SOURCES);
  /** Bit s: source s. */
  pending = 0;
  claimed = 0;
  /** By context: 0 = M, 1 = S. */
  readonly enable = new Int32Array(PLIC_CONTEXTS);
  readonly threshold = new Uint8Array(PLIC_CONTEXTS);

  private readonly state: HartState;

  constructor(state: HartState) {
    this.state = state;
  }

  reset(): void {
    for (let source = 0; source < PLIC_SOURCES; source++) this.priority[source] = 0;
    for (let context = 0; context < PLIC_CONTEXTS; context++) {
      this.enable[context] = 0;
      this.threshold[context] = 0;
    }
    this.pending = 0;
    this.claimed = 0;
    this.drive();
  }

  /** The line of `source` (1..31) is driven high. */
  pulse(source: number): void {
    this.pending |= 1 << source;
    this.drive();
  }

  /** The word at `offset` (a multiple of 4), as int32. A read of a claim register claims. */
  read32(offset: number): number {
    if (offset < PLIC_SOURCES * 4) return this.priority[offset >> 2];
    if (offset === PENDING) return this.pending;
    const context = contextOf(offset, ENABLE, ENABLE_STRIDE);
    if (context >= 0 && offset === ENABLE + ENABLE_STRIDE * context) return this.enable[context];
    return this.readContext(offset);
  }

  write32(offset: number, value: number): void {
    const context = contextOf(offset, ENABLE, ENABLE_STRIDE);
    if (offset < PLIC_SOURCES * 4) {
      if (offset !== 0) this.priority[offset >> 2] = value & PRIORITY_MASK;
    } else if (context >= 0 && offset === ENABLE + ENABLE_STRIDE * context) this.enable[context] = value & ~1;
    else this.writeContext(offset, value);
    this.drive();
  }

  /** The source that a claim of the context would get; 0: none. Highest priority, lowest number among equals. */
  best(context: number): number {
    let best = 0;
    let most = this.threshold[context];
    let offered = this.pending & this.enable[context] & ~this.claimed;
    while (offered !== 0) {
      const source = 31 - Math.clz32(offered & -offered);
      if (this.priority[source] > most) {
        most = this.priority[source];
        best = source;
      }
      offered &= offered - 1;
    }
    return best;
  }

  private readContext(offset: number): number {
    const context = contextOf(offset, THRESHOLD, CONTEXT_STRIDE);
    if (context < 0) return 0;
    const register = offset - THRESHOLD - CONTEXT_STRIDE * context;
    if (register === 0) return this.threshold[context];
    return register === CLAIM ? this.claim(context) : 0;
  }

  private writeContext(offset: number, value: number): void {
    const context = contextOf(offset, THRESHOLD, CONTEXT_STRIDE);
    if (context < 0) return;
    const register = offset - THRESHOLD - CONTEXT_STRIDE * context;
    if (register === 0) this.threshold[context] = value & PRIORITY_MASK;
    if (register === CLAIM && value > 0 && value < PLIC_SOURCES) this.claimed &= ~(1 << value);
  }

  private claim(context: number): number {
    const source = this.best(context);
    if (source === 0) return 0;
    this.pending &= ~(1 << source);
    this.claimed |= 1 << source;
    this.drive();
    return source;
  }

  /** Recomputes the two lines into mip. */
  private drive(): void {
    let lines = this.state.lines & ~(LINE_MEI | LINE_SEI);
    if (this.pending !== 0) {
      if (this.best(0) !== 0) lines |= LINE_MEI;
      if (this.best(1) !== 0) lines |= LINE_SEI;
    }
    this.state.lines = lines;
  }
}

/** Context whose registers lie at `offset`; -1: none. */
function contextOf(offset: number, base: number, stride: number): number {
  const context = Math.floor((offset - base) / stride);
  return context >= 0 && context < PLIC_CONTEXTS ? context : -1;
}
