/** What happens to the machine from outside the guest: dirty logging starts, is synchronised, stops. */
import {
  EVENT_COUNT,
  EVENT_DIRTY_LOG_SYNC,
  EVENT_KIND,
  EVENT_STEP,
  EVENT_STRIDE,
  EVENTS,
  type Input,
} from '../input/layout.ts';
import type { Parts } from './parts.ts';

/** A step that no run reaches. */
const NEVER = 1 << 30;

export class OutsideEvents {
  /** Step before which the next event happens. */
  nextStep = NEVER;
  /** A change of the memory map waits for the hart to leave its block. */
  flushOutstanding = false;

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
    this.flushOutstanding = false;
    this.nextStep = input[EVENT_COUNT] === 0 ? NEVER : input[EVENTS + EVENT_STEP];
  }

  /** Lets the events due before `step` happen. */
  fire(step: number): void {
    for (; this.next < this.input[EVENT_COUNT]; this.next++) {
      const at = EVENTS + this.next * EVENT_STRIDE;
      this.nextStep = this.input[at + EVENT_STEP];
      if (this.nextStep > step) return;
      if (this.input[at + EVENT_KIND] === EVENT_DIRTY_LOG_SYNC) this.syncDirtyLog();
      else this.flushOutstanding = true;
    }
    this.nextStep = NEVER;
  }

  /** Clears MIGRATION and flushes nothing; start and stop change the memory map (tlb-iommu-path.md section 5, Flushes). */
  private syncDirtyLog(): void {
    const { dirty, ram, tlb } = this.parts;
    dirty.clearMigration();
    tlb.resetDirty(ram.hostOf(0), ram.dramBytes);
    if (ram.lowBytes > 0) tlb.resetDirty(ram.hostOf(ram.dramBytes), ram.lowBytes);
  }
}
