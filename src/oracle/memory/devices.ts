import { CLINT_BASE, IOPMP_BASE, IOPMP_SOURCE, PAGE, PLIC_BASE, WGC_SOURCES } from '../../input/layout.ts';
import { OUTCOME_FAULT, OUTCOME_IO } from '../../trace/record.ts';
import type { StepRecord } from '../hart/step-record.ts';
import type { Iopmp } from '../iopmp/iopmp.ts';
import { ruleIndex } from '../rules.ts';
import type { Checker } from '../world/checker.ts';
import { Clint } from '../world/clint.ts';
import { DmaEngine } from '../world/dma-engine.ts';
import { Plic } from '../world/plic.ts';
import { Uart } from '../world/uart.ts';
import type { Region } from './regions.ts';
import { checkerAt } from './regions.ts';
import type { RemapWindow } from './remap-window.ts';

const PAGE_MASK = PAGE - 1;
const FINISHED = [0x5555, 0x3333, 0x7777];

const UNASSIGNED = ruleIndex('unassigned');
const SIZE = ruleIndex('register-size');

/**
 * The register blocks of the board: what a naturally aligned piece of 1, 2, 4 or 8 bytes does there. Bytes stand in the
 * buffer given, whose bytes are 0 before a read.
 *
 * @source worldguard.md 3.4 and 6; layout.ts, "The board"
 */
export class Devices {
  readonly uart = new Uart();
  readonly clint: Clint;
  readonly plic = new Plic();
  readonly engine = new DmaEngine(this.plic);
  /** The finisher was written. */
  finished = false;
  private readonly buffer: Uint8Array;
  private readonly checkers: readonly Checker[];
  private readonly iopmp: Iopmp;
  private readonly window: RemapWindow;
  private readonly step: StepRecord;

  constructor(parts: {
    buffer: Uint8Array;
    checkers: readonly Checker[];
    iopmp: Iopmp;
    window: RemapWindow;
    step: StepRecord;
  }) {
    this.buffer = parts.buffer;
    this.checkers = parts.checkers;
    this.iopmp = parts.iopmp;
    this.window = parts.window;
    this.step = parts.step;
    this.clint = new Clint(parts.step);
    this.checkers.forEach((checker, which) => {
      checker.connect(this.plic, WGC_SOURCES[which]);
    });
    this.iopmp.connect(this.plic, IOPMP_SOURCE);
  }

  /** Device reset. */
  reset(): void {
    this.finished = false;
    this.uart.reset();
    this.clint.reset();
    this.plic.reset();
    this.engine.reset();
  }

  /** The interrupt lines to mip, in its bits. */
  get lines(): number {
    return this.clint.lines | this.plic.lines;
  }

  /** Whether a piece of `size` bytes in `region` is taken and not answered with a bus error. */
  takes(region: number, size: number): boolean {
    switch (region) {
      case 6 satisfies Region['uart']:
        return true;
      case 7 satisfies Region['finisher']:
        return size === 2 || size === 4;
      case 8 satisfies Region['checker']:
      case 9 satisfies Region['remapRegisters']:
      case 10 satisfies Region['clint']:
        return size >= 4;
      case 11 satisfies Region['plic']:
      case 12 satisfies Region['iopmp']:
      case 13 satisfies Region['engine']:
        return size === 4;
      default:
        return false;
    }
  }

  /** Outcome of a piece in `region` that is not taken, and the rule. */
  refuse(region: number): number {
    this.step.rule = region === (0 satisfies Region['nothing']) ? UNASSIGNED : SIZE;
    return OUTCOME_FAULT;
  }

  /** Reads a piece at physical address `lo`, which `region` takes, into the buffer from `from` on. */
  read(region: number, lo: number, size: number, from: number): number {
    const offset = lo & PAGE_MASK;
    switch (region) {
      case 6 satisfies Region['uart']:
        for (let i = 0; i < size; i++) this.buffer[from + i] = this.uart.read((lo & 7) + i);
        break;
      case 8 satisfies Region['checker']:
        this.readChecker(this.checkers[checkerAt(lo)], offset, size, from);
        break;
      case 9 satisfies Region['remapRegisters']:
        for (let i = 0; i < size; i += 4) this.putWord(from + i, this.window.readWord(offset + i));
        break;
      case 10 satisfies Region['clint']:
        for (let i = 0; i < size; i += 4) this.putWord(from + i, this.clint.readWord(lo - CLINT_BASE + i));
        break;
      case 11 satisfies Region['plic']:
        this.putWord(from, this.plic.readWord(lo - PLIC_BASE));
        break;
      case 12 satisfies Region['iopmp']:
        this.putWord(from, this.iopmp.readWord(lo - IOPMP_BASE));
        break;
      case 13 satisfies Region['engine']:
        this.putWord(from, this.engine.readWord(offset));
        break;
    }
    return OUTCOME_IO;
  }

  /** Writes a piece at physical address `lo`, which `region` takes. */
  write(region: number, lo: number, size: number, from: number): number {
    const offset = lo & PAGE_MASK;
    switch (region) {
      case 6 satisfies Region['uart']:
        for (let i = 0; i < size; i++) this.uart.write((lo & 7) + i, this.buffer[from + i]);
        break;
      case 7 satisfies Region['finisher']:
        if (offset === 0 && FINISHED.includes(this.getWord(from) & 0xffff)) this.finished = true;
        break;
      case 8 satisfies Region['checker']:
        this.writeChecker(this.checkers[checkerAt(lo)], offset, size, from);
        break;
      case 9 satisfies Region['remapRegisters']:
        for (let i = 0; i < size; i += 4) this.window.writeWord(offset + i, this.getWord(from + i));
        break;
      case 10 satisfies Region['clint']:
        for (let i = 0; i < size; i += 4) this.clint.writeWord(lo - CLINT_BASE + i, this.getWord(from + i));
        break;
      case 11 satisfies Region['plic']:
        this.plic.writeWord(lo - PLIC_BASE, this.getWord(from));
        break;
      case 12 satisfies Region['iopmp']:
        this.writeIopmp(lo - IOPMP_BASE, this.getWord(from));
        break;
      case 13 satisfies Region['engine']:
        this.engine.writeWord(offset, this.getWord(from));
        break;
    }
    return OUTCOME_IO;
  }

  private writeIopmp(offset: number, value: number): void {
    const { iopmp, step } = this;
    const before = iopmp.changes;
    iopmp.writeWord(offset, value);
    step.ruleChanges += iopmp.changes - before;
  }

  private readChecker(checker: Checker, offset: number, size: number, from: number): void {
    if (size === 8 && !checker.hasDouble(offset)) return;
    this.putWord(from, checker.readWord(offset));
    if (size === 8) this.putWord(from + 4, checker.readWord(offset + 4));
  }

  private writeChecker(checker: Checker, offset: number, size: number, from: number): void {
    if (size === 4) checker.writeWord(offset, this.getWord(from));
    else checker.writeDouble(offset, this.getWord(from), this.getWord(from + 4));
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
