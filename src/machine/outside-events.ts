/** What happens to the machine from outside the guest: dirty logging, watchpoints, transfers, interrupts. */
import { toNumber } from '../bits/word.ts';
import {
  EVENT_ARGS,
  EVENT_COPY_ANNOUNCED,
  EVENT_COPY_BYTES,
  EVENT_COPY_SOURCE,
  EVENT_COPY_TARGET,
  EVENT_COUNT,
  EVENT_DIRTY_LOG_START,
  EVENT_DIRTY_LOG_STOP,
  EVENT_DIRTY_LOG_SYNC,
  EVENT_DMA_COPY,
  EVENT_DMA_READ,
  EVENT_DMA_WRITE,
  EVENT_INTERRUPT,
  EVENT_KIND,
  EVENT_SOURCE,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENT_TRANSACTION_END,
  EVENT_TRANSACTION_FIRST,
  EVENT_TRANSACTION_LAST,
  EVENT_TRANSACTION_RRID,
  EVENT_TRANSACTION_START,
  EVENT_UNWATCH,
  EVENT_WATCH,
  EVENT_WATCH_BYTES,
  EVENT_WATCH_TYPES,
  EVENTS,
  type Input,
} from '../input/layout.ts';
import { BLOCK_LOW_RAM } from './memory/ram.ts';
import type { Parts } from './parts.ts';

/** A step that no run reaches. */
const NEVER = 1 << 30;

export class OutsideEvents {
  /** Step before which the next event happens. */
  nextStep = NEVER;

  private next = 0;
  private input: Input = new Int32Array(0);
  private readonly parts: Parts;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  /** Takes up the events of an input. */
  begin(input: Input): void {
    this.input = input;
    this.next = 0;
    this.nextStep = input[EVENT_COUNT] === 0 ? NEVER : input[EVENTS + EVENT_STEP];
  }

  /** Lets the events due before `step` happen; false: one of them ended the machine. */
  fire(step: number): boolean {
    for (; this.next < this.input[EVENT_COUNT]; this.next++) {
      const at = EVENTS + this.next * EVENT_STRIDE;
      this.nextStep = this.input[at + EVENT_STEP];
      if (this.nextStep > step) return true;
      this.happen(at);
      if (this.parts.state.stop !== 0) return false;
    }
    this.nextStep = NEVER;
    return true;
  }

  private happen(at: number): void {
    const { input, parts } = this;
    const lo = input[at + EVENT_ARGS];
    const hi = input[at + EVENT_ARGS + 1];
    switch (input[at + EVENT_KIND]) {
      case EVENT_DIRTY_LOG_START:
        parts.dirty.logging = true;
        parts.mapChanged();
        return;
      case EVENT_DIRTY_LOG_STOP:
        parts.dirty.logging = false;
        parts.mapChanged();
        return;
      case EVENT_DIRTY_LOG_SYNC:
        this.syncDirtyLog();
        return;
      case EVENT_WATCH:
        parts.watch(lo, hi, input[at + EVENT_WATCH_BYTES], input[at + EVENT_WATCH_TYPES]);
        return;
      case EVENT_UNWATCH:
        parts.unwatch(lo, hi, input[at + EVENT_WATCH_BYTES], input[at + EVENT_WATCH_TYPES]);
        return;
      case EVENT_DMA_READ:
      case EVENT_DMA_WRITE:
        parts.dma.transfer(input, at);
        return;
      case EVENT_INTERRUPT:
        parts.plic.pulse(input[at + EVENT_SOURCE]);
        return;
      case EVENT_DMA_COPY:
        this.copy(at);
        return;
      case EVENT_TRANSACTION_START:
      case EVENT_TRANSACTION_END:
        this.sendMessage(at, input[at + EVENT_KIND] === EVENT_TRANSACTION_END);
        return;
    }
  }

  /** A transfer of the DMA engine that the guest did not start. */
  private copy(at: number): void {
    const { input, parts } = this;
    parts.bus.dmaEngine.run({
      sourceLo: input[at + EVENT_COPY_SOURCE],
      sourceHi: input[at + EVENT_COPY_SOURCE + 1],
      targetLo: input[at + EVENT_COPY_TARGET],
      targetHi: input[at + EVENT_COPY_TARGET + 1],
      bytes: input[at + EVENT_COPY_BYTES],
      announced: input[at + EVENT_COPY_ANNOUNCED] === 1,
    });
  }

  /** A transaction message that another bus master sends to the IOPMP. */
  private sendMessage(at: number, isEnd: boolean): void {
    const { input } = this;
    const { iopmp } = this.parts.bus;
    if (!iopmp.present) return;
    const first = at + EVENT_TRANSACTION_FIRST;
    const last = at + EVENT_TRANSACTION_LAST;
    const rrid = input[at + EVENT_TRANSACTION_RRID];
    iopmp.message(
      rrid,
      toNumber(input[first], input[first + 1]),
      toNumber(input[last], input[last + 1]),
      isEnd,
    );
  }

  /** Clears MIGRATION and flushes nothing; start and stop change the memory map (tlb-iommu-path.md section 5, Flushes). */
  private syncDirtyLog(): void {
    const { dirty, ram, tlb } = this.parts;
    dirty.clearMigration();
    tlb.resetDirty(ram.hostOf(0), ram.dramBytes);
    const low = ram.length[BLOCK_LOW_RAM];
    if (low > 0) tlb.resetDirty(ram.hostOf(ram.base[BLOCK_LOW_RAM]), low);
  }
}
