import {
  FETCH_LINK,
  FETCH_LOOKUP,
  FETCH_UNCACHED,
  FETCH_WALKED,
  FETCH_WALKED_SECOND,
  OUTCOME_FAULT,
  R_CAUSE,
  R_FETCH,
  R_FETCH_PA,
  R_TVAL,
} from '../../trace/record.ts';
import { allowanceIndex } from '../allowances.ts';
import type { HartState } from '../hart/hart-state.ts';
import type { StepRecord } from '../hart/step-record.ts';
import { READ } from '../world/checker.ts';
import type { Worlds } from '../world/worlds.ts';
import type { Bus } from './bus.ts';
import { FollowedCode } from './followed-code.ts';
import { PMP_EXECUTE, type Pmp } from './pmp.ts';
import { PURPOSE } from './purpose.ts';
import type { Ram } from './ram.ts';
import type { Translator } from './translator.ts';
import { FETCH, PAGE_FAULT, TRANSLATED, type Walker } from './walker.ts';

const PAGE_BYTES = 4096;
const PAGE_MASK = PAGE_BYTES - 1;
const LAST_HALF = PAGE_BYTES - 2;
/** Instructions are read into the upper part of the bus's buffer. */
const CODE_AT = 8;

const CAUSE_PAGE_FAULT = 12;
const CAUSE_ACCESS_FAULT = 1;

const RUNNING_BLOCK = allowanceIndex('running-block');

/** Whether `word` begins with a 32-bit instruction rather than a compressed one. */
function isLong(word: number): boolean {
  return (word & 3) === 3;
}

/**
 * Instruction fetch. Translation and permission are asked where the machine looks a block up; inside a block, and
 * where it follows a link within the page of the last lookup, the page of that lookup goes on to serve.
 *
 * @source worldguard.md 8.9; tlb-iommu-path.md 5 (code) and 7 ("What the reference must allow")
 */
export class FetchPath {
  /** The instruction: 32 bits, a compressed one in the low 16 with the upper half 0. */
  word = 0;
  private readonly hart: HartState;
  private readonly worlds: Worlds;
  private readonly translator: Translator;
  private readonly pmp: Pmp;
  private readonly bus: Bus;
  private readonly ram: Ram;
  private readonly step: StepRecord;
  private readonly followed: FollowedCode;
  /** Where the pc looked up last leads, behind the remapping window. */
  private targetLo = 0;
  private targetHi = 0;
  /** RAM offset of the page of the last lookup, or -1: then every fetch is a lookup. */
  private page = -1;
  private pageVaLo = 0;
  private pageVaHi = 0;
  private pageMode = 0;
  /** The last question of {@link FetchPath.isCacheable}, the number of rule changes when it was asked, its answer. */
  private readonly asked = { lo: 0, hi: 0, mode: 0, wid: 0, changes: -1, answer: false, grantMode: 0 };
  /** Where the running block goes on, if it does. */
  private isOpen = false;
  private nextLo = 0;

  constructor(parts: {
    hart: HartState;
    worlds: Worlds;
    translator: Translator;
    walker: Walker;
    pmp: Pmp;
    bus: Bus;
    ram: Ram;
    step: StepRecord;
  }) {
    this.followed = new FollowedCode(parts);
    this.hart = parts.hart;
    this.worlds = parts.worlds;
    this.translator = parts.translator;
    this.pmp = parts.pmp;
    this.bus = parts.bus;
    this.ram = parts.ram;
    this.step = parts.step;
  }

  /** No block is running. */
  restart(): void {
    this.asked.changes = -1;
    this.page = -1;
    this.isOpen = false;
  }

  /** The running block ends here: a jump, a trap, an instruction after which code is looked up again. */
  endBlock(): void {
    this.isOpen = false;
  }

  /** Fetches the instruction at the pc. False if it trapped. */
  fetch(): boolean {
    const flags = this.step.hint(R_FETCH);
    const done = this.isFollowed(flags) ? this.fromBlock(flags) : this.lookUp(flags);
    if (this.ram.servedOld) {
      this.ram.servedOld = false;
      this.step.allow(RUNNING_BLOCK);
    }
    this.isOpen = done && this.page >= 0;
    this.nextLo = (this.hart.pcLo + (isLong(this.word) ? 4 : 2)) | 0;
    return done;
  }

  /** Whether the machine may fetch without a lookup here: by a link or by going on, in the page of the last lookup. */
  private isFollowed(flags: number): boolean {
    if ((flags & (FETCH_LOOKUP | FETCH_UNCACHED)) !== 0 || this.page < 0) return false;
    const { pcLo, pcHi, mode } = this.hart;
    if (((pcLo ^ this.pageVaLo) & ~PAGE_MASK) !== 0 || pcHi !== this.pageVaHi || mode !== this.pageMode)
      return false;
    if ((flags & FETCH_LINK) === 0 && !(this.isOpen && this.nextLo === pcLo)) return false;
    const offset = this.page + (pcLo & PAGE_MASK);
    return (pcLo & PAGE_MASK) !== LAST_HALF || !isLong(this.ram.codeHalf(offset));
  }

  private fromBlock(flags: number): boolean {
    const offset = this.page + (this.hart.pcLo & PAGE_MASK);
    this.followed.count(offset);
    if ((flags & FETCH_LINK) !== 0) this.ram.enterBlock(offset);
    this.word = this.ram.codeHalf(offset);
    if (isLong(this.word)) this.word |= this.ram.codeHalf(offset + 2) << 16;
    return true;
  }

  /** Translates the pc, asks for execute permission, and reads the instruction as memory holds it now. */
  private lookUp(flags: number): boolean {
    this.page = -1;
    this.word = 0;
    const { pcLo, pcHi } = this.hart;
    if (this.hart.isTranslated(this.hart.mode)) this.takeHint(flags, pcLo);
    if (!this.translate(pcLo, pcHi)) return false;
    const { window } = this.bus;
    window.route(this.translator.paLo, this.translator.paHi, READ);
    this.targetLo = window.lo;
    this.targetHi = window.hi;
    if ((flags & FETCH_UNCACHED) === 0 && this.isCacheable()) return this.readBlock(flags);
    if (!this.readPieces(flags)) return false;
    this.recordPhysical();
    return true;
  }

  /** What the machine recorded about the translation of the pc; an address of 0 counts as none. */
  private takeHint(flags: number, pcLo: number): void {
    const { hint } = this.translator;
    const seenLo = this.step.hint(R_FETCH_PA);
    const seenHi = this.step.hint(R_FETCH_PA + 1);
    hint.walked = (flags & FETCH_WALKED) !== 0;
    hint.known = (seenLo | seenHi) !== 0;
    hint.wantLo = seenLo;
    hint.wantHi = seenHi;
    const cause = this.step.hint(R_CAUSE);
    const isHere = this.step.hint(R_TVAL) === pcLo;
    hint.refused = cause === CAUSE_ACCESS_FAULT && isHere;
    hint.passed = !hint.known && !isHere && (cause === CAUSE_ACCESS_FAULT || cause === CAUSE_PAGE_FAULT);
    hint.size = (pcLo & 3) === 0 ? 4 : 2;
    hint.direction = READ;
    hint.right = PMP_EXECUTE;
    hint.purpose = PURPOSE.fetch;
  }

  private translate(vaLo: number, vaHi: number): boolean {
    const status = this.translator.translate(vaLo, vaHi, FETCH, this.hart.mode);
    if (status === TRANSLATED) return true;
    return this.step.raise(status === PAGE_FAULT ? CAUSE_PAGE_FAULT : CAUSE_ACCESS_FAULT, vaLo, vaHi);
  }

  /**
   * Whether the whole page just translated is RAM that may be executed: only then does one lookup speak for a block.
   * Blocks are short and stay in few pages, so the last answer is kept while no rule changes.
   */
  private isCacheable(): boolean {
    const { bus, asked } = this;
    const { mode } = this.hart;
    const lo = this.translator.paLo & ~PAGE_MASK;
    const hi = this.translator.paHi;
    const wid = this.worlds.widOf(mode);
    const changes = this.step.ruleChanges;
    bus.mark(wid, PURPOSE.fetch);
    if (
      asked.lo !== lo ||
      asked.hi !== hi ||
      asked.mode !== mode ||
      asked.wid !== wid ||
      asked.changes !== changes
    ) {
      asked.lo = lo;
      asked.hi = hi;
      asked.mode = mode;
      asked.wid = wid;
      asked.changes = changes;
      const { grantMode } = this.step;
      this.step.grantMode = 0;
      asked.answer = this.isExecutableRam(lo, hi);
      asked.grantMode = this.step.grantMode;
      this.step.grantMode = grantMode;
    }
    if (asked.grantMode !== 0) this.step.grantMode = asked.grantMode;
    return asked.answer;
  }

  private isExecutableRam(lo: number, hi: number): boolean {
    if (!this.bus.isOpenRam(this.targetLo & ~PAGE_MASK, this.targetHi, PAGE_BYTES, READ)) return false;
    const rule = this.step.rule;
    const executable = this.pmp.allows(lo, hi, PAGE_BYTES, PMP_EXECUTE, this.hart.mode);
    this.step.rule = rule;
    return executable;
  }

  private recordPhysical(): void {
    this.step.record[R_FETCH_PA] = this.targetLo;
    this.step.record[R_FETCH_PA + 1] = this.targetHi;
  }

  private readBlock(flags: number): boolean {
    const { pcLo, pcHi, mode } = this.hart;
    const offset = this.ram.offsetOf(this.targetLo, this.targetHi);
    if ((flags & FETCH_LOOKUP) !== 0) this.recordPhysical();
    this.page = offset & ~PAGE_MASK;
    this.pageVaLo = pcLo & ~PAGE_MASK;
    this.pageVaHi = pcHi;
    this.pageMode = mode;
    this.followed.begin();
    this.ram.enterBlock(offset);
    this.word = this.ram.codeHalf(offset);
    if (!isLong(this.word)) return true;
    if ((offset & PAGE_MASK) === LAST_HALF) return this.readSecond(flags);
    this.word |= this.ram.codeHalf(offset + 2) << 16;
    return true;
  }

  /** Reads uncached code: the pieces of the instruction, each judged with its size. */
  private readPieces(flags: number): boolean {
    const { pcLo, pcHi } = this.hart;
    if ((pcLo & 3) === 0) {
      if (!this.readPiece(pcLo, pcHi, 4)) return false;
      const word = this.bus.words[CODE_AT / 4];
      this.word = isLong(word) ? word : word & 0xffff;
      return true;
    }
    if (!this.readPiece(pcLo, pcHi, 2)) return false;
    this.word = this.bus.words[CODE_AT / 4] & 0xffff;
    return !isLong(this.word) || this.readSecond(flags);
  }

  /** The upper half of a 32-bit instruction, read by itself; the next page is translated if it lies there. */
  private readSecond(flags: number): boolean {
    const first = this.word;
    this.word = 0;
    const lo = (this.hart.pcLo + 2) | 0;
    const hi = lo === 0 ? (this.hart.pcHi + 1) | 0 : this.hart.pcHi;
    if ((lo & PAGE_MASK) === 0) {
      this.translator.hint.walked = (flags & FETCH_WALKED_SECOND) !== 0;
      this.translator.hint.known = false;
      this.translator.hint.refused = false;
      this.translator.hint.passed = false;
      if (!this.translate(lo, hi)) return false;
    } else this.translator.paLo = (this.translator.paLo + 2) | 0;
    if (!this.readPiece(lo, hi, 2)) return false;
    this.word = first | (this.bus.words[CODE_AT / 4] << 16);
    return true;
  }

  /** One code load of `size` bytes at va, which the translator has just translated. */
  private readPiece(vaLo: number, vaHi: number, size: number): boolean {
    const { paLo, paHi } = this.translator;
    const { window } = this.bus;
    this.bus.mark(this.worlds.widOf(this.hart.mode), PURPOSE.fetch);
    window.route(paLo, paHi, READ);
    if (
      this.pmp.allows(paLo, paHi, size, PMP_EXECUTE, this.hart.mode) &&
      this.bus.read(window.lo, window.hi, size, CODE_AT) !== OUTCOME_FAULT
    ) {
      return true;
    }
    return this.step.raise(CAUSE_ACCESS_FAULT, vaLo, vaHi);
  }
}
