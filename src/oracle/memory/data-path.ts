import { WATCH_READ, WATCH_WRITE } from '../../input/layout.ts';
import {
  A_INFO,
  A_PA,
  A_VA,
  ACCESS_LOAD,
  ACCESS_PROBE,
  ACCESS_SIZE_MASK,
  ACCESS_STORE,
  ACCESS_STRIDE,
  ACCESS_TYPE_MASK,
  ACCESS_WALKED,
  accessInfo,
  OUTCOME_BLOCKED,
  OUTCOME_FAULT,
  OUTCOME_RAM,
  OUTCOME_SHIFT,
  outcomeOf,
  R_ACCESS,
} from '../../trace/record.ts';
import type { HartState } from '../hart/hart-state.ts';
import type { StepRecord } from '../hart/step-record.ts';
import type { Watchpoints } from '../hart/watchpoints.ts';
import { READ, WRITE } from '../world/checker.ts';
import type { Worlds } from '../world/worlds.ts';
import type { Bus } from './bus.ts';
import { PMP_READ, PMP_WRITE, type Pmp } from './pmp.ts';
import { hintPortion } from './portion-hint.ts';
import { PURPOSE } from './purpose.ts';
import type { Translator } from './translator.ts';
import { LOAD, PAGE_FAULT, STORE, TRANSLATED } from './walker.ts';

const PAGE_MASK = 0xfff;
const PAGE_BYTES = 4096;

/** Causes by reported type: LOAD, STORE. */
const PAGE_FAULT_CAUSE = [13, 15];
const ACCESS_FAULT_CAUSE = [5, 7];

/**
 * Loads and stores: translation and PMP of every page touched, then the data, page by page. One access fills one access
 * record per page. The value of a load is left, zero-extended, in `lo` and `hi`.
 *
 * @source worldguard.md 8.3 (order), 8.4 (causes, tval); tlb-iommu-path.md 5 (crossing a page)
 */
export class DataPath {
  /** Value loaded or to be stored. */
  lo = 0;
  hi = 0;
  /** Outcome of the last portion whose data moved. */
  outcome = 0;
  private readonly hart: HartState;
  private readonly worlds: Worlds;
  private readonly translator: Translator;
  private readonly pmp: Pmp;
  private readonly bus: Bus;
  private readonly step: StepRecord;
  private readonly watchpoints: Watchpoints;
  private type = LOAD as number;
  /** Type whose causes are raised: that of an AMO's load half is STORE. */
  private reported = LOAD as number;
  private again = false;
  private privilege = 0;
  private purpose = 0;
  /** By access record: bytes and physical address of the portion. */
  private readonly size = new Int32Array(2);
  private readonly paLo = new Int32Array(2);
  private readonly paHi = new Int32Array(2);

  constructor(parts: {
    hart: HartState;
    worlds: Worlds;
    translator: Translator;
    pmp: Pmp;
    bus: Bus;
    step: StepRecord;
    watchpoints: Watchpoints;
  }) {
    this.hart = parts.hart;
    this.worlds = parts.worlds;
    this.translator = parts.translator;
    this.pmp = parts.pmp;
    this.bus = parts.bus;
    this.step = parts.step;
    this.watchpoints = parts.watchpoints;
  }

  /** A load of `size` bytes; `reported` is the type whose faults it raises. False if it trapped. */
  load(vaLo: number, vaHi: number, size: number, reported: number): boolean {
    this.begin(LOAD, reported);
    if (reported === STORE) this.purpose = PURPOSE.atomic;
    const words = this.bus.words;
    words[0] = 0;
    words[1] = 0;
    const done = this.access(vaLo, vaHi, size);
    this.lo = words[0];
    this.hi = words[1];
    return done;
  }

  /** A store of the low `size` bytes of hi:lo. False if it trapped. */
  store(vaLo: number, vaHi: number, size: number): boolean {
    this.begin(STORE, STORE);
    return this.access(vaLo, vaHi, size);
  }

  /**
   * The store half of an aligned AMO, access record 1. What the IOPMP has refused for both halves it answers once; a half
   * that the remapping region sends elsewhere is a transaction of its own. False if it trapped.
   */
  storeHalf(vaLo: number, vaHi: number, size: number): boolean {
    const wasRefused = this.outcome === OUTCOME_BLOCKED && this.bus.gates.isByIopmp;
    this.begin(STORE, STORE);
    this.purpose = PURPOSE.atomic;
    this.portion(1, vaLo, vaHi, size);
    if (!this.passes(1, vaLo, vaHi, size)) return false;
    const isOne = this.paLo[0] === this.paLo[1] && this.paHi[0] === this.paHi[1];
    if (wasRefused && isOne) this.purpose = PURPOSE.refusedAtomic;
    return this.move(1, 0);
  }

  /** Starts an access of `type` with the faults of `reported`, LOAD or STORE. */
  begin(type: number, reported: number): void {
    this.type = type;
    this.reported = reported;
    this.again = false;
    this.privilege = this.hart.dataPrivilege();
    this.purpose = PURPOSE.data;
  }

  /** As {@link DataPath.begin}, for the same bytes once more. */
  beginAgain(type: number, reported: number): void {
    this.begin(type, reported);
    this.again = true;
  }

  /** One access, in one portion or two; "both lookups happen before any data moves". */
  private access(vaLo: number, vaHi: number, size: number): boolean {
    const room = PAGE_BYTES - (vaLo & PAGE_MASK);
    if (size <= room) {
      this.portion(0, vaLo, vaHi, size);
      return this.passes(0, vaLo, vaHi, size) && this.move(0, 0);
    }
    const nextLo = (vaLo + room) | 0;
    const nextHi = nextLo === 0 ? (vaHi + 1) | 0 : vaHi;
    this.portion(0, vaLo, vaHi, room);
    if (!this.reach(0)) return this.isWatched(vaLo, vaHi, size) && this.halt(vaLo, vaHi);
    this.portion(1, nextLo, nextHi, size - room);
    if (!this.reach(1)) return this.isWatched(nextLo, nextHi, size - room) && this.halt(vaLo, vaHi);
    if (this.isWatched(vaLo, vaHi, size)) return this.halt(vaLo, vaHi);
    if (this.move(0, 0)) return this.move(1, room);
    this.step.forget(1);
    return false;
  }

  /** Reaches for all of an access in portion `k` alone. False if that is refused, or stopped by a watchpoint. */
  passes(k: number, vaLo: number, vaHi: number, size: number): boolean {
    const reached = this.reach(k);
    return this.isWatched(vaLo, vaHi, size) ? this.halt(vaLo, vaHi) : reached;
  }

  /** Whether a watchpoint of the access's type touches these bytes. */
  isWatched(vaLo: number, vaHi: number, size: number): boolean {
    if (this.watchpoints.count === 0) return false;
    return this.watchpoints.touches(this.type === LOAD ? WATCH_READ : WATCH_WRITE, vaLo, vaHi, size);
  }

  /** Stops the access that the instruction formed at va; nothing moves. Returns false. */
  halt(vaLo: number, vaHi: number): false {
    return this.step.halt(this.type, vaLo, vaHi);
  }

  /** Opens access record `k`: a fault until data have moved. */
  portion(k: number, vaLo: number, vaHi: number, size: number): void {
    const at = R_ACCESS + k * ACCESS_STRIDE;
    const record = this.step.record;
    const type = this.type === LOAD ? ACCESS_LOAD : ACCESS_STORE;
    record[at + A_INFO] = accessInfo(
      type,
      size & ACCESS_SIZE_MASK,
      OUTCOME_FAULT,
      this.step.accessHint(k, A_INFO) & ACCESS_WALKED,
    );
    record[at + A_VA] = vaLo;
    record[at + A_VA + 1] = vaHi;
    this.size[k] = size;
  }

  /** Physical address of portion `k` once it is reached: low half. */
  physicalLo(k: number): number {
    return this.paLo[k];
  }

  /** High half of the same. */
  physicalHi(k: number): number {
    return this.paHi[k];
  }

  /** Translates portion `k` and asks PMP for it. */
  reach(k: number): boolean {
    const at = R_ACCESS + k * ACCESS_STRIDE;
    const vaLo = this.step.record[at + A_VA];
    const vaHi = this.step.record[at + A_VA + 1];
    if (this.hart.isTranslated(this.privilege)) this.takeHint(k, vaLo);
    const status = this.translator.translate(vaLo, vaHi, this.type, this.privilege);
    if (status !== TRANSLATED) {
      const causes = status === PAGE_FAULT ? PAGE_FAULT_CAUSE : ACCESS_FAULT_CAUSE;
      return this.step.raise(causes[this.reported], vaLo, vaHi);
    }
    this.paLo[k] = this.translator.paLo;
    this.paHi[k] = this.translator.paHi;
    const right = this.type === LOAD ? PMP_READ : PMP_WRITE;
    if (!this.pmp.allows(this.paLo[k], this.paHi[k], this.size[k], right, this.privilege))
      return this.step.raise(ACCESS_FAULT_CAUSE[this.reported], vaLo, vaHi);
    if (this.bus.window.holds(this.paLo[k], this.paHi[k])) this.remap(k);
    return true;
  }

  /** {@link DataPath.reach} of one byte of portion 0, `distance` from its first. */
  reachByte(distance: number): boolean {
    const { record } = this.step;
    const at = R_ACCESS + A_VA;
    const first = record[at];
    const size = this.size[0];
    record[at] = first + distance;
    this.size[0] = 1;
    const reached = this.reach(0);
    record[at] = first;
    this.size[0] = size;
    return reached;
  }

  /** An access of portion `k`, in the remapping window, is one of its target; a probe goes nowhere. */
  private remap(k: number): void {
    const info = this.step.record[R_ACCESS + k * ACCESS_STRIDE + A_INFO];
    if ((info & ACCESS_TYPE_MASK) === ACCESS_PROBE) return;
    const { window } = this.bus;
    window.route(this.paLo[k], this.paHi[k], this.type === LOAD ? READ : WRITE);
    this.paLo[k] = window.lo;
    this.paHi[k] = window.hi;
  }

  private takeHint(k: number, vaLo: number): void {
    const { hint } = this.translator;
    const cause = ACCESS_FAULT_CAUSE[this.reported];
    hintPortion(hint, this.step, k, vaLo, this.size[k], cause, this.again);
    hint.direction = this.type === LOAD ? READ : WRITE;
    hint.right = this.type === LOAD ? PMP_READ : PMP_WRITE;
    hint.purpose = this.purpose;
  }

  /** Says on the bus whose access it is. */
  mark(): void {
    this.bus.mark(this.worlds.widOf(this.privilege), this.purpose);
  }

  /** Moves the data of portion `k`, byte `from` of the access on. */
  move(k: number, from: number): boolean {
    const bus = this.bus;
    this.mark();
    const isLoad = this.type === LOAD;
    if (!isLoad) {
      bus.words[0] = this.lo;
      bus.words[1] = this.hi;
    }
    const lo = this.paLo[k];
    const hi = this.paHi[k];
    if (isLoad) bus.gates.flash.follow(outcomeOf(this.step.accessHint(k, A_INFO)) === OUTCOME_RAM);
    this.outcome = isLoad ? bus.read(lo, hi, this.size[k], from) : bus.write(lo, hi, this.size[k], from);
    if (!this.settle(k, this.outcome)) return false;
    this.step.enterData(k, bus.buffer, from, this.size[k]);
    return true;
  }

  /** Takes the outcome of portion `k`; false, and a fault at its failing piece, for OUTCOME_FAULT. */
  settle(k: number, outcome: number): boolean {
    if (outcome === OUTCOME_FAULT) return this.fail(k);
    this.finish(k, outcome, 0);
    return true;
  }

  /** A bus error: "tval = virtual address of the failing piece". */
  private fail(k: number): boolean {
    const at = R_ACCESS + k * ACCESS_STRIDE;
    // The pieces of a portion stay in its page, so the low half takes no carry.
    const tvalLo = (this.step.record[at + A_VA] + this.bus.failedAt) | 0;
    return this.step.raise(ACCESS_FAULT_CAUSE[this.reported], tvalLo, this.step.record[at + A_VA + 1]);
  }

  /** Enters what became of portion `k` in its record. */
  finish(k: number, outcome: number, flags: number): void {
    const at = R_ACCESS + k * ACCESS_STRIDE;
    const record = this.step.record;
    record[at + A_INFO] |= (outcome << OUTCOME_SHIFT) | flags;
    record[at + A_PA] = this.paLo[k];
    record[at + A_PA + 1] = this.paHi[k];
  }
}
