/**
 * The machine under test: a board with one hart, its soft-TLB and the checkers in its path. Runs an input and leaves a
 * record per step. It does not know that it is being fuzzed.
 * @source tlb-iommu-path.md section 5, Code
 */
import { ImageBuilder } from '../input/image.ts';
import { HAS_STOP, type Input, STEPS, STOP as STOP_AT } from '../input/layout.ts';
import { D_RD } from '../isa/decode.ts';
import { R_WORD, RECORD, STEP_EXCEPTION, STEP_INTERRUPT } from '../trace/record.ts';
import { boot } from './boot.ts';
import { BlockEntry } from './code/block-entry.ts';
import { B_COUNT, B_FIRST, OP_WORD, OP_WORDS } from './code/blocks.ts';
import { type Design, TLBS } from './design.ts';
import { EXIT_DIRECT, EXIT_DIRECT_TAKEN } from './hart/core.ts';
import type { HartState } from './hart/state.ts';
import type { Journal } from './journal.ts';
import { OutsideEvents } from './outside-events.ts';
import { Parts } from './parts.ts';
import { DOMAIN_TRAP, type Probe } from './probe.ts';
import type { QuirkId } from './quirks.ts';
import { FAULT, LEAVE, OK, STOP, STOP_ENDLESS_RETRY, WATCHED } from './status.ts';
import { EVENT_FLUSH } from './tlb/translation-state.ts';

/** Told after every step that used the slow path or stored to RAM. */
export interface StepObserver {
  /** Told after every other step too. */
  readonly everyStep?: boolean;
  afterStep(step: number): void;
}

/** For {@link Machine.flushBefore}: before every step. */
export const FLUSH_ALWAYS = -2;

export class Machine {
  readonly parts: Parts;
  private readonly outside: OutsideEvents;
  private readonly entry: BlockEntry;
  private readonly state: HartState;
  private readonly journal: Journal;
  /** The quirks that are on; may be switched between runs. */
  readonly quirks: Record<QuirkId, boolean>;
  /** Steps of the last run: records in {@link trace}. */
  steps = 0;
  observer: StepObserver | undefined;
  /** The TLB is flushed before the step of this number, or of all: is a translation stale, or wrong? -1: never. */
  flushBefore = -1;

  /** The memory in which the last run began. */
  readonly image = new ImageBuilder();
  private readonly probe: Probe;
  private budget = 0;
  private hasStop = false;
  private stopLo = 0;
  private stopHi = 0;
  private running = false;
  /** A watchpoint stopped the instruction at the pc: it runs next, with watchpoints off. */
  private stopped = false;

  constructor(design: Design, probe: Probe) {
    this.quirks = { ...design.quirks };
    this.parts = new Parts(this.quirks, probe, TLBS.indexOf(design.tlb));
    this.outside = new OutsideEvents(this.parts);
    this.entry = new BlockEntry(this.parts, probe);
    this.state = this.parts.state;
    this.journal = this.parts.journal;
    this.probe = probe;
  }

  /** A change of the memory map waits for the hart to leave its block. */
  get flushOutstanding(): boolean {
    return this.parts.flushOutstanding;
  }

  /** One record of RECORD words per step of the last run. */
  get trace(): Int32Array {
    return this.parts.journal.trace;
  }

  /** Index into STOPS; 0 if the machine is alive. */
  get stop(): number {
    return this.parts.state.stop;
  }

  /** Resets the machine and builds the initial state of a valid input. */
  load(input: Input): void {
    boot(this.parts, input, this.image);
    this.steps = 0;
    this.running = false;
    this.stopped = false;
    this.flushBefore = -1;
    this.outside.begin(input);
    this.budget = input[STEPS];
    this.hasStop = input[HAS_STOP] === 1;
    this.stopLo = input[STOP_AT];
    this.stopHi = input[STOP_AT + 1];
    this.entry.reset();
  }

  /** Runs the loaded input to its end. */
  run(): void {
    const { state, csrs } = this.parts;
    this.running = true;
    while (this.beginStep()) {
      this.parts.settleMap();
      if (this.stopped) {
        this.runUnwatched();
        continue;
      }
      const interrupt = csrs.pendingInterrupt();
      if (interrupt >= 0) {
        this.takeInterrupt(interrupt);
        continue;
      }
      const block = this.enterBlock();
      if (block >= 0) this.runBlock(block);
    }
    if (state.stop !== 0) this.probe.feature(DOMAIN_TRAP, 0x4000 | state.stop);
  }

  /**
   * Goes on from where the last run ended, for at most `steps` (up to MAX_STEPS) more; their records take the place of
   * the old ones. Not after the machine died.
   */
  goOn(steps: number): void {
    this.steps = 0;
    this.budget = steps;
    this.entry.unlink();
    this.run();
  }

  /** Called by an observer: the run ends behind this step. */
  pause(): void {
    this.budget = this.steps;
  }

  private takeInterrupt(cause: number): void {
    this.journal.ended(STEP_INTERRUPT, cause, 0, 0);
    this.parts.traps.takeInterrupt(cause);
    this.parts.atomics.dropReservation();
    this.entry.unlink();
    this.endStep();
  }

  /** Events due before the next step, then its record; false: the run is over. */
  private beginStep(): boolean {
    const { state, steps } = this;
    if (steps >= this.budget || !this.running || this.parts.bus.finished !== 0) return false;
    if (state.pcLo === this.stopLo && state.pcHi === this.stopHi && this.hasStop) return false;
    if (steps >= this.outside.nextStep) this.running = this.outside.fire(steps);
    if (steps === this.flushBefore || this.flushBefore === FLUSH_ALWAYS) this.parts.flush(EVENT_FLUSH);
    this.journal.beginStep(steps * RECORD, state.pcLo, state.pcHi, state.mode);
    return this.running;
  }

  private endStep(): void {
    const { journal } = this;
    if ((journal.walked & 3) !== 0) journal.endAttempt();
    this.steps++;
    const isUsed = journal.useCount !== 0 || journal.storeCount !== 0;
    if (isUsed || this.observer?.everyStep === true) this.observer?.afterStep(this.steps - 1);
  }

  /** The block for the pc; -1: the fetch trapped or the machine died. */
  private enterBlock(): number {
    const block = this.entry.enter();
    if (block < 0) this.failed(this.parts.finder.status);
    return block;
  }

  /** The instruction at the pc as a block of its own; -1: as {@link enterBlock}. */
  private enterOne(): number {
    const block = this.entry.lookUp(true);
    if (block < 0) this.failed(this.parts.finder.status);
    return block;
  }

  /** Runs a block; its first step has begun. */
  private runBlock(block: number): void {
    const { state, journal } = this;
    const { blocks, core } = this.parts;
    const { ops } = blocks;
    const first = blocks.records[block + B_FIRST];
    const end = first + blocks.records[block + B_COUNT];
    this.entry.began();
    for (let i = first; i < end; i++) {
      if (i > first && !this.beginStep()) return;
      const o = i * OP_WORDS;
      journal.trace[journal.at + R_WORD] = ops[o + OP_WORD];
      state.lastOfBlock = i === end - 1;
      const status = core.execute(ops, o);
      if (status !== OK) {
        this.leaveBlock(block, o, status);
        return;
      }
      this.retire(o);
    }
    this.entry.leftBy(block, 0);
  }

  /** The operation at `o` ended its block otherwise than by running on. */
  private leaveBlock(block: number, o: number, status: number): void {
    if (status === LEAVE) this.runAgain();
    else if (status === WATCHED) this.watched();
    else if (status === FAULT || status === STOP) this.failed(status);
    else {
      if (status === EXIT_DIRECT) this.entry.leftBy(block, 0);
      else if (status === EXIT_DIRECT_TAKEN) this.entry.leftBy(block, 1);
      else this.entry.unlink();
      this.retire(o);
    }
  }

  /** The abandoned instruction as a block of its own. No interrupt is taken in between. */
  private runAgain(): void {
    const { journal, state, blocks } = this.parts;
    journal.beginAttempt();
    journal.trace[journal.at + R_WORD] = 0;
    this.parts.settleMap();
    const one = this.enterOne();
    if (one < 0) return;
    if (blocks.records[one + B_COUNT] !== 1) {
      state.die(STOP_ENDLESS_RETRY);
      this.running = false;
      return;
    }
    this.runBlock(one);
  }

  /** A watchpoint stopped the step: nothing of the instruction happened. */
  private watched(): void {
    const { journal, state } = this.parts;
    journal.beginAttempt();
    journal.stopped(state.cause, state.tvalLo, state.tvalHi);
    const opcode = journal.trace[journal.at + R_WORD] & 0x7f;
    this.probe.feature(DOMAIN_TRAP, 0x2000 | state.cause | (opcode << 7));
    this.entry.unlink();
    this.stopped = true;
    this.endStep();
  }

  /** The stopped instruction as a block of its own, with watchpoints off. No interrupt is taken before it. */
  private runUnwatched(): void {
    const { watchpoints } = this.parts;
    this.stopped = false;
    watchpoints.off = true;
    const one = this.enterOne();
    if (one >= 0) this.runBlock(one);
    watchpoints.off = false;
  }

  private failed(status: number): void {
    this.entry.unlink();
    if (status === STOP) {
      this.running = false;
      return;
    }
    const { journal, state, traps, atomics } = this.parts;
    journal.ended(STEP_EXCEPTION, state.cause, state.tvalLo, state.tvalHi);
    const opcode = journal.trace[journal.at + R_WORD] & 0x7f;
    this.probe.feature(DOMAIN_TRAP, state.cause | (state.mode << 5) | (opcode << 7));
    traps.takeException();
    atomics.dropReservation();
    this.endStep();
  }

  private retire(o: number): void {
    const { journal, state } = this;
    journal.retired(this.parts.blocks.ops[o + D_RD], state.x);
    state.retired++;
    this.endStep();
  }
}
