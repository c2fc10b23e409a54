/**
 * The record of the running step (trace/record.ts) and the side notes that observers want: which entries the
 * instruction used on the slow path, which notdirtyWrites it made, which clean pages it stored to.
 */
import { SINK } from '../isa/decode.ts';
import {
  A_DATA,
  A_INFO,
  A_PA,
  A_VA,
  ACCESS_STRIDE,
  ACCESS_WALKED,
  accessInfo,
  FETCH_WALKED,
  FETCH_WALKED_SECOND,
  R_ACCESS,
  R_CAUSE,
  R_FETCH,
  R_FETCH_PA,
  R_KIND,
  R_MODE,
  R_PC,
  R_RD,
  R_TVAL,
  R_VALUE,
  R_WORD,
  RECORD,
  STEP_NONE,
  STEP_RETIRED,
  STEP_WATCHPOINT,
  UNRECORDED_WALKED,
  UNRECORDED_WALKED_SECOND,
} from '../trace/record.ts';

const FIRST_ACCESS = R_ACCESS + A_INFO;
const SECOND_ACCESS = R_ACCESS + ACCESS_STRIDE + A_INFO;
const MAX_NOTES = 64;
/** Words of a note. */
export const NOTE_WORDS = 5;

export class Journal {
  readonly trace: Int32Array;
  /** First word of the running step's record. */
  at = 0;
  /** Bit k: a page walk was made for access slot k; bits 2 and 3: for the first and second page of the fetch. */
  walked = 0;

  /** Entries used on the slow path: { entry, type }. */
  readonly uses = new Int32Array(MAX_NOTES * NOTE_WORDS);
  useCount = 0;
  /** notdirtyWrites: { RAM address, size, type, final flags of the lookup, RAM address where the data move or -1 }. */
  readonly notDirty = new Int32Array(MAX_NOTES * NOTE_WORDS);
  notDirtyCount = 0;
  /** Stores that reached RAM through the TLB: { RAM address, size, page was clean when the data moved }. */
  readonly stores = new Int32Array(MAX_NOTES * NOTE_WORDS);
  storeCount = 0;

  constructor(steps: number) {
    this.trace = new Int32Array((steps + 2) * RECORD);
  }

  /** Forgets the last run; the records themselves are cleared as steps begin. */
  reset(): void {
    this.at = 0;
    this.walked = 0;
    this.useCount = 0;
    this.notDirtyCount = 0;
    this.storeCount = 0;
  }

  /**
   * Begins the step at pc in `mode`: what not every step writes is cleared; of access records the first word suffices,
   * since {@link Journal.access} writes the others.
   */
  beginStep(at: number, pcLo: number, pcHi: number, mode: number): void {
    const t = this.trace;
    this.at = at;
    t[at + R_KIND] = STEP_NONE;
    t[at + R_FETCH] = 0;
    t[at + R_PC] = pcLo;
    t[at + R_PC + 1] = pcHi;
    t[at + R_WORD] = 0;
    t[at + R_FETCH_PA] = 0;
    t[at + R_FETCH_PA + 1] = 0;
    t[at + R_RD] = 0;
    t[at + R_VALUE] = 0;
    t[at + R_VALUE + 1] = 0;
    t[at + R_CAUSE] = 0;
    t[at + R_TVAL] = 0;
    t[at + R_TVAL + 1] = 0;
    t[at + R_MODE] = mode;
    t[at + FIRST_ACCESS] = 0;
    t[at + SECOND_ACCESS] = 0;
    this.walked = 0;
    this.useCount = 0;
    this.notDirtyCount = 0;
    this.storeCount = 0;
  }

  /** Notes how the instruction was fetched, FETCH_ bits without those of walks, and where, if that is not 0. */
  fetched(how: number, physical: number): void {
    const { at, trace, walked } = this;
    let fetch = how;
    if ((walked & 4) !== 0) fetch |= FETCH_WALKED;
    if ((walked & 8) !== 0) fetch |= FETCH_WALKED_SECOND;
    trace[at + R_FETCH] = fetch;
    if (physical !== 0) trace[at + R_FETCH_PA] = physical;
  }

  /** The instruction runs again: the accesses of the abandoned attempt are dropped, its walks and notes stay. */
  beginAttempt(): void {
    this.trace[this.at + FIRST_ACCESS] = 0;
    this.trace[this.at + SECOND_ACCESS] = 0;
  }

  /** Notes how the step ended: one of the STEP_ kinds but that of a retired instruction. */
  ended(kind: number, cause: number, tvalLo: number, tvalHi: number): void {
    const { at, trace } = this;
    trace[at + R_KIND] = kind;
    trace[at + R_CAUSE] = cause;
    trace[at + R_TVAL] = tvalLo;
    trace[at + R_TVAL + 1] = tvalHi;
  }

  /** Notes that a watchpoint stopped the step, at an access of type `cause`, and which of its portions were walked for. */
  stopped(cause: number, tvalLo: number, tvalHi: number): void {
    this.ended(STEP_WATCHPOINT, cause, tvalLo, tvalHi);
    if ((this.walked & 1) !== 0) this.trace[this.at + R_FETCH] |= UNRECORDED_WALKED;
    if ((this.walked & 2) !== 0) this.trace[this.at + R_FETCH] |= UNRECORDED_WALKED_SECOND;
  }

  /** Notes that the instruction retired; `rd` is its destination, SINK for none. */
  retired(rd: number, x: Int32Array): void {
    const { at, trace } = this;
    trace[at + R_KIND] = STEP_RETIRED;
    if (rd === SINK) return;
    trace[at + R_RD] = rd;
    trace[at + R_VALUE] = x[rd << 1];
    trace[at + R_VALUE + 1] = x[(rd << 1) + 1];
  }

  /** Ends the step: walks are noted in the access records, and that for a second portion without one apart. */
  endAttempt(): void {
    if ((this.walked & 1) !== 0) this.markWalked(this.at + FIRST_ACCESS);
    if ((this.walked & 2) === 0) return;
    if (this.trace[this.at + SECOND_ACCESS] === 0) this.trace[this.at + R_FETCH] |= UNRECORDED_WALKED_SECOND;
    this.markWalked(this.at + SECOND_ACCESS);
  }

  private markWalked(at: number): void {
    if (this.trace[at] !== 0) this.trace[at] |= ACCESS_WALKED;
  }

  /** Notes what became of access `slot`; `pa` is a plain number. */
  access(slot: number, type: number, size: number, outcome: number, lo: number, hi: number): number {
    const at = this.at + R_ACCESS + slot * ACCESS_STRIDE;
    this.trace[at + A_INFO] = accessInfo(type + 1, size, outcome, 0);
    this.trace[at + A_VA] = lo;
    this.trace[at + A_VA + 1] = hi;
    this.moved(at, 0, 0, 0);
    return at;
  }

  /** Adds address and data to the access record at `at`. */
  moved(at: number, pa: number, dataLo: number, dataHi: number): void {
    this.trace[at + A_PA] = pa | 0;
    this.trace[at + A_PA + 1] = (pa / 0x1_0000_0000) | 0;
    this.trace[at + A_DATA] = dataLo;
    this.trace[at + A_DATA + 1] = dataHi;
  }

  noteUse(entry: number, type: number): void {
    if (this.useCount === MAX_NOTES) return;
    const at = this.useCount++ * NOTE_WORDS;
    this.uses[at] = entry;
    this.uses[at + 1] = type;
  }

  noteNotDirty(ram: number, size: number, type: number, flags: number, data: number): void {
    if (this.notDirtyCount === MAX_NOTES) return;
    const at = this.notDirtyCount++ * NOTE_WORDS;
    this.notDirty[at] = ram;
    this.notDirty[at + 1] = size;
    this.notDirty[at + 2] = type;
    this.notDirty[at + 3] = flags;
    this.notDirty[at + 4] = data;
  }

  noteStore(ram: number, size: number, wasClean: boolean): void {
    if (this.storeCount === MAX_NOTES) return;
    const at = this.storeCount++ * NOTE_WORDS;
    this.stores[at] = ram;
    this.stores[at + 1] = size;
    this.stores[at + 2] = wasClean ? 1 : 0;
  }
}
