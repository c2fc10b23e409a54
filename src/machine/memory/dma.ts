/**
 * Transfers by other bus masters: not through the TLB. Piece by piece, each a transaction with the WID that a wgMarker
 * stamps; what is denied or fails is dropped and the transfer goes on.
 * @source decisions.md, DMA; worldguard.md 4.3
 */
import { toNumber } from '../../bits/word.ts';
import {
  DMA_WID,
  DRAM_BASE,
  EVENT_ARGS,
  EVENT_DMA_BYTES,
  EVENT_DMA_DATA,
  EVENT_DMA_WRITE,
  EVENT_KIND,
  type Input,
  PAGE,
} from '../../input/layout.ts';
import type { Quirks } from '../design.ts';
import { DOMAIN_OUTCOME, type Probe } from '../probe.ts';
import { type Bus, pieceSize, UNMARKED } from './bus.ts';
import { SECTION_RAM, SECTION_ROMD, SECTIONS } from './section.ts';

/** Tells outcomes of transfers from those of other accesses. */
const OF_DMA = 1 << 26;

export class Dma {
  private readonly bus: Bus;
  private readonly probe: Probe;
  private readonly quirks: Quirks;
  /** The running transfer. */
  private wid = 0;
  private isWrite = false;
  private dataLo = 0;
  private dataHi = 0;

  constructor(bus: Bus, probe: Probe, quirks: Quirks) {
    this.bus = bus;
    this.probe = probe;
    this.quirks = quirks;
  }

  /** Forgets the last transfer. */
  reset(): void {
    this.wid = 0;
    this.isWrite = false;
    this.dataLo = 0;
    this.dataHi = 0;
  }

  /** Does the transfer of the event whose words begin at `at`. */
  transfer(input: Input, at: number): void {
    this.isWrite = input[at + EVENT_KIND] === EVENT_DMA_WRITE;
    this.wid = this.quirks['dma-unmarked'] ? UNMARKED : input[DMA_WID];
    this.dataLo = this.isWrite ? input[at + EVENT_DMA_DATA] : 0;
    this.dataHi = this.isWrite ? input[at + EVENT_DMA_DATA + 1] : 0;
    const bytes = input[at + EVENT_DMA_BYTES];
    for (let done = 0; done < bytes; ) {
      // Addresses are modulo 2^64.
      const lo = (input[at + EVENT_ARGS] + done) | 0;
      const hi = input[at + EVENT_ARGS + 1] + (lo >>> 0 < done ? 1 : 0);
      done += this.move(lo, hi, done, bytes - done);
    }
  }

  /** Moves a piece at the address lo/hi, or all that one verdict holds for; returns how many of the `left` bytes that were. */
  private move(lo: number, hi: number, done: number, left: number): number {
    const { bus } = this;
    const size = pieceSize(lo, left);
    const wid = this.wid === UNMARKED ? bus.trustedWid : this.wid;
    bus.denied = false;
    const section = bus.route(toNumber(lo, hi), size, wid, this.isWrite);
    const { routed } = bus;
    const failed = this.piece(section, routed, size, wid, done);
    this.probe.feature(
      DOMAIN_OUTCOME,
      OF_DMA | (this.isWrite ? 1 : 0) | (failed ? 2 : 0) | (bus.denied ? 4 : 0) | (section << 3),
    );
    if (!this.quirks['page-base-verdict'] || !isMemory(section, this.isWrite)) return size;
    // As posted: what is granted once goes on to the end of the page unasked.
    const ends = routed >= DRAM_BASE ? DRAM_BASE + bus.dramBytes + bus.tailBytes - routed : PAGE;
    const end = Math.min(left, PAGE - (routed % PAGE), ends);
    let moved = size;
    while (moved < end) {
      const next = pieceSize(routed + moved, end - moved);
      this.piece(section, routed + moved, next, wid, done + moved);
      moved += next;
    }
    return moved;
  }

  /** One piece at a physical address in the section that serves it; true: bus error. */
  private piece(section: number, pa: number, size: number, wid: number, done: number): boolean {
    const { bus } = this;
    if (!this.isWrite) return bus.readAt(section, pa, size, wid);
    // Byte i of a transfer is byte i mod 8 of its pattern.
    const isOdd = (done & 4) !== 0;
    const lo = isOdd ? this.dataHi : this.dataLo;
    const hi = isOdd ? this.dataLo : this.dataHi;
    const shift = 8 * (done & 3);
    if (shift === 0) return bus.writeAt(section, pa, size, wid, lo, hi);
    const low = (lo >>> shift) | (hi << (32 - shift));
    return bus.writeAt(section, pa, size, wid, low, (hi >>> shift) | (lo << (32 - shift)));
  }
}

/** True if the section is memory for this direction: no device is told of the pieces. */
function isMemory(section: number, isWrite: boolean): boolean {
  const { kind } = SECTIONS[section];
  return kind === SECTION_RAM || (kind === SECTION_ROMD && !isWrite);
}
