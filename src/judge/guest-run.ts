/** A program of any length on machine and reference: run in slices, each step compared, until the guest ends it. */
import { type Input, MAX_STEPS, UART_BASE } from '../input/layout.ts';
import type { Design } from '../machine/design.ts';
import { Machine, type StepObserver } from '../machine/machine.ts';
import { SILENT } from '../machine/probe.ts';
import { Reference } from '../oracle/reference.ts';
import {
  A_DATA,
  A_INFO,
  A_PA,
  ACCESS_SIZE_MASK,
  ACCESS_SIZE_SHIFT,
  ACCESS_STORE,
  ACCESS_STRIDE,
  ACCESS_TYPE_MASK,
  ACCESSES,
  OUTCOME_IO,
  OUTCOME_RAM,
  outcomeOf,
  R_ACCESS,
  RECORD,
} from '../trace/record.ts';
import { agrees, judgeStep } from './compare.ts';
import { FinalState } from './final-state.ts';
import type { Finding } from './finding.ts';
import { deathOf } from './stopped.ts';

/** Bytes of the initial memory at a physical address; all of them lie in one region. */
export interface GuestBytes {
  readonly physical: number;
  readonly bytes: Uint8Array;
}

/** How a guest ended its run, as it says itself. */
export interface GuestReport {
  readonly by: 'finisher' | 'tohost';
  readonly result: 'passed' | 'failed' | 'reset';
  /** The guest's own number for its failure; 0 if it passed. */
  readonly code: number;
}

const FINISHER_PASS = 0x5555;
const FINISHER_FAIL = 0x3333;
/** Offsets of UART registers: data, and line control with its divisor bit. */
const UART_DATA = 0;
const UART_LINE = 3;
const UART_DIVISOR = 0x80;

/** Runs one guest after the other; each {@link GuestRun.load} begins anew. */
export class GuestRun implements StepObserver {
  readonly machine: Machine;
  /** Steps since the guest was loaded, those of the last slice included. */
  steps = 0;
  /** What ended the run: at most one of them, neither while it can go on. */
  report: GuestReport | undefined;
  finding: Finding | undefined;
  /** Bytes that the guest has sent to the UART; the reader empties it. */
  readonly sent: number[] = [];
  private readonly reference = new Reference();
  private readonly finalState: FinalState;
  private readonly isCompared: boolean;
  private tohost = -1;
  private setsDivisor = false;

  /** `oracle`: compare with the reference. */
  constructor(design: Design, oracle: boolean) {
    this.machine = new Machine(design, SILENT);
    this.machine.observer = this;
    this.finalState = new FinalState(this.machine, this.reference);
    this.isCompared = oracle;
  }

  /**
   * Puts `memory` on the board of a valid `input`. A value other than 0 stored in the 8 bytes at the physical address
   * `tohost` is the guest's report: 1 for a pass, else twice its code and 1.
   */
  load(input: Input, memory: readonly GuestBytes[], tohost?: number): void {
    const { machine, reference } = this;
    this.steps = 0;
    this.report = undefined;
    this.finding = undefined;
    this.tohost = tohost ?? -1;
    this.setsDivisor = false;
    this.sent.length = 0;
    machine.load(input);
    for (const { physical, bytes } of memory) machine.parts.ram.lay(physical, bytes);
    if (!this.isCompared) return;
    reference.load(input, machine.image);
    for (const { physical, bytes } of memory) reference.lay(physical, bytes);
  }

  /**
   * Runs at most `steps` (up to MAX_STEPS) more; the machine's trace then has their records, and the number returned is how
   * many of them count: those up to a difference.
   */
  advance(steps: number): number {
    const { machine } = this;
    machine.goOn(Math.min(steps, MAX_STEPS));
    if (machine.parts.bus.finished !== 0) this.report = this.finisherReport();
    const before = this.steps;
    this.steps += machine.steps;
    this.finding = (this.isCompared ? this.compare(before) : undefined) ?? deathOf(machine, this.steps);
    if (this.finding === undefined) return machine.steps;
    this.report = undefined;
    this.steps = Math.min(this.steps, this.finding.step + 1);
    return this.steps - before;
  }

  /** Compares the states in which both sides are now: call it once, when the run is over and nothing was found. */
  compareEnd(): void {
    if (this.isCompared && this.finding === undefined) this.finding = this.finalState.compare(this.steps);
  }

  private compare(before: number): Finding | undefined {
    const { machine, reference } = this;
    for (let step = 0; step < machine.steps; step++) {
      reference.step(machine.trace, step * RECORD);
      if (agrees(machine.trace, step * RECORD, reference.record)) continue;
      return judgeStep(machine.trace, step * RECORD, reference, before + step);
    }
    return undefined;
  }

  /** Looks for a report and for output in what the step stored. */
  afterStep(step: number): void {
    const { trace } = this.machine;
    for (let slot = 0; slot < ACCESSES; slot++) {
      const at = step * RECORD + R_ACCESS + slot * ACCESS_STRIDE;
      const info = trace[at + A_INFO];
      if ((info & ACCESS_TYPE_MASK) !== ACCESS_STORE || trace[at + A_PA + 1] !== 0) continue;
      const pa = trace[at + A_PA] >>> 0;
      const outcome = outcomeOf(info);
      if (outcome === OUTCOME_IO) this.sendTo(pa - UART_BASE, trace[at + A_DATA]);
      const size = (info >> ACCESS_SIZE_SHIFT) & ACCESS_SIZE_MASK;
      const isStored = outcome === OUTCOME_RAM || outcome === OUTCOME_IO;
      if (isStored && this.tohost >= 0 && pa < this.tohost + 8 && this.tohost < pa + size) this.readTohost();
    }
  }

  private sendTo(register: number, data: number): void {
    if (register === UART_LINE) this.setsDivisor = (data & UART_DIVISOR) !== 0;
    if (register === UART_DATA && !this.setsDivisor) this.sent.push(data & 0xff);
  }

  private readTohost(): void {
    const { ram } = this.machine.parts;
    const value = ram.view.getBigUint64(ram.hostOfPhysical(this.tohost), true);
    if (value === 0n) return;
    const code = value >> 1n;
    this.report = { by: 'tohost', result: value === 1n ? 'passed' : 'failed', code: Number(code) };
    this.machine.pause();
  }

  private finisherReport(): GuestReport {
    const { finished, finishCode } = this.machine.parts.bus;
    if (finished === FINISHER_PASS) return { by: 'finisher', result: 'passed', code: 0 };
    return { by: 'finisher', result: finished === FINISHER_FAIL ? 'failed' : 'reset', code: finishCode };
  }
}
