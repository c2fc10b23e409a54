import {
  DRAM_SLOTS,
  FINISHER_BASE,
  GRANULE,
  HW_BYPASS,
  type Input,
  NWORLDS,
  PAGE,
  UART_BASE,
  UART_SIZE,
  UART_SLOTS,
  WGC_DRAM_BASE,
  WGC_UART_BASE,
} from '../../input/layout.ts';
import { OUTCOME_BLOCKED, OUTCOME_FAULT, OUTCOME_IO, OUTCOME_RAM } from '../../trace/record.ts';
import type { StepRecord } from '../hart/step-record.ts';
import { ruleIndex } from '../rules.ts';
import { Checker, READ, WRITE } from '../world/checker.ts';
import { Uart } from '../world/uart.ts';
import type { Worlds } from '../world/worlds.ts';
import type { Ram } from './ram.ts';

const NOTHING = 0;
const DRAM = 1;
const LOW_RAM = 2;
const UART = 3;
const FINISHER = 4;
const DRAM_CHECKER = 5;
const UART_CHECKER = 6;

const UART_PAGE = UART_BASE / PAGE;
const FINISHER_PAGE = FINISHER_BASE / PAGE;
const DRAM_CHECKER_PAGE = WGC_DRAM_BASE / PAGE;
const UART_CHECKER_PAGE = WGC_UART_BASE / PAGE;

const FINISHED = [0x5555, 0x3333, 0x7777];

const UNASSIGNED = ruleIndex('unassigned');
const SIZE = ruleIndex('register-size');
const WORLD = ruleIndex('register-world');

/**
 * What answers at a physical address: memory and devices, with the checkers in front of them. A transfer is a portion
 * of an access (1..8 bytes, in one page) by {@link Bus.wid}; its bytes stand in {@link Bus.buffer}. Outcomes are those
 * of trace/record.ts.
 *
 * @source worldguard.md 6 (memory map), 4.1, 8.8
 */
export class Bus {
  readonly buffer = new Uint8Array(16);
  /** The same bytes as words. */
  readonly words = new Int32Array(this.buffer.buffer);
  readonly dramChecker: Checker;
  readonly uartChecker: Checker;
  readonly uart = new Uart();
  /** World of the transfer; set by the caller. */
  wid = 0;
  /** After a fault: distance of the failing piece from the first byte of the portion. */
  failedAt = 0;
  /** The finisher was written. */
  finished = false;
  /** Reads log nothing while this is set: for asking what memory holds, not for accesses. */
  quiet = false;
  private direction = READ as number;
  private readonly ram: Ram;
  private readonly worlds: Worlds;
  private readonly step: StepRecord;

  constructor(ram: Ram, worlds: Worlds, step: StepRecord) {
    this.ram = ram;
    this.worlds = worlds;
    this.step = step;
    this.dramChecker = new Checker(step);
    this.uartChecker = new Checker(step);
  }

  /** Devices as after reset, on the platform of `input`. */
  reset(input: Input): void {
    this.finished = false;
    this.uart.reset();
    this.dramChecker.reset(input[DRAM_SLOTS], input[NWORLDS], input[GRANULE]);
    this.uartChecker.reset(input[UART_SLOTS], input[NWORLDS], input[GRANULE]);
    if (!this.worlds.present || input[HW_BYPASS] !== 1) return;
    this.dramChecker.file.openTo(this.worlds.bypassWid(input));
    this.uartChecker.file.openTo(this.worlds.bypassWid(input));
  }

  private regionOf(lo: number, hi: number): number {
    if (hi !== 0) return NOTHING;
    if (this.ram.isDram(lo)) return DRAM;
    if (this.ram.isLow(lo)) return LOW_RAM;
    switch (lo >>> 12) {
      case UART_PAGE:
        return (lo & (PAGE - 1)) < UART_SIZE ? UART : NOTHING;
      case FINISHER_PAGE:
        return FINISHER;
      case DRAM_CHECKER_PAGE:
        return this.worlds.present ? DRAM_CHECKER : NOTHING;
      case UART_CHECKER_PAGE:
        return this.worlds.present ? UART_CHECKER : NOTHING;
      default:
        return NOTHING;
    }
  }

  /** Whether [pa, pa + size) is RAM that `wid` may access in `direction`; asks only. */
  isOpenRam(lo: number, hi: number, size: number, direction: number): boolean {
    const region = this.regionOf(lo, hi);
    if (region === LOW_RAM) return true;
    if (region !== DRAM) return false;
    return !this.worlds.present || this.dramChecker.grants(lo, size, this.wid, direction);
  }

  /** Reads a portion of `size` bytes into the buffer from `from` on. */
  read(lo: number, hi: number, size: number, from: number): number {
    if (this.isOpenRam(lo, hi, size, READ)) {
      this.ram.load(this.ram.offsetOf(lo, hi), size, this.buffer, from);
      return OUTCOME_RAM;
    }
    this.direction = READ;
    if (this.regionOf(lo, hi) === DRAM) {
      this.buffer.fill(0, from, from + size);
      return this.denyPortion(lo, size);
    }
    return this.pieces(lo, hi, size, from);
  }

  /** Writes a portion of `size` bytes from the buffer. */
  write(lo: number, hi: number, size: number, from: number): number {
    if (this.isOpenRam(lo, hi, size, WRITE)) {
      this.ram.store(this.ram.offsetOf(lo, hi), size, this.buffer, from);
      return OUTCOME_RAM;
    }
    this.direction = WRITE;
    if (this.regionOf(lo, hi) === DRAM) return this.denyPortion(lo, size);
    return this.pieces(lo, hi, size, from);
  }

  /**
   * A portion in DRAM is decided as a whole, so its first piece is the one that fails.
   * @source decisions.md: "decided by exact address and size; that verdict holds for all its pieces"
   */
  private denyPortion(lo: number, size: number): number {
    this.failedAt = 0;
    return this.denied(this.dramChecker, lo, size, this.direction);
  }

  /**
   * Moves data in naturally aligned pieces, ascending; the first that fails ends it.
   * @source worldguard.md 8.8: "naturally aligned power-of-two pieces <= 8 bytes, ascending addresses, each a separate
   * transaction"
   */
  private pieces(lo: number, hi: number, size: number, from: number): number {
    let outcome = OUTCOME_IO as number;
    for (let done = 0; done < size; ) {
      const at = (lo + done) | 0;
      const length = pieceSize(at, size - done);
      const result =
        this.direction === WRITE
          ? this.writePiece(at, hi, length, from + done)
          : this.readPiece(at, hi, length, from + done);
      if (result === OUTCOME_FAULT) {
        this.failedAt = done;
        return OUTCOME_FAULT;
      }
      if (result === OUTCOME_BLOCKED) outcome = OUTCOME_BLOCKED;
      done += length;
    }
    return outcome;
  }

  /** Whether a portion would end in a bus error; asks only, but sets the step's rule. */
  wouldFail(lo: number, hi: number, size: number, direction: number): boolean {
    if (this.isOpenRam(lo, hi, size, direction)) return false;
    if (this.regionOf(lo, hi) === DRAM) return this.dramChecker.wouldFail(lo, size, direction);
    for (let done = 0; done < size; ) {
      const at = (lo + done) | 0;
      const length = pieceSize(at, size - done);
      if (this.pieceFails(at, hi, length, direction)) return true;
      done += length;
    }
    return false;
  }

  private pieceFails(lo: number, hi: number, size: number, direction: number): boolean {
    switch (this.regionOf(lo, hi)) {
      case UART:
        return !this.opensUart(lo, size, direction) && this.uartChecker.wouldFail(lo, size, direction);
      case FINISHER:
        return size !== 2 && size !== 4;
      case DRAM_CHECKER:
      case UART_CHECKER:
        return size < 4;
      default:
        return true;
    }
  }

  private readPiece(lo: number, hi: number, size: number, from: number): number {
    for (let i = 0; i < size; i++) this.buffer[from + i] = 0;
    switch (this.regionOf(lo, hi)) {
      case UART:
        if (!this.opensUart(lo, size, READ)) return this.denied(this.uartChecker, lo, size, READ);
        for (let i = 0; i < size; i++) this.buffer[from + i] = this.uart.read((lo & 7) + i);
        return OUTCOME_IO;
      case FINISHER:
        return size === 2 || size === 4 ? OUTCOME_IO : this.refused(SIZE);
      case DRAM_CHECKER:
        return this.readRegisters(this.dramChecker, lo, size, from);
      case UART_CHECKER:
        return this.readRegisters(this.uartChecker, lo, size, from);
      default:
        return this.refused(UNASSIGNED);
    }
  }

  private writePiece(lo: number, hi: number, size: number, from: number): number {
    switch (this.regionOf(lo, hi)) {
      case UART:
        if (!this.opensUart(lo, size, WRITE)) return this.denied(this.uartChecker, lo, size, WRITE);
        for (let i = 0; i < size; i++) this.uart.write((lo & 7) + i, this.buffer[from + i]);
        return OUTCOME_IO;
      case FINISHER:
        return this.writeFinisher(lo, size, from);
      case DRAM_CHECKER:
        return this.writeRegisters(this.dramChecker, lo, size, from);
      case UART_CHECKER:
        return this.writeRegisters(this.uartChecker, lo, size, from);
      default:
        return this.refused(UNASSIGNED);
    }
  }

  private opensUart(lo: number, size: number, direction: number): boolean {
    return !this.worlds.present || this.uartChecker.grants(lo, size, this.wid, direction);
  }

  private denied(checker: Checker, lo: number, size: number, direction: number): number {
    const error = this.quiet
      ? checker.wouldFail(lo, size, direction)
      : checker.deny(lo, size, this.wid, direction);
    return error ? OUTCOME_FAULT : OUTCOME_BLOCKED;
  }

  private refused(rule: number): number {
    this.step.rule = rule;
    return OUTCOME_FAULT;
  }

  /**
   * Register block: pieces of 4 and 8 bytes; another WID than the trusted one reads 0, without an error.
   * @source worldguard.md 3.4
   */
  private readRegisters(checker: Checker, lo: number, size: number, from: number): number {
    if (size < 4) return this.refused(SIZE);
    if (!this.mayConfigure()) return OUTCOME_IO;
    const offset = lo & (PAGE - 1);
    if (size === 4) {
      this.putWord(from, checker.readWord(offset));
    } else if (checker.hasDouble(offset)) {
      this.putWord(from, checker.readWord(offset));
      this.putWord(from + 4, checker.readWord(offset + 4));
    }
    return OUTCOME_IO;
  }

  private writeRegisters(checker: Checker, lo: number, size: number, from: number): number {
    if (size < 4) return this.refused(SIZE);
    if (!this.mayConfigure()) return OUTCOME_IO;
    const offset = lo & (PAGE - 1);
    if (size === 4) checker.writeWord(offset, this.getWord(from));
    else checker.writeDouble(offset, this.getWord(from), this.getWord(from + 4));
    return OUTCOME_IO;
  }

  private mayConfigure(): boolean {
    if (this.worlds.mayConfigure(this.wid)) return true;
    this.step.rule = WORLD;
    return false;
  }

  private writeFinisher(lo: number, size: number, from: number): number {
    if (size !== 2 && size !== 4) return this.refused(SIZE);
    const command = this.buffer[from] | (this.buffer[from + 1] << 8);
    if ((lo & (PAGE - 1)) === 0 && FINISHED.includes(command)) this.finished = true;
    return OUTCOME_IO;
  }

  private putWord(from: number, value: number): void {
    this.buffer[from] = value;
    this.buffer[from + 1] = value >> 8;
    this.buffer[from + 2] = value >> 16;
    this.buffer[from + 3] = value >> 24;
  }

  private getWord(from: number): number {
    const b = this.buffer;
    return b[from] | (b[from + 1] << 8) | (b[from + 2] << 16) | (b[from + 3] << 24);
  }
}

/** Bytes of the piece at `address`: the largest power of two up to 8 that divides it and is at most `left`. */
function pieceSize(address: number, left: number): number {
  let size = address & -address & 15;
  if (size === 0 || size > 8) size = 8;
  while (size > left) size >>= 1;
  return size;
}
