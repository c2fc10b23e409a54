import type { ImageBuilder } from '../input/image.ts';
import { EXTENSIONS, type Input } from '../input/layout.ts';
import {
  FETCH_LINK,
  FETCH_LOOKUP,
  R_FETCH,
  R_KIND,
  R_MODE,
  R_PC,
  R_WORD,
  STEP_EXCEPTION,
  STEP_INTERRUPT,
  STEP_RETIRED,
  STEP_WATCHPOINT,
} from '../trace/record.ts';
import type { DecisionListener } from './decision.ts';
import type { CsrFile } from './hart/csr-file.ts';
import type { Executor } from './hart/executor.ts';
import type { Firmware } from './hart/firmware.ts';
import type { HartState } from './hart/hart-state.ts';
import type { InterruptPoint } from './hart/interrupt-point.ts';
import type { StepRecord } from './hart/step-record.ts';
import type { TrapUnit } from './hart/trap-unit.ts';
import type { Watchpoints } from './hart/watchpoints.ts';
import type { LastWalk } from './last-walk.ts';
import type { Bus } from './memory/bus.ts';
import type { FetchPath } from './memory/fetch-path.ts';
import type { FormedTranslations } from './memory/formed-translations.ts';
import type { Pmp, PmpRegisters } from './memory/pmp.ts';
import type { Ram } from './memory/ram.ts';
import type { Walker, WalkListener } from './memory/walker.ts';
import { connectedParts } from './parts.ts';
import type { OutsideEvents } from './world/outside-events.ts';
import type { Plic, PlicRegisters } from './world/plic.ts';
import type { SlotRegisters } from './world/slot-file.ts';
import type { Worlds } from './world/worlds.ts';

/**
 * The reference machine: what the specifications say an input does, with no TLB, no block and no cache. It runs beside
 * the machine's record and follows it where the architecture leaves the choice (ALLOWANCES), nowhere else.
 */
export class Reference {
  /** The own record of the last step, layout of trace/record.ts. */
  readonly record: Int32Array;
  /** Uses of each of ALLOWANCES since {@link Reference.load}. */
  readonly allowances: Int32Array;
  /** Registers as int32 halves; entries 64 and 65 are the sink of x0. */
  readonly x: Int32Array;
  /** DRAM, low RAM, ROM and flash; {@link Reference.physicalAt} says what is where. */
  readonly memory: Uint8Array;
  /** Offsets in `memory` >> 6 of the 64-byte lines written since reset, the initial image included. */
  readonly touched: Int32Array;
  readonly walk: LastWalk;
  /** The step under way; its `isStrict` may be set between runs. */
  readonly underWay: StepRecord;
  /** What refused last while the instruction of this step was fetched: index into RULES, 0 if nothing did. */
  fetchRule = 0;
  readonly bus: Bus;
  private readonly hart: HartState;
  private readonly worlds: Worlds;
  private readonly ram: Ram;
  private readonly watchpoints: Watchpoints;
  private readonly traps: TrapUnit;
  private readonly point: InterruptPoint;
  private readonly pmp: Pmp;
  private readonly firmware: Firmware;
  private readonly events: OutsideEvents;
  private readonly formed: FormedTranslations;
  private readonly csrs: CsrFile;
  private readonly fetcher: FetchPath;
  private readonly walker: Walker;
  private readonly executor: Executor;

  constructor() {
    const parts = connectedParts();
    this.underWay = parts.step;
    this.bus = parts.bus;
    this.hart = parts.hart;
    this.worlds = parts.worlds;
    this.ram = parts.ram;
    this.watchpoints = parts.watchpoints;
    this.traps = parts.traps;
    this.point = parts.point;
    this.pmp = parts.pmp;
    this.firmware = parts.firmware;
    this.events = parts.events;
    this.formed = parts.formed;
    this.csrs = parts.csrs;
    this.fetcher = parts.fetcher;
    this.walker = parts.walker;
    this.executor = parts.executor;
    this.record = parts.step.record;
    this.allowances = parts.step.allowances;
    this.x = parts.hart.x;
    this.memory = parts.ram.bytes;
    this.touched = parts.ram.touched;
    this.walk = parts.walker;
  }

  /**
   * Puts the reference into the initial state of a valid `input`; undoes what the previous run touched. `image` is the
   * memory of this very input, if someone has built it already.
   */
  load(input: Input, image?: ImageBuilder): void {
    this.underWay.restart();
    this.ram.restart(input);
    this.worlds.reset(input);
    this.hart.reset(input[EXTENSIONS]);
    this.pmp.reset();
    this.bus.reset(input);
    this.formed.clear();
    this.watchpoints.reset();
    this.fetcher.restart();
    this.point.clear();
    this.firmware.run(input, image);
    this.hart.start(input);
  }

  /** Lays further bytes of the initial memory at a physical address below 2^32; all lie in one region of memory. */
  lay(physical: number, bytes: Uint8Array): void {
    this.ram.layBytes(this.ram.offsetOf(physical | 0, 0), bytes);
  }

  /**
   * Executes one step into {@link Reference.record}. `seen[at .. at + RECORD)` is the machine's record of the step; it
   * decides only what the architecture leaves open.
   */
  step(seen: Int32Array, at: number): void {
    this.underWay.begin(seen, at);
    const { record, hart } = this;
    record[R_FETCH] = seen[at + R_FETCH];
    record[R_PC] = hart.pcLo;
    record[R_PC + 1] = hart.pcHi;
    record[R_MODE] = hart.mode;
    this.bus.gates.flash.begin((record[R_FETCH] & (FETCH_LOOKUP | FETCH_LINK)) !== 0);
    const { armed } = this.watchpoints;
    const interrupt = armed ? this.traps.pendingInterrupt() : -1;
    if (interrupt >= 0 && this.point.isNow(seen[at + R_KIND], record[R_FETCH])) this.interrupt(interrupt);
    else this.instruction();
    if (!armed) this.watchpoints.armed = true;
    else if (interrupt < 0) this.point.clear();
    this.underWay.end();
  }

  private interrupt(cause: number): void {
    this.point.clear();
    this.fetcher.endBlock();
    this.traps.interrupt(cause);
    this.underWay.raise(cause, 0, 0);
    this.underWay.ended(STEP_INTERRUPT);
  }

  private instruction(): void {
    const fetched = this.fetcher.fetch();
    this.record[R_WORD] = this.fetcher.word;
    this.fetchRule = this.underWay.rule;
    if (fetched && this.executor.execute(this.fetcher.word)) {
      this.record[R_KIND] = STEP_RETIRED;
      this.underWay.retired++;
      if (this.executor.endsBlock) this.fetcher.endBlock();
      return;
    }
    const { cause, tvalLo, tvalHi } = this.underWay;
    this.fetcher.endBlock();
    if (this.underWay.stopped) this.watchpoints.armed = false;
    else this.traps.exception(cause, tvalLo, tvalHi);
    this.underWay.ended(this.underWay.stopped ? STEP_WATCHPOINT : STEP_EXCEPTION);
  }

  /** An event from outside the guest: the one whose record begins at word `at` of `input`. */
  event(input: Input, at: number): void {
    this.events.happen(input, at);
  }

  /** What refused last in this step: index into RULES, 0 if nothing did. */
  get rule(): number {
    return this.underWay.rule;
  }

  /** How the slot that granted an access of this step last spells its range: 1 TOR, 2 NA4, 3 NAPOT; 0: none did. */
  get grantMode(): number {
    return this.underWay.grantMode;
  }

  /** Whoever is told of page walks from now on; {@link Reference.walk} is the walk while they are. */
  set walkListener(listener: WalkListener | undefined) {
    this.walker.listener = listener;
  }

  /** Whoever is told of what checkers, PMP and the remapping region decide from now on. */
  set decisionListener(listener: DecisionListener | undefined) {
    this.underWay.listener = listener;
  }

  /** The finisher was written: the run ends. */
  get ended(): boolean {
    return this.bus.devices.finished;
  }

  get pcLo(): number {
    return this.hart.pcLo;
  }

  get pcHi(): number {
    return this.hart.pcHi;
  }

  /** Privilege: 0 U, 1 S, 3 M. */
  get mode(): number {
    return this.hart.mode;
  }

  /** Number of entries of {@link Reference.touched}. */
  get touchedCount(): number {
    return this.ram.touchedCount;
  }

  /** Whether CSR `number` exists on this platform. */
  hasCsr(number: number): boolean {
    return this.csrs.access.exists(number);
  }

  /** Value of CSR `number`: low half in out[0], high half in out[1]. */
  csr(number: number, out: Int32Array): void {
    this.csrs.read(number);
    out[0] = this.csrs.lo;
    out[1] = this.csrs.hi;
  }

  /** Whether the platform has checker `which`, CHECKER_DRAM … CHECKER_OUTER. */
  hasChecker(which: number): boolean {
    return this.bus.gates.hasChecker(which);
  }

  /** The 32 bits at `offset` (a multiple of 4) of the registers of checker `which`. */
  checkerRegister(which: number, offset: number): number {
    return this.bus.gates.checkers[which].readWord(offset);
  }

  /** True if the slots 0..count of a checker that has `count` variable ones hold these values in ADDR, PERM and CFG. */
  slotsHold(which: number, registers: SlotRegisters): boolean {
    return this.bus.gates.checkers[which].file.holds(registers);
  }

  /** True if the PMP's registers hold these values. */
  pmpHolds(registers: PmpRegisters): boolean {
    return this.pmp.holds(registers);
  }

  /** The 32 bits at `offset` (a multiple of 4) of the remapping region's registers. */
  remapRegister(offset: number): number {
    return this.bus.window.readWord(offset);
  }

  /** The 32 bits at `offset` (a multiple of 4) of the CLINT. */
  clintRegister(offset: number): number {
    return this.bus.devices.clint.readWord(offset);
  }

  /** The PLIC, to look at. */
  get plic(): Plic {
    return this.bus.devices.plic;
  }

  /** True if the PLIC's registers hold these values. */
  plicHolds(registers: PlicRegisters): boolean {
    return this.bus.devices.plic.holds(registers);
  }

  /** Register `index`, 0..7, of the UART. */
  uartRegister(index: number): number {
    return this.bus.devices.uart.read(index);
  }

  /** Whether flash bank 0 or 1 is in array mode. */
  isFlashArray(bank: number): boolean {
    return this.bus.gates.flash.isArray(bank);
  }

  /** Physical address of the byte at `offset` of {@link Reference.memory}. */
  physicalAt(offset: number): number {
    return this.ram.physicalOf(offset);
  }

  /** Offset in {@link Reference.memory} of a physical address below 2^32, or -1 where no memory is. */
  offsetAt(physical: number): number {
    return this.ram.offsetOf(physical | 0, 0);
  }

  /** Whether the RAM page that holds `offset` of {@link Reference.memory} was stored to since the last dirty-log sync. */
  migration(offset: number): boolean {
    return this.ram.isDirty(offset);
  }
}
