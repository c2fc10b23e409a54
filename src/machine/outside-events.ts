/** What happens to the machine from outside the guest: dirty logging, watchpoints, transfers, interrupts. */
import {
  EVENT_ARGS,
  EVENT_COUNT,
  EVENT_DIRTY_LOG_START,
  EVENT_DIRTY_LOG_STOP,
  EVENT_DIRTY_LOG_SYNC,
  EVENT_DMA_READ,
  EVENT_DMA_WRITE,
  EVENT_INTERRUPT,
  EVENT_KIND,
  EVENT_SOURCE,
  EVENT_STEP,
  EVENT_STRIDE,
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

  /** Lets the events due before `step` happen. */
  fire(step: number): void {
    for (; this.next < this.input[EVENT_COUNT]; this.next++) {
      const at = EVENTS + this.next * EVENT_STRIDE;
      this.nextStep = this.input[at + EVENT_STEP];
      if (this.nextStep > step) return;
      this.happen(at);
    }
    this.nextStep = NEVER;
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
    }
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
