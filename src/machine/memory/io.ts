/** The devices of the board that answer for I/O sections, piece by piece. A piece is naturally aligned, 1, 2, 4 or 8 bytes. */
import type { Clint } from '../devices/clint.ts';
import type { DmaEngine } from '../devices/dma-engine.ts';
import { FLASH_READY, type Flash } from '../devices/flash.ts';
import type { Iopmp } from '../devices/iopmp/iopmp.ts';
import type { Plic } from '../devices/plic.ts';
import type { RemapWindow } from '../devices/remap-window.ts';
import { Uart } from '../devices/uart.ts';
import type { WgChecker } from '../devices/wgchecker.ts';
import { BLOCK_FLASH, type Ram } from './ram.ts';
import {
  DEVICE_CHECKER,
  DEVICE_CLINT,
  DEVICE_ENGINE,
  DEVICE_FINISHER,
  DEVICE_FLASH,
  DEVICE_IOPMP,
  DEVICE_PLIC,
  DEVICE_REMAP,
  DEVICE_UART,
  type Section,
} from './section.ts';

const FINISH_PASS = 0x5555;
const FINISH_FAIL = 0x3333;
const FINISH_RESET = 0x7777;

export interface IoParts {
  readonly ram: Ram;
  readonly clint: Clint;
  readonly plic: Plic;
  readonly remap: RemapWindow;
  readonly flash: Flash;
  readonly checkers: readonly WgChecker[];
  readonly iopmp: Iopmp;
  readonly dmaEngine: DmaEngine;
}

/** A device whose registers are words, each at a multiple of 4. */
interface WordDevice {
  read32(offset: number): number;
  write32(offset: number, value: number): void;
}

export class IoDevices {
  /** Data of the last read, zero-extended. */
  dataLo = 0;
  dataHi = 0;
  /** The finisher was written: 0 no, else the low half of the word. */
  finished = 0;
  finishCode = 0;
  /** WID that may touch the checkers' registers; -1: any. */
  guardWid = -1;
  readonly uart = new Uart();
  private readonly parts: IoParts;

  constructor(parts: IoParts) {
    this.parts = parts;
  }

  /** Resets finisher, UART, CLINT, PLIC and flash. */
  reset(guardWid: number): void {
    this.guardWid = guardWid;
    this.finished = 0;
    this.finishCode = 0;
    this.dataLo = 0;
    this.dataHi = 0;
    this.uart.reset();
    this.parts.clint.reset();
    this.parts.plic.reset();
    this.parts.flash.reset();
  }

  /** Reads `size` bytes at `offset` of an I/O section into dataLo/dataHi; true: bus error. */
  read(s: Section, offset: number, size: number, wid: number): boolean {
    this.dataLo = 0;
    this.dataHi = 0;
    switch (s.device) {
      case DEVICE_FINISHER:
        return size !== 2 && size !== 4;
      case DEVICE_UART:
        return this.readUart(offset, size);
      case DEVICE_CHECKER:
        return this.readChecker(s.checker, offset, size, wid);
      case DEVICE_CLINT:
        return this.readClint(offset, size);
      case DEVICE_PLIC:
        return this.readWord(this.parts.plic, offset, size);
      case DEVICE_REMAP:
        return this.readRemap(offset, size);
      case DEVICE_FLASH:
        return this.readFlash(s.block, offset, size);
      case DEVICE_IOPMP:
        return this.readWord(this.parts.iopmp, offset, size);
      case DEVICE_ENGINE:
        return this.readWord(this.parts.dmaEngine, offset, size);
      default:
        return true;
    }
  }

  /** Writes the low `size` bytes of lo/hi; true: bus error. */
  write(s: Section, offset: number, size: number, wid: number, lo: number, hi: number): boolean {
    switch (s.device) {
      case DEVICE_FINISHER:
        return this.finish(offset, size, lo);
      case DEVICE_UART:
        return this.writeUart(offset, size, lo, hi);
      case DEVICE_CHECKER:
        return this.writeChecker(s.checker, offset, size, wid, lo, hi);
      case DEVICE_CLINT:
        return this.writeClint(offset, size, lo, hi);
      case DEVICE_PLIC:
        return writeWord(this.parts.plic, offset, size, lo);
      case DEVICE_REMAP:
        return this.writeRemap(offset, size, lo, hi);
      case DEVICE_FLASH:
        this.parts.flash.command(s.block - BLOCK_FLASH, lo);
        return false;
      case DEVICE_IOPMP:
        return writeWord(this.parts.iopmp, offset, size, lo);
      case DEVICE_ENGINE:
        return writeWord(this.parts.dmaEngine, offset, size, lo);
      default:
        return true;
    }
  }

  private readUart(offset: number, size: number): boolean {
    for (let i = 0; i < size; i++) {
      const byte = this.uart.read(offset + i);
      if (i < 4) this.dataLo |= byte << (8 * i);
      else this.dataHi |= byte << (8 * (i - 4));
    }
    return false;
  }

  private writeUart(offset: number, size: number, lo: number, hi: number): boolean {
    for (let i = 0; i < size; i++) {
      this.uart.write(offset + i, ((i < 4 ? lo >>> (8 * i) : hi >>> (8 * (i - 4))) & 0xff) >>> 0);
    }
    return false;
  }

  private readChecker(which: number, offset: number, size: number, wid: number): boolean {
    if (size < 4) return true;
    if (!this.mayConfigure(wid)) return false;
    const device = this.parts.checkers[which];
    if (size === 8) {
      this.dataLo = device.read64Low(offset);
      this.dataHi = device.read64High(offset);
    } else this.dataLo = device.read32(offset);
    return false;
  }

  private writeChecker(
    which: number,
    offset: number,
    size: number,
    wid: number,
    lo: number,
    hi: number,
  ): boolean {
    if (size < 4) return true;
    if (!this.mayConfigure(wid)) return false;
    const device = this.parts.checkers[which];
    if (size === 8) device.write64(offset, lo, hi);
    else device.write32(offset, lo);
    return false;
  }

  private mayConfigure(wid: number): boolean {
    return this.guardWid < 0 || wid === this.guardWid;
  }

  private readClint(offset: number, size: number): boolean {
    if (size < 4) return true;
    this.dataLo = this.parts.clint.read32(offset);
    if (size === 8) this.dataHi = this.parts.clint.read32(offset + 4);
    return false;
  }

  private writeClint(offset: number, size: number, lo: number, hi: number): boolean {
    if (size < 4) return true;
    if (size === 8) this.parts.clint.write64(offset, lo, hi);
    else this.parts.clint.write32(offset, lo);
    return false;
  }

  /** A device that has words only. */
  private readWord(device: WordDevice, offset: number, size: number): boolean {
    if (size !== 4) return true;
    this.dataLo = device.read32(offset);
    return false;
  }

  private readRemap(offset: number, size: number): boolean {
    if (size < 4) return true;
    this.dataLo = this.parts.remap.read32(offset);
    if (size === 8) this.dataHi = this.parts.remap.read32(offset + 4);
    return false;
  }

  private writeRemap(offset: number, size: number, lo: number, hi: number): boolean {
    if (size < 4) return true;
    if (size === 8) this.parts.remap.write64(offset, lo, hi);
    else this.parts.remap.write32(offset, lo);
    return false;
  }

  /** A bank that is read piece by piece: its status, or its contents when the mode has changed since the lookup. */
  private readFlash(block: number, offset: number, size: number): boolean {
    const { ram, flash } = this.parts;
    if (flash.showsStatus(block - BLOCK_FLASH)) {
      this.dataLo = FLASH_READY;
      return false;
    }
    ram.read(ram.hostOf(ram.base[block] + offset), size);
    this.dataLo = ram.dataLo;
    this.dataHi = ram.dataHi;
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

/** Writes a word to a device that has words only; true: bus error. */
function writeWord(device: WordDevice, offset: number, size: number, value: number): boolean {
  if (size !== 4) return true;
  device.write32(offset, value);
  return false;
}
