/**
 * The DMA engine: six words of registers. A write of START moves SIZE bytes from SRC to DST at once, through the address
 * space, as another bus master.
 */
import { MAX_DMA_BYTES } from '../../input/layout.ts';
import type { InterruptLine } from './wgchecker.ts';

const SRC = 0x00;
const DST = 0x04;
const SIZE = 0x08;
const START = 0x0c;
const STATUS = 0x10;
const CTRL = 0x14;

const STATUS_DONE = 1;
const STATUS_ERROR = 2;
const CTRL_ANNOUNCE = 1;
const CTRL_INTERRUPT = 2;

/** A range to move from and one to move to, as physical addresses in halves. */
export interface Copy {
  sourceLo: number;
  sourceHi: number;
  targetLo: number;
  targetHi: number;
  bytes: number;
  /** Each half of the transfer is announced to the IOPMP as a transaction. */
  announced: boolean;
}

/** Moves bytes as a bus master. */
export interface Mover {
  /** True: a bus error ended it. */
  copy(copy: Copy): boolean;
}

export class DmaEngine {
  src = 0;
  dst = 0;
  size = 0;
  status = 0;
  ctrl = 0;
  /** A transfer is running: START does nothing. */
  private busy = false;
  private mover: Mover | undefined;
  private readonly line: InterruptLine;
  private readonly order: Copy = {
    ...{ sourceLo: 0, sourceHi: 0, targetLo: 0, targetHi: 0, bytes: 0, announced: false },
  };

  constructor(line: InterruptLine) {
    this.line = line;
  }

  /** Says who moves the bytes. */
  connect(mover: Mover): void {
    this.mover = mover;
  }

  reset(): void {
    this.src = 0;
    this.dst = 0;
    this.size = 0;
    this.status = 0;
    this.ctrl = 0;
    this.busy = false;
    this.order.sourceLo = 0;
    this.order.targetLo = 0;
    this.order.bytes = 0;
    this.order.announced = false;
  }

  /** The word at `offset` (a multiple of 4), as int32. */
  read32(offset: number): number {
    switch (offset) {
      case SRC:
        return this.src;
      case DST:
        return this.dst;
      case SIZE:
        return this.size;
      case STATUS:
        return this.status;
      case CTRL:
        return this.ctrl;
      default:
        return 0;
    }
  }

  write32(offset: number, value: number): void {
    switch (offset) {
      case SRC:
        this.src = value;
        return;
      case DST:
        this.dst = value;
        return;
      case SIZE:
        this.size = value >>> 0 > MAX_DMA_BYTES ? MAX_DMA_BYTES : value;
        return;
      case START:
        if ((value & 1) !== 0) this.start();
        return;
      case STATUS:
        this.status &= ~value;
        return;
      case CTRL:
        this.ctrl = value & (CTRL_ANNOUNCE | CTRL_INTERRUPT);
        return;
    }
  }

  /** Does a transfer that the registers know nothing of; its end shows as that of any other. */
  run(copy: Copy): void {
    this.busy = true;
    const failed = copy.bytes > 0 && this.mover?.copy(copy) === true;
    this.busy = false;
    this.status |= failed ? STATUS_DONE | STATUS_ERROR : STATUS_DONE;
    if ((this.ctrl & CTRL_INTERRUPT) !== 0) this.line.raise();
  }

  private start(): void {
    if (this.busy) return;
    const { order } = this;
    order.sourceLo = this.src;
    order.targetLo = this.dst;
    order.bytes = this.size;
    order.announced = (this.ctrl & CTRL_ANNOUNCE) !== 0;
    this.run(order);
  }
}
