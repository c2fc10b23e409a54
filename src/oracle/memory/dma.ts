import {
  DMA_WID,
  EVENT_DMA_BYTES,
  EVENT_DMA_DATA,
  EVENT_DMA_PA,
  EVENT_DMA_WRITE,
  EVENT_KIND,
  type Input,
} from '../../input/layout.ts';
import { OUTCOME_IO, OUTCOME_RAM } from '../../trace/record.ts';
import type { HartState } from '../hart/hart-state.ts';
import { READ, WRITE } from '../world/checker.ts';
import { type Bus, pieceSize } from './bus.ts';

/**
 * Transfers by another bus master: naturally aligned pieces from the first address upward, each a transaction of its own,
 * marked with one WID. A piece that is refused is dropped, and the transfer goes on.
 *
 * @source decisions.md, "DMA"; worldguard.md 4.1 (exact address and size), 5.6
 */
export class Dma {
  private readonly bus: Bus;
  private readonly hart: HartState;

  /** `hart`: whose reservation a transfer may write over. */
  constructor(bus: Bus, hart: HartState) {
    this.bus = bus;
    this.hart = hart;
  }

  /** The transfer whose event record begins at word `at` of `input`. What is read goes nowhere. */
  transfer(input: Input, at: number): void {
    const { bus } = this;
    const direction = input[at + EVENT_KIND] === EVENT_DMA_WRITE ? WRITE : READ;
    const firstLo = input[at + EVENT_DMA_PA];
    const firstHi = input[at + EVENT_DMA_PA + 1];
    const bytes = input[at + EVENT_DMA_BYTES];
    bus.wid = input[DMA_WID];
    bus.isForeign = true;
    for (let done = 0; done < bytes; ) {
      const lo = (firstLo + done) | 0;
      const hi = lo >>> 0 < firstLo >>> 0 ? (firstHi + 1) | 0 : firstHi;
      const size = pieceSize(lo, bytes - done);
      bus.window.route(lo, hi, direction);
      if (direction === WRITE) this.write(input, at, done, size);
      else bus.read(bus.window.lo, bus.window.hi, size, 0);
      done += size;
    }
    bus.isForeign = false;
  }

  /** One written piece: byte i of a transfer is byte i mod 8 of the event's data. */
  private write(input: Input, at: number, done: number, size: number): void {
    const { bus } = this;
    for (let i = 0; i < size; i++) {
      const byte = (done + i) & 7;
      bus.buffer[i] = input[at + EVENT_DMA_DATA + (byte >> 2)] >>> (8 * (byte & 3));
    }
    const outcome = bus.write(bus.window.lo, bus.window.hi, size, 0);
    if (outcome === OUTCOME_RAM || outcome === OUTCOME_IO) this.breakReservation(size);
  }

  /** Notes a write over reserved bytes. Pieces are aligned, so two that overlap lie in one 8-byte block. */
  private breakReservation(size: number): void {
    const { hart } = this;
    const { lo, hi } = this.bus.window;
    if (hi !== hart.reservedPaHi) return;
    const isIn = (lo - hart.reservedPaLo) >>> 0 < hart.reservedSize || (hart.reservedPaLo - lo) >>> 0 < size;
    if (isIn) hart.reservedWritten = true;
  }
}
