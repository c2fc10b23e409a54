import {
  EVENT_DMA_BYTES,
  EVENT_DMA_DATA,
  EVENT_DMA_PA,
  EVENT_DMA_WRITE,
  EVENT_KIND,
  type Input,
  MAX_DMA_BYTES,
} from '../../input/layout.ts';
import { OUTCOME_FAULT, OUTCOME_IO, OUTCOME_RAM } from '../../trace/record.ts';
import type { HartState } from '../hart/hart-state.ts';
import { READ, WRITE } from '../world/checker.ts';
import type { BlockMover } from '../world/dma-engine.ts';
import { type Bus, pieceSize } from './bus.ts';
import { Interrupted } from './interrupted.ts';
import { PURPOSE } from './purpose.ts';

/**
 * Transfers by another bus master: naturally aligned pieces from the first address upward, each a transaction of its own,
 * marked with one WID and one RRID. Addresses are modulo 2^64.
 *
 * @source decisions.md, "DMA"; worldguard.md 4.1 (exact address and size), 5.6
 */
export class Dma implements BlockMover {
  private readonly data = new Uint8Array(MAX_DMA_BYTES);
  private stopsAtError = false;
  private readonly around = new Interrupted();
  private readonly bus: Bus;
  private readonly hart: HartState;

  /** `hart`: whose reservation a transfer may write over. */
  constructor(bus: Bus, hart: HartState) {
    this.bus = bus;
    this.hart = hart;
  }

  /**
   * The transfer whose event record begins at word `at` of `input`. A piece that is refused is dropped, and the transfer
   * goes on. What is read goes nowhere; byte i of what is written is byte i mod 8 of the event's data.
   */
  transfer(input: Input, at: number): void {
    const direction = input[at + EVENT_KIND] === EVENT_DMA_WRITE ? WRITE : READ;
    const bytes = input[at + EVENT_DMA_BYTES];
    for (let i = 0; i < bytes; i++)
      this.data[i] = input[at + EVENT_DMA_DATA + ((i & 7) >> 2)] >>> (8 * (i & 3));
    this.stopsAtError = false;
    this.move(direction, input[at + EVENT_DMA_PA], input[at + EVENT_DMA_PA + 1], bytes);
  }

  fetch(lo: number, hi: number, bytes: number): boolean {
    this.stopsAtError = true;
    return this.move(READ, lo, hi, bytes);
  }

  deliver(lo: number, hi: number, bytes: number): boolean {
    this.stopsAtError = true;
    return this.move(WRITE, lo, hi, bytes);
  }

  /** Moves `bytes` bytes of the buffer; false if a bus error stopped it. */
  private move(direction: number, firstLo: number, firstHi: number, bytes: number): boolean {
    const { bus } = this;
    bus.interrupt(this.around);
    bus.mark(bus.gates.dmaWid, PURPOSE.transfer);
    let isWhole = true;
    for (let done = 0; isWhole && done < bytes; ) {
      const lo = (firstLo + done) | 0;
      const hi = lo >>> 0 < firstLo >>> 0 ? (firstHi + 1) | 0 : firstHi;
      const size = pieceSize(lo, bytes - done);
      bus.window.route(lo, hi, direction);
      const outcome = direction === WRITE ? this.write(done, size) : this.read(done, size);
      isWhole = !this.stopsAtError || outcome !== OUTCOME_FAULT;
      done += size;
    }
    bus.resume(this.around);
    return isWhole;
  }

  private read(done: number, size: number): number {
    const { bus, data } = this;
    const outcome = bus.read(bus.window.lo, bus.window.hi, size, 0);
    for (let i = 0; i < size; i++) data[done + i] = bus.buffer[i];
    return outcome;
  }

  private write(done: number, size: number): number {
    const { bus, data } = this;
    for (let i = 0; i < size; i++) bus.buffer[i] = data[done + i];
    const { lo, hi } = bus.window;
    const outcome = bus.write(lo, hi, size, 0);
    if (outcome === OUTCOME_RAM || outcome === OUTCOME_IO) this.hart.writtenByOthers(lo, hi, size);
    return outcome;
  }
}
