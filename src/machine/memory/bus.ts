/**
 * The address space behind the TLB: I/O pieces of the slow path, page-walk reads, and the devices that answer. Results
 * are in fields; a piece never crosses an 8-byte boundary.
 */
import {
  DEVICE,
  DEVICE_WGCHECKER,
  DRAM_BASE,
  DRAM_SLOTS,
  GRANULE,
  HW_BYPASS,
  type Input,
  LOW_RAM_PAGES,
  NWORLDS,
  PAGE,
  RAM_PAGES,
  TRUSTED_WID,
  UART_BASE,
  UART_SIZE,
  UART_SLOTS,
  WGC_SOURCES,
} from '../../input/layout.ts';
import type { Quirks } from '../design.ts';
import type { Clint } from '../devices/clint.ts';
import { type Plic, PlicWire } from '../devices/plic.ts';
import { Uart } from '../devices/uart.ts';
import { type RuleListener, WgChecker } from '../devices/wgchecker.ts';
import type { Probe } from '../probe.ts';
import type { Ram } from './ram.ts';
import {
  type BoardShape,
  DEVICE_CHECKER,
  DEVICE_CLINT,
  DEVICE_FINISHER,
  DEVICE_PLIC,
  SECTION_BLOCKED,
  SECTION_DISPATCH,
  SECTION_IO,
  SECTION_IOMMU,
  SECTION_RAM,
  SECTIONS,
  sectionOfPage,
} from './section.ts';

/** A WID that stands for "attributes unspecified". */
export const UNMARKED = -1;

const FINISH_PASS = 0x5555;
const FINISH_FAIL = 0x3333;
const FINISH_RESET = 0x7777;

export interface BusParts {
  readonly quirks: Quirks;
  readonly probe: Probe;
  readonly ram: Ram;
  readonly clint: Clint;
  readonly plic: Plic;
  readonly listener: RuleListener;
}

export class Bus implements BoardShape {
  dramBytes = 0;
  lowBytes = 0;
  checkers = false;
  readonly dramChecker: WgChecker;
  readonly uartChecker: WgChecker;
  readonly uart = new Uart();
  readonly clint: Clint;
  readonly plic: Plic;
  readonly ram: Ram;
  /** WID that unmarked transactions carry. */
  trustedWid = 0;
  /** WID that may touch the checkers' registers; -1: any. */
  private guardWid = -1;
  worlds = 1;

  /** Data of the last read, zero-extended. */
  dataLo = 0;
  dataHi = 0;
  /** The last piece was denied by a checker. */
  denied = false;
  /** The finisher was written: 0 no, else the low half of the word. */
  finished = 0;
  finishCode = 0;

  /** The part of an access on one page that the coming pieces belong to: physical address and bytes. */
  portion = 0;
  portionSize = 0;

  constructor(parts: BusParts) {
    const { quirks, probe, listener, plic } = parts;
    this.ram = parts.ram;
    this.clint = parts.clint;
    this.plic = plic;
    this.dramChecker = new WgChecker(quirks, probe, listener, new PlicWire(plic, WGC_SOURCES[0]));
    this.uartChecker = new WgChecker(quirks, probe, listener, new PlicWire(plic, WGC_SOURCES[1]));
  }

  /** Builds the board of an input and resets its devices. */
  reset(input: Input): void {
    this.dramBytes = input[RAM_PAGES] * PAGE;
    this.lowBytes = input[LOW_RAM_PAGES] * PAGE;
    this.checkers = input[DEVICE] === DEVICE_WGCHECKER;
    this.worlds = input[NWORLDS];
    this.guardWid = input[TRUSTED_WID];
    this.trustedWid = this.guardWid >= 0 ? this.guardWid : this.worlds - 1;
    this.ram.reset(this.dramBytes, this.lowBytes);
    const bypass = input[HW_BYPASS] === 1 ? this.trustedWid : -1;
    this.dramChecker.reset(input[DRAM_SLOTS], input[GRANULE], this.worlds, bypass);
    this.uartChecker.reset(input[UART_SLOTS], input[GRANULE], this.worlds, bypass);
    this.uart.reset();
    this.clint.reset();
    this.plic.reset();
    this.finished = 0;
    this.finishCode = 0;
    this.dataLo = 0;
    this.dataHi = 0;
    this.denied = false;
    this.portion = 0;
    this.portionSize = 0;
  }

  /** The checker of index `which` (input/layout.ts CHECKER_). */
  checker(which: number): WgChecker {
    return which === 0 ? this.dramChecker : this.uartChecker;
  }

  /**
   * Reads a naturally aligned piece through an I/O section; true: bus error. `offset`: from the section's base. Data
   * are in dataLo/dataHi.
   */
  readPiece(section: number, offset: number, size: number, wid: number): boolean {
    this.dataLo = 0;
    this.dataHi = 0;
    this.denied = false;
    const s = SECTIONS[section];
    if (s.kind === SECTION_BLOCKED) return this.blocked(s.checker, s.base + offset, wid, false);
    if (s.kind === SECTION_DISPATCH) return this.readUart(offset, size, wid);
    if (s.kind !== SECTION_IO) return true;
    if (s.device === DEVICE_FINISHER) return size !== 2 && size !== 4;
    if (s.device === DEVICE_CLINT) return this.readClint(offset, size);
    if (s.device === DEVICE_PLIC) return this.readPlic(offset, size);
    if (s.device !== DEVICE_CHECKER || size < 4) return true;
    if (!this.mayConfigure(wid)) return false;
    const device = this.checker(s.checker);
    if (size === 8) {
      this.dataLo = device.read64Low(offset);
      this.dataHi = device.read64High(offset);
    } else this.dataLo = device.read32(offset);
    return false;
  }

  /** Writes a naturally aligned piece of the value lo/hi; true: bus error. */
  writePiece(section: number, offset: number, size: number, wid: number, lo: number, hi: number): boolean {
    this.denied = false;
    const s = SECTIONS[section];
    if (s.kind === SECTION_BLOCKED) return this.blocked(s.checker, s.base + offset, wid, true);
    if (s.kind === SECTION_DISPATCH) return this.writeUart(offset, size, wid, lo, hi);
    if (s.kind !== SECTION_IO) return true;
    if (s.device === DEVICE_FINISHER) return this.finish(offset, size, lo);
    if (s.device === DEVICE_CLINT) return this.writeClint(offset, size, lo, hi);
    if (s.device === DEVICE_PLIC) return this.writePlic(offset, size, lo);
    if (s.device !== DEVICE_CHECKER || size < 4) return true;
    if (!this.mayConfigure(wid)) return false;
    const device = this.checker(s.checker);
    if (size === 8) device.write64(offset, lo, hi);
    else device.write32(offset, lo);
    return false;
  }

  /**
   * Reads 8 bytes at a physical address that is a multiple of 8, as the page walker does (not through the TLB); true:
   * bus error. `wid` may be {@link UNMARKED}.
   */
  readEntry(pa: number, wid: number): boolean {
    const marked = wid === UNMARKED ? this.trustedWid : wid;
    this.portion = pa;
    this.portionSize = 8;
    const id = sectionOfPage(this, Math.floor(pa / PAGE) * PAGE);
    const s = SECTIONS[id];
    if (s.kind === SECTION_RAM) {
      this.readRam(pa);
      return false;
    }
    if (s.kind !== SECTION_IOMMU) return this.readPiece(id, pa - s.base, 8, marked);
    if (this.checker(s.checker).grants(pa, 8, marked, false)) {
      this.readRam(pa);
      return false;
    }
    this.dataLo = 0;
    this.dataHi = 0;
    return this.blocked(s.checker, pa, marked, false);
  }

  /** Host address of the RAM behind a physical address, whatever a checker says; -1: none. */
  hostOf(pa: number): number {
    if (pa >= DRAM_BASE && pa - DRAM_BASE < this.dramBytes) return this.ram.hostOf(pa - DRAM_BASE);
    return pa < this.lowBytes ? this.ram.hostOf(this.dramBytes + pa) : -1;
  }

  private readRam(pa: number): void {
    const host = this.hostOf(pa);
    this.denied = false;
    this.dataLo = this.ram.words[host >> 2];
    this.dataHi = this.ram.words[(host >> 2) + 1];
  }

  private mayConfigure(wid: number): boolean {
    return this.guardWid < 0 || wid === this.guardWid;
  }

  private blocked(checker: number, pa: number, wid: number, isWrite: boolean): boolean {
    this.denied = true;
    return this.checker(checker).blocked(pa, this.portion, this.portionSize, wid, isWrite);
  }

  private readUart(offset: number, size: number, wid: number): boolean {
    if (offset + size > UART_SIZE) return true;
    if (this.checkers && !this.uartGrants(offset, size, wid, false)) {
      return this.blocked(1, UART_BASE + offset, wid, false);
    }
    for (let i = 0; i < size; i++) {
      const byte = this.uart.read(offset + i);
      if (i < 4) this.dataLo |= byte << (8 * i);
      else this.dataHi |= byte << (8 * (i - 4));
    }
    return false;
  }

  private writeUart(offset: number, size: number, wid: number, lo: number, hi: number): boolean {
    if (offset + size > UART_SIZE) return true;
    if (this.checkers && !this.uartGrants(offset, size, wid, true)) {
      return this.blocked(1, UART_BASE + offset, wid, true);
    }
    for (let i = 0; i < size; i++) {
      this.uart.write(offset + i, ((i < 4 ? lo >>> (8 * i) : hi >>> (8 * (i - 4))) & 0xff) >>> 0);
    }
    return false;
  }

  /** The UART is smaller than a page: each piece is a portion of its own, decided exactly. */
  private uartGrants(offset: number, size: number, wid: number, isWrite: boolean): boolean {
    this.portion = UART_BASE + offset;
    this.portionSize = size;
    return this.uartChecker.grants(UART_BASE + offset, size, wid, isWrite);
  }

  private readClint(offset: number, size: number): boolean {
    if (size < 4) return true;
    this.dataLo = this.clint.read32(offset);
    if (size === 8) this.dataHi = this.clint.read32(offset + 4);
    return false;
  }

  private writeClint(offset: number, size: number, lo: number, hi: number): boolean {
    if (size < 4) return true;
    if (size === 8) this.clint.write64(offset, lo, hi);
    else this.clint.write32(offset, lo);
    return false;
  }

  private readPlic(offset: number, size: number): boolean {
    if (size !== 4) return true;
    this.dataLo = this.plic.read32(offset);
    return false;
  }

  private writePlic(offset: number, size: number, value: number): boolean {
    if (size !== 4) return true;
    this.plic.write32(offset, value);
    return false;
  }

  private finish(offset: number, size: number, value: number): boolean {
    if (size !== 2 && size !== 4) return true;
    const word = value & 0xffff;
    if (offset !== 0 || (word !== FINISH_PASS && word !== FINISH_FAIL && word !== FINISH_RESET)) return false;
    this.finished = word;
    this.finishCode = size === 4 ? value >>> 16 : 0;
    return false;
  }
}
