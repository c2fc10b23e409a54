import {
  ENGINE_SOURCE,
  EVENT_COPY_BYTES,
  EVENT_COPY_SOURCE,
  EVENT_COPY_TARGET,
  type Input,
  MAX_DMA_BYTES,
} from '../../input/layout.ts';
import type { Plic } from './plic.ts';

const REG_SOURCE = 0x00;
const REG_TARGET = 0x04;
const REG_SIZE = 0x08;
const REG_START = 0x0c;
const REG_STATUS = 0x10;
const REG_CONTROL = 0x14;

const STATUS_DONE = 1;
const STATUS_ERROR = 2;
const CONTROL_INTERRUPT = 2;
const CONTROL_MASK = 3;

/** Moves a block by way of a buffer of its own: all of it is read, then all of it is written. */
export interface BlockMover {
  /** Reads `bytes` bytes from hi:lo on into the buffer; false if a piece ended in a bus error, and nothing more is read. */
  fetch(lo: number, hi: number, bytes: number): boolean;
  /** Writes the first `bytes` bytes of the buffer from hi:lo on; false as above. */
  deliver(lo: number, hi: number, bytes: number): boolean;
}

/** A physical address, in halves. */
interface Physical {
  readonly lo: number;
  readonly hi: number;
}

/**
 * The DMA engine: a bus master that the guest starts. A transfer takes no time. What it announces to an IOPMP changes
 * nothing, since each of its accesses says by itself how long it is.
 *
 * @source layout.ts, "The board"; iopmp.md 6.3 (offsets)
 */
export class DmaEngine {
  private source = 0;
  private target = 0;
  private size = 0;
  private status = 0;
  private control = 0;
  /** A transfer is under way: one that writes START starts none. */
  private isBusy = false;
  private mover: BlockMover | undefined;
  private readonly plic: Plic;

  constructor(plic: Plic) {
    this.plic = plic;
  }

  /** Connects what makes its accesses. */
  connect(mover: BlockMover): void {
    this.mover = mover;
  }

  /** All registers 0. */
  reset(): void {
    this.source = 0;
    this.target = 0;
    this.size = 0;
    this.status = 0;
    this.control = 0;
    this.isBusy = false;
  }

  /** The 32 bits at `offset`, a multiple of 4; 0 where nothing is. */
  readWord(offset: number): number {
    switch (offset) {
      case REG_SOURCE:
        return this.source;
      case REG_TARGET:
        return this.target;
      case REG_SIZE:
        return this.size;
      case REG_STATUS:
        return this.status;
      case REG_CONTROL:
        return this.control;
      default:
        return 0;
    }
  }

  /** Writes the 32 bits at `offset`, a multiple of 4. */
  writeWord(offset: number, value: number): void {
    if (offset === REG_SOURCE) this.source = value;
    else if (offset === REG_TARGET) this.target = value;
    else if (offset === REG_SIZE) this.size = Math.min(value >>> 0, MAX_DMA_BYTES);
    else if (offset === REG_STATUS) this.status &= ~value;
    else if (offset === REG_CONTROL) this.control = value & CONTROL_MASK;
    else if (offset === REG_START && (value & 1) !== 0 && !this.isBusy) this.start();
  }

  private start(): void {
    this.transfer(this.size, { lo: this.source, hi: 0 }, { lo: this.target, hi: 0 });
  }

  /** The transfer whose event record begins at word `at` of `input`; the registers are not what says where. */
  copy(input: Input, at: number): void {
    const from = at + EVENT_COPY_SOURCE;
    const to = at + EVENT_COPY_TARGET;
    this.transfer(
      input[at + EVENT_COPY_BYTES],
      { lo: input[from], hi: input[from + 1] },
      { lo: input[to], hi: input[to + 1] },
    );
  }

  /** Where and how much is settled when it begins: it may write over the registers that say so. */
  private transfer(bytes: number, from: Physical, to: Physical): void {
    const { mover } = this;
    this.isBusy = true;
    const isRead = mover?.fetch(from.lo, from.hi, bytes) === true;
    const isWhole = isRead && mover?.deliver(to.lo, to.hi, bytes) === true;
    this.isBusy = false;
    this.status |= isWhole ? STATUS_DONE : STATUS_DONE | STATUS_ERROR;
    if ((this.control & CONTROL_INTERRUPT) !== 0) this.plic.raise(ENGINE_SOURCE);
  }
}
