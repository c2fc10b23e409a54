import type { Input } from '../../input/layout.ts';
import {
  OUTCOME_BLOCKED,
  OUTCOME_DISCARDED,
  OUTCOME_FAULT,
  OUTCOME_IO,
  OUTCOME_RAM,
} from '../../trace/record.ts';
import type { StepRecord } from '../hart/step-record.ts';
import { ruleIndex } from '../rules.ts';
import { READ, WRITE } from '../world/checker.ts';
import { bankOf } from '../world/flash.ts';
import type { Worlds } from '../world/worlds.ts';
import { Devices } from './devices.ts';
import { BY_PIECES, DENIED, DROPPED, Gates, OPEN } from './gates.ts';
import type { Interrupted } from './interrupted.ts';
import { PURPOSE } from './purpose.ts';
import type { Ram } from './ram.ts';
import { REGION } from './regions.ts';
import { RemapWindow } from './remap-window.ts';

const WORLD = ruleIndex('register-world');
const NO_TARGET = ruleIndex('remap-no-target');

/** Answer of {@link Bus.memoryAt}. */
export const NO_LONGER = -2;

/**
 * What answers at a physical address: memory and devices, with checkers and IOPMP in front of them. A transfer is a
 * portion of an access (1..8 bytes, in one page), marked by {@link Bus.mark}; its bytes stand in {@link Bus.buffer}.
 * Addresses are those behind the remapping window: callers route first. Outcomes are those of trace/record.ts.
 *
 * @source worldguard.md 6 (memory map), 4.1, 8.8
 */
export class Bus {
  readonly buffer = new Uint8Array(16);
  /** The same bytes as words. */
  readonly words = new Int32Array(this.buffer.buffer);
  readonly gates: Gates;
  readonly window: RemapWindow;
  readonly devices: Devices;
  /** After a fault: distance of the failing piece from the first byte of the portion. */
  failedAt = 0;
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
    this.gates = new Gates(worlds, step);
    this.window = new RemapWindow(step);
    const { checkers, guard } = this.gates;
    const { buffer, window } = this;
    this.devices = new Devices({ buffer, checkers, iopmp: guard.iopmp, window, step });
  }

  /** Devices as after reset, on the platform of `input`. */
  reset(input: Input): void {
    this.gates.reset(input);
    this.window.reset(input);
    this.devices.reset();
  }

  /** Says whose the transfers from now on are: their WID, and one of {@link PURPOSE}. */
  mark(wid: number, purpose: number): void {
    this.gates.wid = wid;
    this.gates.purpose = purpose;
  }

  /** Keeps in `around` what transfers made before {@link Bus.resume} may overwrite, but for their mark. */
  interrupt(around: Interrupted): void {
    for (let i = 0; i < around.words.length; i++) around.words[i] = this.words[i];
    around.direction = this.direction;
    around.rule = this.step.rule;
    around.grantMode = this.step.grantMode;
  }

  /** Goes on where {@link Bus.interrupt} was called. */
  resume(around: Interrupted): void {
    for (let i = 0; i < around.words.length; i++) this.words[i] = around.words[i];
    this.direction = around.direction;
    this.step.rule = around.rule;
    this.step.grantMode = around.grantMode;
  }

  /** Whether [pa, pa + size) is memory that may be accessed in `direction`, as marked; asks only. */
  isOpenRam(lo: number, hi: number, size: number, direction: number): boolean {
    return this.gates.decide(lo, hi, size, direction) === OPEN;
  }

  /**
   * Offset in RAM of the memory that a read at pa, before the remapping window, comes to: -1 if that is a device, and
   * {@link NO_LONGER} if nothing of what has been read there before need be left.
   */
  memoryAt(lo: number, hi: number): number {
    this.window.route(lo, hi, READ);
    const offset = this.ram.offsetOf(this.window.lo, this.window.hi);
    const region = this.gates.regions.of(this.window.lo, this.window.hi);
    const isInStatus = region === REGION.flash && !this.gates.flash.isArray(bankOf(this.window.lo));
    return isInStatus || (offset < 0 && this.window.holds(lo, hi)) ? NO_LONGER : offset;
  }

  /** Reads a portion of `size` bytes into the buffer from `from` on. */
  read(lo: number, hi: number, size: number, from: number): number {
    switch (this.gates.decide(lo, hi, size, READ)) {
      case OPEN:
        this.ram.load(this.ram.offsetOf(lo, hi), size, this.buffer, from);
        return OUTCOME_RAM;
      case DENIED:
        this.buffer.fill(0, from, from + size);
        return this.denyPortion(lo, size, READ, from);
      default:
        this.direction = READ;
        return this.pieces(lo, hi, size, from);
    }
  }

  /** Writes a portion of `size` bytes from the buffer. */
  write(lo: number, hi: number, size: number, from: number): number {
    switch (this.gates.decide(lo, hi, size, WRITE)) {
      case OPEN:
        this.store(this.ram.offsetOf(lo, hi), size, from);
        return OUTCOME_RAM;
      case DENIED:
        return this.denyPortion(lo, size, WRITE, from);
      case DROPPED:
        return OUTCOME_DISCARDED;
      default:
        this.direction = WRITE;
        return this.pieces(lo, hi, size, from);
    }
  }

  private store(offset: number, size: number, from: number): void {
    if (this.gates.purpose === PURPOSE.transfer) this.ram.storeForwarded(offset, size, this.buffer, from);
    else this.ram.store(offset, size, this.buffer, from);
  }

  /**
   * A portion in memory behind a checker is decided as a whole, so its first piece is the one that fails.
   * @source decisions.md: "decided by exact address and size; that verdict holds for all its pieces"
   */
  private denyPortion(lo: number, size: number, direction: number, from: number): number {
    this.failedAt = 0;
    return this.gates.isByIopmp
      ? this.refusePart(lo, size, direction, from)
      : this.denied(lo, size, direction, from);
  }

  /**
   * A part that the IOPMP refuses is answered piece by piece.
   * @source iopmp.md 6.9: "a refused misaligned access records once per naturally aligned piece"
   */
  private refusePart(lo: number, size: number, direction: number, from: number): number {
    for (let done = 0; done < size; ) {
      const length = pieceSize((lo + done) | 0, size - done);
      if (this.denied((lo + done) | 0, length, direction, from + done) === OUTCOME_FAULT) {
        this.failedAt = done;
        return OUTCOME_FAULT;
      }
      done += length;
    }
    return OUTCOME_BLOCKED;
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
    const answer = this.gates.decide(lo, hi, size, direction);
    if (answer === DENIED) return this.gates.wouldFail(lo, size, direction);
    if (answer !== BY_PIECES) return false;
    for (let done = 0; done < size; ) {
      const at = (lo + done) | 0;
      const length = pieceSize(at, size - done);
      if (this.pieceFails(at, hi, length, direction)) return true;
      done += length;
    }
    return false;
  }

  private pieceFails(lo: number, hi: number, size: number, direction: number): boolean {
    const region = this.gates.regions.of(lo, hi);
    if (!this.gates.opensPiece(region, lo, size, direction)) return this.gates.wouldFail(lo, size, direction);
    return region > REGION.tail ? !this.devices.takes(region, size) : region === REGION.nothing;
  }

  private readPiece(lo: number, hi: number, size: number, from: number): number {
    for (let i = 0; i < size; i++) this.buffer[from + i] = 0;
    const region = this.gates.regions.of(lo, hi);
    if (!this.gates.opensPiece(region, lo, size, READ)) return this.denied(lo, size, READ, from);
    if (region === REGION.tail || (region === REGION.flash && this.gates.flash.isArray(bankOf(lo)))) {
      this.ram.load(this.ram.offsetOf(lo, hi), size, this.buffer, from);
      return OUTCOME_IO;
    }
    if (region === REGION.flash) {
      for (let i = 0; i < size; i++) this.buffer[from + i] = this.gates.flash.statusByte(i);
      return OUTCOME_IO;
    }
    if (!this.devices.takes(region, size)) return this.refuse(region, lo, hi);
    return this.mayUse(region) ? this.devices.read(region, lo, size, from) : OUTCOME_IO;
  }

  private writePiece(lo: number, hi: number, size: number, from: number): number {
    const region = this.gates.regions.of(lo, hi);
    if (!this.gates.opensPiece(region, lo, size, WRITE)) return this.denied(lo, size, WRITE, from);
    if (region === REGION.tail) {
      this.ram.storeForwarded(this.ram.offsetOf(lo, hi), size, this.buffer, from);
      return OUTCOME_IO;
    }
    if (region === REGION.flash) {
      this.gates.flash.command(bankOf(lo), this.buffer[from]);
      return OUTCOME_IO;
    }
    if (!this.devices.takes(region, size)) return this.refuse(region, lo, hi);
    return this.mayUse(region) ? this.devices.write(region, lo, size, from) : OUTCOME_IO;
  }

  /** What the guard that refused last answers to a piece, or to a portion; bytes read are 0 before. */
  private denied(lo: number, size: number, direction: number, from: number): number {
    const { gates } = this;
    const error = this.quiet ? gates.wouldFail(lo, size, direction) : gates.deny(lo, size, direction);
    if (error) return OUTCOME_FAULT;
    if (gates.isByIopmp && direction === READ) {
      for (let i = 0; i < size; i++) this.buffer[from + i] = gates.madeUp(i);
    }
    return OUTCOME_BLOCKED;
  }

  private refuse(region: number, lo: number, hi: number): number {
    const outcome = this.devices.refuse(region);
    if (this.window.holds(lo, hi)) this.step.rule = NO_TARGET;
    return outcome;
  }

  /**
   * A checker's registers read 0 and drop writes for any other WID than the trusted one, without an error.
   * @source worldguard.md 3.4
   */
  private mayUse(region: number): boolean {
    if (region !== REGION.checker || this.worlds.mayConfigure(this.gates.wid)) return true;
    this.step.rule = WORLD;
    return false;
  }
}

/** Bytes of the piece at `address`: the largest power of two up to 8 that divides it and is at most `left`. */
export function pieceSize(address: number, left: number): number {
  let size = address & -address & 15;
  if (size === 0 || size > 8) size = 8;
  while (size > left) size >>= 1;
  return size;
}
