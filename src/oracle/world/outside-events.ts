import {
  EVENT_DIRTY_LOG_START,
  EVENT_DIRTY_LOG_STOP,
  EVENT_DIRTY_LOG_SYNC,
  EVENT_DMA_COPY,
  EVENT_DMA_READ,
  EVENT_DMA_WRITE,
  EVENT_INTERRUPT,
  EVENT_KIND,
  EVENT_SOURCE,
  EVENT_UNWATCH,
  EVENT_WATCH,
  type Input,
} from '../../input/layout.ts';
import type { Watchpoints } from '../hart/watchpoints.ts';
import type { Devices } from '../memory/devices.ts';
import type { Dma } from '../memory/dma.ts';
import type { Ram } from '../memory/ram.ts';
import type { DmaEngine } from './dma-engine.ts';
import type { Plic } from './plic.ts';

/**
 * What happens between two steps without the guest. Transaction messages are no events here: an IOPMP goes by the length
 * that each access has itself.
 */
export class OutsideEvents {
  private readonly ram: Ram;
  private readonly dma: Dma;
  private readonly watchpoints: Watchpoints;
  private readonly plic: Plic;
  private readonly engine: DmaEngine;

  constructor(parts: { ram: Ram; dma: Dma; watchpoints: Watchpoints; devices: Devices }) {
    this.ram = parts.ram;
    this.dma = parts.dma;
    this.watchpoints = parts.watchpoints;
    this.plic = parts.devices.plic;
    this.engine = parts.devices.engine;
  }

  /** The event whose record begins at word `at` of `input`. */
  happen(input: Input, at: number): void {
    switch (input[at + EVENT_KIND]) {
      case EVENT_DIRTY_LOG_START:
        this.ram.isLogging = true;
        break;
      case EVENT_DIRTY_LOG_SYNC:
        this.ram.syncDirtyLog();
        break;
      case EVENT_DIRTY_LOG_STOP:
        this.ram.isLogging = false;
        break;
      case EVENT_WATCH:
        this.watchpoints.insert(input, at);
        break;
      case EVENT_UNWATCH:
        this.watchpoints.remove(input, at);
        break;
      case EVENT_DMA_READ:
      case EVENT_DMA_WRITE:
        this.dma.transfer(input, at);
        break;
      case EVENT_DMA_COPY:
        this.engine.copy(input, at);
        break;
      case EVENT_INTERRUPT:
        this.plic.raise(input[at + EVENT_SOURCE]);
        break;
    }
  }
}
