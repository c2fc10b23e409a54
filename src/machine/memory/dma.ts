/**
 * Transfers by other bus masters: not through the TLB. Piece by piece, each a transaction with the WID that a wgMarker
 * stamps and the RRID of DMA. Of an event what is denied or fails is dropped and the transfer goes on; the engine stops.
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
  MAX_DMA_BYTES,
  PAGE,
} from '../../input/layout.ts';
import type { Quirks } from '../design.ts';
import type { Copy, Mover } from '../devices/dma-engine.ts';
import { DOMAIN_OUTCOME, type Probe } from '../probe.ts';
import { type Bus, hasMemory, pieceSize, UNMARKED } from './bus.ts';
import { isProtected } from './guarded.ts';
import { pageOf } from './routes.ts';

/** Tells outcomes of transfers from those of other accesses. */
const OF_DMA = 1 << 26;

export class Dma implements Mover {
  private readonly bus: Bus;
  private readonly probe: Probe;
  private readonly quirks: Quirks;
  /** The running transfer. */
  private stamp = 0;
  private wid = 0;
  private isWrite = false;
  /** A bus error ends it. */
  private stops = false;
  private failed = false;
  /** There was a transfer since reset. */
  private hasMoved = false;
  /** Its bytes: those to be written, or those that have been read. */
  private readonly bytes = new Uint8Array(MAX_DMA_BYTES);
  private readonly view = new DataView(this.bytes.buffer);

  constructor(bus: Bus, probe: Probe, quirks: Quirks) {
    this.bus = bus;
    this.probe = probe;
    this.quirks = quirks;
  }

  /** Forgets the last transfer; `input` says which WID is stamped. */
  reset(input: Input): void {
    this.stamp = input[DMA_WID];
    this.wid = 0;
    this.isWrite = false;
    this.stops = false;
    this.failed = false;
    if (this.hasMoved) this.bytes.fill(0);
    this.hasMoved = false;
  }

  /** Does the transfer of the event whose words begin at `at`. */
  transfer(input: Input, at: number): void {
    this.isWrite = input[at + EVENT_KIND] === EVENT_DMA_WRITE;
    this.stops = false;
    const size = input[at + EVENT_DMA_BYTES];
    // Byte i of a transfer is byte i mod 8 of its pattern.
    for (let i = 0; this.isWrite && i < size; i += 4) {
      this.view.setInt32(i, input[at + EVENT_DMA_DATA + ((i >> 2) & 1)], true);
    }
    const { gate } = this.bus;
    gate.rrid = gate.dmaRrid;
    this.run(input[at + EVENT_ARGS], input[at + EVENT_ARGS + 1], size);
    gate.rrid = gate.hartRrid;
  }

  /** Reads all of the source, then writes all of the target. True: a bus error ended it. */
  copy(copy: Copy): boolean {
    const { bus } = this;
    const { gate } = bus;
    // It may run inside an access of the hart, whose other pieces are still to come.
    const { rrid, access, part, partSize, amo, amoRefused } = gate;
    const { portion, portionSize } = bus;
    gate.rrid = gate.dmaRrid;
    gate.amo = false;
    this.stops = true;
    const isRead = this.half(false, copy.sourceLo, copy.sourceHi, copy);
    const failed = !isRead || !this.half(true, copy.targetLo, copy.targetHi, copy);
    gate.rrid = rrid;
    gate.access = access;
    gate.part = part;
    gate.partSize = partSize;
    gate.amo = amo;
    gate.amoRefused = amoRefused;
    bus.portion = portion;
    bus.portionSize = portionSize;
    bus.denied = false;
    return failed;
  }

  /** One half of a copy, announced as a transaction if it is to be; true: all went well. */
  private half(isWrite: boolean, lo: number, hi: number, copy: Copy): boolean {
    this.isWrite = isWrite;
    if (copy.announced) this.announce(lo, hi, copy.bytes, false);
    const done = this.run(lo, hi, copy.bytes);
    if (copy.announced) this.announce(lo, hi, copy.bytes, true);
    return done;
  }

  private announce(lo: number, hi: number, bytes: number, isEnd: boolean): void {
    const { iopmp, gate } = this.bus;
    const first = toNumber(lo, hi);
    if (gate.present) iopmp.message(gate.dmaRrid, first, first + bytes - 1, isEnd);
  }

  /** Moves all pieces, or those up to the first that fails if that one stops the transfer; true: none failed. */
  private run(lo: number, hi: number, bytes: number): boolean {
    this.wid = this.quirks['dma-unmarked'] ? UNMARKED : this.stamp;
    this.failed = false;
    this.hasMoved = true;
    for (let done = 0; done < bytes && !(this.failed && this.stops); ) {
      // Addresses are modulo 2^64.
      const pieceLo = (lo + done) | 0;
      const pieceHi = (hi + (pieceLo >>> 0 < done ? 1 : 0)) | 0;
      done += this.move(pieceLo, pieceHi, done, bytes - done);
    }
    return !this.failed;
  }

  /** Moves a piece at the address lo/hi, or all that one verdict holds for; returns how many of the `left` bytes that were. */
  private move(lo: number, hi: number, done: number, left: number): number {
    const { bus } = this;
    const pa = toNumber(lo, hi);
    // As posted the length of a verdict that is not that of the page is one byte.
    const size = bus.gate.shows('length-unknown') && this.isSplit(pa) ? 1 : pieceSize(lo, left);
    const wid = this.wid === UNMARKED ? bus.trustedWid : this.wid;
    bus.denied = false;
    const section = bus.route(pa, size, wid, this.isWrite);
    const { routed } = bus;
    const failed = this.piece(section, routed, size, wid, done);
    this.failed ||= failed;
    this.probe.feature(
      DOMAIN_OUTCOME,
      OF_DMA | (this.isWrite ? 1 : 0) | (failed ? 2 : 0) | (bus.denied ? 4 : 0) | (section << 3),
    );
    if (!this.quirks['page-base-verdict'] || !hasMemory(section, this.isWrite) || this.isSplit(routed))
      return size;
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

  /** True if the IOPMP has no verdict for the whole page. */
  private isSplit(pa: number): boolean {
    const { bus } = this;
    return bus.gate.present && isProtected(bus, pageOf(pa)) && bus.gate.splits(bus.gate.rrid, pa);
  }

  /** One piece at a physical address in the section that serves it, `done` bytes into the transfer; true: bus error. */
  private piece(section: number, pa: number, size: number, wid: number, done: number): boolean {
    const { bus, bytes } = this;
    if (!this.isWrite) {
      if (bus.readAt(section, pa, size, wid)) return true;
      for (let i = 0; i < size; i++) {
        bytes[done + i] = i < 4 ? bus.dataLo >>> (8 * i) : bus.dataHi >>> (8 * (i - 4));
      }
      return false;
    }
    let lo = 0;
    let hi = 0;
    for (let i = 0; i < size; i++) {
      if (i < 4) lo |= bytes[done + i] << (8 * i);
      else hi |= bytes[done + i] << (8 * (i - 4));
    }
    return bus.writeAt(section, pa, size, wid, lo, hi);
  }
}
