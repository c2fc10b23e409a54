/** The board of an input: which memory is there and how much, its checkers and devices. */
import {
  CHECKERS,
  DEVICE,
  DEVICE_BOTH,
  DEVICE_IOPMP,
  DEVICE_WGCHECKER,
  DRAM_SLOTS,
  ENGINE,
  ENGINE_SOURCE,
  FLASH_PAGES,
  GRANULE,
  HW_BYPASS,
  type Input,
  IOPMP_SOURCE,
  LOW_RAM_PAGES,
  NWORLDS,
  OUTER_SLOTS,
  PAGE,
  RAM_PAGES,
  RAM_TAIL,
  REMAP_PAGES,
  ROM_PAGES,
  STACK,
  STACK_IOPMP_FIRST,
  TRUSTED_WID,
  WGC_SOURCES,
} from '../../input/layout.ts';
import type { Comparisons } from '../comparisons.ts';
import type { Quirks } from '../design.ts';
import type { Clint } from '../devices/clint.ts';
import { DmaEngine } from '../devices/dma-engine.ts';
import { Flash, type MapListener } from '../devices/flash.ts';
import { Iopmp } from '../devices/iopmp/iopmp.ts';
import { type Plic, PlicWire } from '../devices/plic.ts';
import { RemapWindow } from '../devices/remap-window.ts';
import type { Uart } from '../devices/uart.ts';
import { type RuleListener, WgChecker } from '../devices/wgchecker.ts';
import type { Probe } from '../probe.ts';
import type { DirtyMemory } from './dirty.ts';
import { IoDevices } from './io.ts';
import { type Fate, IopmpGate } from './iopmp-gate.ts';
import { MessagePort } from './message-port.ts';
import type { Ram } from './ram.ts';
import { type BoardShape, DRAM, DRAM_UPSTREAM, OUTER_UPSTREAM } from './section.ts';

/** Regions whose rules change: the checkers by number, then the remapping region, then the IOPMP. */
export const REGION_REMAP = CHECKERS;
export const REGION_IOPMP = CHECKERS + 1;
export const REGIONS = CHECKERS + 2;

/** Told what a device does to cached translations. */
export interface BoardListener extends MapListener {
  /** The rules of a region (a checker's number or a REGION_) changed. */
  rulesChanged(region: number): void;
}

export interface BoardParts {
  readonly quirks: Quirks;
  readonly probe: Probe;
  readonly comparisons: Comparisons;
  readonly ram: Ram;
  readonly dirty: DirtyMemory;
  readonly clint: Clint;
  readonly plic: Plic;
  /** Ends the machine. */
  readonly fate: Fate;
  readonly listener: BoardListener;
}

/** Says whose rules changed. */
class RegionRules implements RuleListener {
  private readonly listener: BoardListener;
  private readonly region: number;

  constructor(listener: BoardListener, region: number) {
    this.listener = listener;
    this.region = region;
  }

  rulesChanged(): void {
    this.listener.rulesChanged(this.region);
  }
}

export class Board implements BoardShape {
  dramBytes = 0;
  tailBytes = 0;
  lowBytes = 0;
  romBytes = 0;
  flashBytes = 0;
  remapBytes = 0;
  checkers = false;
  outerChecker = false;
  dramSection = DRAM;
  hasIopmp = false;
  iopmpFirst = false;
  iopmpLast = false;
  engine = false;
  readonly dramChecker: WgChecker;
  readonly uartChecker: WgChecker;
  readonly uart: Uart;
  readonly clint: Clint;
  readonly plic: Plic;
  readonly remap: RemapWindow;
  readonly iopmp: Iopmp;
  readonly gate: IopmpGate;
  readonly dmaEngine: DmaEngine;
  readonly flash: Flash;
  readonly ram: Ram;
  readonly devices: IoDevices;
  protected readonly allCheckers: readonly WgChecker[];
  /** WID that unmarked transactions carry. */
  trustedWid = 0;
  worlds = 1;

  constructor(parts: BoardParts) {
    const { quirks, probe, comparisons, listener, plic } = parts;
    this.ram = parts.ram;
    this.clint = parts.clint;
    this.plic = plic;
    this.allCheckers = WGC_SOURCES.map(
      (source, which) =>
        new WgChecker({
          ...{ quirks, probe, comparisons },
          ...{ listener: new RegionRules(listener, which), line: new PlicWire(plic, source) },
        }),
    );
    [this.dramChecker, this.uartChecker] = this.allCheckers as [WgChecker, WgChecker];
    this.remap = new RemapWindow(new RegionRules(listener, REGION_REMAP));
    this.flash = new Flash(listener);
    const { ram, clint, remap, flash } = this;
    this.iopmp = new Iopmp({
      ...{ quirks, probe, comparisons, fate: parts.fate, line: new PlicWire(plic, IOPMP_SOURCE) },
      ...{ listener: new RegionRules(listener, REGION_IOPMP), msi: new MessagePort(this, ram, parts.dirty) },
    });
    this.gate = new IopmpGate(this.iopmp, quirks, parts.fate);
    this.dmaEngine = new DmaEngine(new PlicWire(plic, ENGINE_SOURCE));
    const { iopmp, dmaEngine } = this;
    this.devices = new IoDevices({
      ...{ ram, clint, plic, remap, flash, checkers: this.allCheckers, iopmp, dmaEngine },
    });
    this.uart = this.devices.uart;
  }

  /** Builds the board of an input and resets its devices. */
  reset(input: Input): void {
    this.dramBytes = input[RAM_PAGES] * PAGE;
    this.tailBytes = input[RAM_TAIL];
    this.lowBytes = input[LOW_RAM_PAGES] * PAGE;
    this.romBytes = input[ROM_PAGES] * PAGE;
    this.flashBytes = input[FLASH_PAGES] * PAGE;
    this.remapBytes = input[REMAP_PAGES] * PAGE;
    const device = input[DEVICE];
    this.checkers = device === DEVICE_WGCHECKER || device === DEVICE_BOTH;
    this.iopmpFirst =
      device === DEVICE_IOPMP || (device === DEVICE_BOTH && input[STACK] === STACK_IOPMP_FIRST);
    this.iopmpLast = device === DEVICE_BOTH && !this.iopmpFirst;
    this.hasIopmp = this.iopmpFirst || this.iopmpLast;
    this.engine = input[ENGINE] === 1;
    this.outerChecker = this.checkers && input[OUTER_SLOTS] > 0;
    this.dramSection = this.outerChecker ? OUTER_UPSTREAM : this.checkers ? DRAM_UPSTREAM : DRAM;
    this.worlds = input[NWORLDS];
    this.trustedWid = input[TRUSTED_WID] >= 0 ? input[TRUSTED_WID] : this.worlds - 1;
    const dram = this.dramBytes + (this.tailBytes > 0 ? PAGE : 0);
    this.ram.reset({ dram, low: this.lowBytes, rom: this.romBytes, flash: this.flashBytes });
    const bypass = input[HW_BYPASS] === 1 ? this.trustedWid : -1;
    for (let which = 0; which < CHECKERS; which++) {
      this.allCheckers[which].reset(input[DRAM_SLOTS + which], input[GRANULE], this.worlds, bypass);
    }
    this.devices.reset(input[TRUSTED_WID]);
    this.remap.reset(input);
    this.iopmp.reset(input);
    this.gate.reset(input);
    this.dmaEngine.reset();
  }

  /** The finisher was written: 0 no, else the low half of the word. */
  get finished(): number {
    return this.devices.finished;
  }

  /** Upper half of the word that was written to the finisher. */
  get finishCode(): number {
    return this.devices.finishCode;
  }

  /** The checker of index `which` (input/layout.ts CHECKER_). */
  checker(which: number): WgChecker {
    return this.allCheckers[which];
  }

  showsStatus(bank: number): boolean {
    return this.flash.showsStatus(bank);
  }
}
