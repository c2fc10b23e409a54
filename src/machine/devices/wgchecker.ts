/**
 * The wgChecker as posted (WorldGuard v3; worldguard.md 3, 4.2, 5), each deviation from the specification a quirk.
 * Asking (`check`, `decide`, `translate`) is pure but for the answer fields; only a blocked access records an error.
 */
import type { Comparisons } from '../comparisons.ts';
import type { Quirks } from '../design.ts';
import { DOMAIN_DECISION, type Probe } from '../probe.ts';
import { compareSlots } from './slot-comparisons.ts';
import { SlotFile } from './slots.ts';

const CFG_ER = 1 << 8;
const CFG_EW = 1 << 9;
const CFG_IR = 1 << 10;
const CFG_IW = 1 << 11;

export const PERM_READ = 1;
export const PERM_WRITE = 2;

/** ERRCAUSE: low word WID 7:0, R 8, W 9; high word BE 30, IP 31 (worldguard.md 3.3). */
const ERRCAUSE_MASK_LO = 0x3ff;
const ERRCAUSE_MASK_HI = 0xc000_0000 | 0;
const ERRCAUSE_BE = 1 << 30;
const ERRCAUSE_IP = 1 << 31;

const PAGE = 4096;

/** Told after every slot write that cached translations through this checker are void (worldguard.md 5.5). */
export interface RuleListener {
  rulesChanged(): void;
}

/** Told whenever the checker has computed its interrupt line and found it high. */
export interface InterruptLine {
  raise(): void;
}

/** What a checker is wired to. */
export interface CheckerParts {
  readonly quirks: Quirks;
  readonly probe: Probe;
  readonly comparisons: Comparisons;
  readonly listener: RuleListener;
  readonly line: InterruptLine;
}

export class WgChecker {
  readonly slots: SlotFile;
  errCauseLo = 0;
  errCauseHi = 0;
  errAddrLo = 0;
  errAddrHi = 0;

  /** Answer of the last question: permission bits, reaction of the asked direction if it is denied. */
  perm = 0;
  busError = false;
  interrupt = false;
  private matches = 0;
  private modes = 0;
  /** Answer of {@link translate}: the verdict holds for the whole page. */
  wholePage = true;

  private readonly quirks: Quirks;
  private readonly probe: Probe;
  private readonly comparisons: Comparisons;
  private readonly listener: RuleListener;
  private readonly line: InterruptLine;

  constructor({ quirks, probe, comparisons, listener, line }: CheckerParts) {
    this.quirks = quirks;
    this.probe = probe;
    this.comparisons = comparisons;
    this.listener = listener;
    this.line = line;
    this.slots = new SlotFile(quirks);
  }

  /** Reset: slots as worldguard.md 3.5, error registers 0. */
  reset(count: number, granule: number, worlds: number, bypassWid: number): void {
    this.slots.reset(count, granule, worlds, bypassWid);
    this.errCauseLo = 0;
    this.errCauseHi = 0;
    this.errAddrLo = 0;
    this.errAddrHi = 0;
    this.perm = 0;
    this.busError = false;
    this.interrupt = false;
    this.wholePage = true;
    this.matches = 0;
    this.modes = 0;
  }

  /**
   * What the device answers a TLB fill that asks at `asked`, the page or an address in it, for the access of `size` bytes
   * at `exact`. True: downstream; false: blocked. `perm` holds for the whole page if `wholePage`, else for this access
   * alone.
   */
  translate(asked: number, exact: number, size: number, wid: number, isWrite: boolean): boolean {
    this.wholePage = this.quirks['page-base-verdict'] || this.isUniform(asked);
    return this.wholePage ? this.decide(asked, 1, wid, isWrite) : this.decide(exact, size, wid, isWrite);
  }

  /** An access through the address space (page walk, UART, DMA piece): true if it is granted. */
  grants(pa: number, size: number, wid: number, isWrite: boolean): boolean {
    const granted = this.decide(pa, this.quirks['page-base-verdict'] ? 1 : size, wid, isWrite);
    this.note(isWrite);
    return granted;
  }

  /** Tells the observer how the last question was decided. */
  note(isWrite: boolean): void {
    const flags = (isWrite ? 1 : 0) | (this.busError ? 2 : 0) | (this.interrupt ? 4 : 0) | (this.perm << 3);
    const latched = this.errCauseHi === 0 ? 0 : 1;
    const rules = (Math.min(this.matches, 3) << 5) | (latched << 7) | (this.modes << 8);
    this.probe.feature(DOMAIN_DECISION, flags | rules);
  }

  /**
   * A piece of a denied access: true = answers with a bus error. `portion` and `portionSize`: the access (its part on
   * this page) that the piece belongs to.
   */
  blocked(piece: number, portion: number, portionSize: number, wid: number, isWrite: boolean): boolean {
    const byByte = this.quirks['page-base-verdict'];
    const granted = this.decide(byByte ? piece : portion, byByte ? 1 : portionSize, wid, isWrite);
    this.note(isWrite);
    if (granted && this.quirks['blocked-rechecks']) return false;
    this.log(piece, wid, isWrite);
    return this.busError;
  }

  /** Records a violation with the reaction of the last question, if it is to be recorded (worldguard.md 4.1 step 4). */
  log(pa: number, wid: number, isWrite: boolean): void {
    if (!this.busError && !this.interrupt) return;
    if ((this.errCauseHi & (ERRCAUSE_BE | ERRCAUSE_IP)) !== 0) return;
    this.errCauseLo = (wid & 0xff) | (isWrite ? 0x200 : 0x100);
    this.errCauseHi = (this.busError ? ERRCAUSE_BE : 0) | (this.interrupt ? ERRCAUSE_IP : 0);
    const word = Math.floor(pa / 4);
    this.errAddrLo = word | 0;
    this.errAddrHi = (word / 0x1_0000_0000) | 0;
    this.driveLine();
  }

  /** Grant and reaction for [pa, pa + size): sets perm, busError, interrupt; true if the direction is granted. */
  private decide(pa: number, size: number, wid: number, isWrite: boolean): boolean {
    this.slots.refresh();
    const { lo, hi, active, activeCount, cfg } = this.slots;
    const end = pa + size;
    if (this.comparisons.listens) compareSlots(this.comparisons, this.slots, { pa, end, wid });
    const firstByteOnly = this.quirks['error-bits-of-first-byte'];
    let perm = 0;
    let reaction = 0;
    let matches = 0;
    for (let k = 0; k < activeCount; k++) {
      const i = active[k];
      if (lo[i] >= end || hi[i] <= pa) continue;
      if (lo[i] <= pa && hi[i] >= end) perm |= this.slots.rights(i, wid);
      if (firstByteOnly && lo[i] > pa) continue;
      reaction |= cfg[i];
      matches++;
    }
    this.perm = perm;
    this.matches = matches;
    this.setReaction(matches === 0 ? cfg[0] : reaction, isWrite);
    return (perm & (isWrite ? PERM_WRITE : PERM_READ)) !== 0;
  }

  private setReaction(cfg: number, isWrite: boolean): void {
    this.modes = cfg & 3;
    this.busError = (cfg & (isWrite ? CFG_EW : CFG_ER)) !== 0;
    this.interrupt = (cfg & (isWrite ? CFG_IW : CFG_IR)) !== 0;
  }

  /** True if no rule begins or ends inside the page of `pa`. */
  isUniform(pa: number): boolean {
    this.slots.refresh();
    const { lo, hi, active, activeCount } = this.slots;
    if (!this.slots.splitsPages) return true;
    const page = pa - (pa % PAGE);
    const end = page + PAGE;
    for (let k = 0; k < activeCount; k++) {
      const i = active[k];
      if (lo[i] < end && hi[i] > page && (lo[i] > page || hi[i] < end)) return false;
    }
    return true;
  }

  // --- Register block (worldguard.md 3.1-3.4); offset is a multiple of the size --------------------------------

  /** The word at `offset`, as int32. */
  read32(offset: number): number {
    switch (offset) {
      case 0x08:
        return this.slots.count;
      case 0x0c:
        return this.quirks['reserved-reads-nslots'] ? this.slots.count : 0;
      case 0x10:
        return this.errCauseLo;
      case 0x14:
        return this.errCauseHi;
      case 0x18:
        return this.errAddrLo;
      case 0x1c:
        return this.errAddrHi;
      default:
        return offset < 0x20 ? 0 : this.readSlot(offset);
    }
  }

  /** Upper half of an 8-byte read; the lower half is {@link read64Low}. */
  read64High(offset: number): number {
    if (offset === 0x08) return 0;
    return this.isWideOnlyByWords(offset) ? 0 : this.read32(offset + 4);
  }

  read64Low(offset: number): number {
    return this.isWideOnlyByWords(offset) ? 0 : this.read32(offset);
  }

  write32(offset: number, value: number): void {
    if (offset >= 0x20) {
      this.writeSlot(offset, value);
      return;
    }
    if (offset === 0x10) this.errCauseLo = value & ERRCAUSE_MASK_LO;
    if (offset === 0x14) {
      this.errCauseHi = value & ERRCAUSE_MASK_HI;
      this.driveLine();
    }
    if (offset === 0x18) this.errAddrLo = value;
    if (offset === 0x1c) this.errAddrHi = value;
  }

  write64(offset: number, lo: number, hi: number): void {
    if (offset < 0x20) {
      if (offset < 0x10) return;
      this.write32(offset, lo);
      this.write32(offset + 4, hi);
      return;
    }
    const slot = (offset - 0x20) >> 5;
    if (slot > this.slots.count || this.slots.locked(slot)) return;
    if ((offset & 0x1f) === 0x00) this.slots.writeAddr(slot, lo, hi);
    if ((offset & 0x1f) === 0x08) this.slots.writePerm(slot, lo, hi);
    this.listener.rulesChanged();
  }

  /** The line is ERRCAUSE.IP; the controller hears when it is found high. */
  private driveLine(): void {
    if ((this.errCauseHi & ERRCAUSE_IP) !== 0) this.line.raise();
  }

  /** CFG and the reserved words answer 4-byte accesses only. */
  private isWideOnlyByWords(offset: number): boolean {
    return offset >= 0x20 && (offset & 0x1f) >= 0x10;
  }

  private readSlot(offset: number): number {
    const slot = (offset - 0x20) >> 5;
    if (slot > this.slots.count) return 0;
    switch (offset & 0x1f) {
      case 0x00:
        return this.slots.addrLo[slot];
      case 0x04:
        return this.slots.addrHi[slot];
      case 0x08:
        return this.slots.permLo[slot];
      case 0x0c:
        return this.slots.permHi[slot];
      case 0x10:
        return this.slots.cfg[slot];
      default:
        return 0;
    }
  }

  private writeSlot(offset: number, value: number): void {
    const slots = this.slots;
    const slot = (offset - 0x20) >> 5;
    if (slot > slots.count || slots.locked(slot)) return;
    switch (offset & 0x1f) {
      case 0x00:
        slots.writeAddr(slot, value, slots.addrHi[slot]);
        break;
      case 0x04:
        slots.writeAddr(slot, slots.addrLo[slot], value);
        break;
      case 0x08:
        slots.writePerm(slot, value, slots.permHi[slot]);
        break;
      case 0x0c:
        slots.writePerm(slot, slots.permLo[slot], value);
        break;
      case 0x10:
        slots.writeCfg(slot, value);
        break;
    }
    this.listener.rulesChanged();
  }
}
