import { type Input, SLOT_ADDR, SLOT_CFG, SLOT_PERM } from '../../input/layout.ts';
import type { SlotVerdict } from '../decision.ts';
import type { StepRecord } from '../hart/step-record.ts';
import { ruleIndex } from '../rules.ts';
import type { Plic } from './plic.ts';
import { SlotFile } from './slot-file.ts';
import { SlotRanges } from './slot-ranges.ts';
import { slotVerdicts } from './slot-verdicts.ts';

const SIGN = 0x8000_0000 | 0;
const NO_SLOT = ruleIndex('world-no-slot');
const NOT_GRANTED = ruleIndex('world-not-granted');

/** Directions, as the bit number of the right in PERM and as the distance of its bits in CFG. */
export const READ = 0;
export const WRITE = 1;

const CFG_ERROR_SHIFT = 8;
const CFG_IRQ_SHIFT = 10;
const ERRCAUSE_R = 1 << 8;
const ERRCAUSE_LO_MASK = 0x3ff;
const ERRCAUSE_BE = 1 << 30;
const ERRCAUSE_IP = 1 << 31;
const ERRCAUSE_HI_MASK = ERRCAUSE_BE | ERRCAUSE_IP;

const REG_NSLOTS = 0x08;
const REG_ERRCAUSE = 0x10;
/** Field A of CFG. */
const A_MASK = 3;
const REG_ERRADDR = 0x18;
const REG_SLOTS = 0x20;

/**
 * One wgChecker as the specification has it: which (address, size, WID, direction) it lets through, what it answers
 * otherwise, and its registers. Physical addresses are the low halves of addresses below 2^32, as int32.
 *
 * @source worldguard.md 3 and 4.1
 */
export class Checker {
  readonly file = new SlotFile();
  private readonly ranges = new SlotRanges();
  private decoded = false;
  private granule = 0;
  private readonly step: StepRecord;
  private plic: Plic | undefined;
  private source = 0;
  /** ERRCAUSE and ERRADDR halves. */
  causeLo = 0;
  causeHi = 0;
  addrLo = 0;
  addrHi = 0;

  constructor(step: StepRecord) {
    this.step = step;
  }

  /** Checker reset. Counts as in {@link SlotFile.reset}. */
  reset(nslots: number, nworlds: number, granule: number): void {
    this.granule = granule;
    this.file.reset(nslots, nworlds, granule);
    this.decoded = false;
    this.causeLo = 0;
    this.causeHi = 0;
    this.addrLo = 0;
    this.addrHi = 0;
  }

  /**
   * Whether `wid` may access all of [pa, pa + size) in `direction`: some slot that contains the whole access, or
   * several together, grant it. Asking changes nothing.
   * @source worldguard.md 4.1 step 2, "Permissions only add up; slot order is irrelevant"
   */
  grants(pa: number, size: number, wid: number, direction: number): boolean {
    const ranges = this.current();
    const first = pa ^ SIGN;
    const last = first + size - 1;
    const bit = ((2 * wid) & 31) + direction;
    const perms = wid < 16 ? this.file.permLo : this.file.permHi;
    for (let k = 0; k < ranges.count; k++) {
      if (ranges.first[k] > first || ranges.last[k] < last) continue;
      if (((perms[ranges.slot[k]] >>> bit) & 1) === 0) continue;
      this.step.grantMode = this.file.cfg[ranges.slot[k]] & A_MASK;
      return true;
    }
    return false;
  }

  /** What each slot has to say of such an access. */
  consider(pa: number, size: number, wid: number, direction: number): SlotVerdict[] {
    const first = pa ^ SIGN;
    return slotVerdicts(this.file, this.current(), { first, last: first + size - 1, wid, direction });
  }

  /**
   * What a denied access does: logs, and returns whether it is answered with a bus error.
   * @source worldguard.md 4.1 step 4
   */
  deny(pa: number, size: number, wid: number, direction: number): boolean {
    const reaction = this.reaction(pa, size);
    const error = ((reaction >>> (CFG_ERROR_SHIFT + direction)) & 1) !== 0;
    const irq = ((reaction >>> (CFG_IRQ_SHIFT + direction)) & 1) !== 0;
    if (error || irq) this.latch(pa, wid, direction, (error ? ERRCAUSE_BE : 0) | (irq ? ERRCAUSE_IP : 0));
    return error;
  }

  /** Whether {@link Checker.deny} would answer with a bus error; logs nothing. */
  wouldFail(pa: number, size: number, direction: number): boolean {
    const reaction = this.reaction(pa, size);
    return ((reaction >>> (CFG_ERROR_SHIFT + direction)) & 1) !== 0;
  }

  /** "OR the CFGs" of the slots that overlap any byte; of slot 0 if there is none. */
  private reaction(pa: number, size: number): number {
    const ranges = this.current();
    const first = pa ^ SIGN;
    const last = first + size - 1;
    let cfg = 0;
    let overlapping = 0;
    for (let k = 0; k < ranges.count; k++) {
      if (ranges.first[k] > last || ranges.last[k] < first) continue;
      cfg |= this.file.cfg[ranges.slot[k]];
      overlapping++;
    }
    this.step.rule = overlapping === 0 ? NO_SLOT : NOT_GRANTED;
    return overlapping === 0 ? this.file.cfg[0] : cfg;
  }

  /** "Logging: only if … ERRCAUSE.BE == 0 and ERRCAUSE.IP == 0." */
  private latch(pa: number, wid: number, direction: number, flags: number): void {
    if ((this.causeHi & ERRCAUSE_HI_MASK) !== 0) return;
    this.causeLo = wid | (ERRCAUSE_R << direction);
    this.causeHi = flags;
    this.addrLo = pa >>> 2;
    this.addrHi = 0;
    this.drive();
  }

  /** Connects the interrupt line to `source` of `plic`. */
  connect(plic: Plic, source: number): void {
    this.plic = plic;
    this.source = source;
  }

  /**
   * Recomputes the line.
   * @source worldguard.md 3.3: "recomputed after an 8-byte write or a 4-byte write of the high word", and where a
   * violation is logged
   */
  private drive(): void {
    if (this.irq) this.plic?.raise(this.source);
  }

  private writeCauseHigh(value: number): void {
    this.causeHi = value & ERRCAUSE_HI_MASK;
    this.drive();
  }

  /** Level of the interrupt line: ERRCAUSE.IP. */
  get irq(): boolean {
    return (this.causeHi & ERRCAUSE_IP) !== 0;
  }

  private changed(): void {
    this.decoded = false;
    this.step.ruleChanges++;
  }

  private current(): SlotRanges {
    if (!this.decoded) {
      this.ranges.decode(this.file, this.granule);
      this.decoded = true;
    }
    return this.ranges;
  }

  /** The 32 bits at `offset` (a multiple of 4) of the register block; 0 where nothing is. */
  readWord(offset: number): number {
    if (offset >= REG_SLOTS) return this.readSlot((offset - REG_SLOTS) >> 5, offset & 0x1f);
    switch (offset) {
      case REG_NSLOTS:
        return this.file.nslots;
      case REG_ERRCAUSE:
        return this.causeLo;
      case REG_ERRCAUSE + 4:
        return this.causeHi;
      case REG_ERRADDR:
        return this.addrLo;
      case REG_ERRADDR + 4:
        return this.addrHi;
      default:
        return 0;
    }
  }

  private readSlot(slot: number, field: number): number {
    const file = this.file;
    if (slot > file.nslots) return 0;
    switch (field) {
      case 0x00:
        return file.addrLo[slot];
      case 0x04:
        return file.addrHi[slot];
      case 0x08:
        return file.permLo[slot];
      case 0x0c:
        return file.permHi[slot];
      case 0x10:
        return file.cfg[slot];
      default:
        return 0;
    }
  }

  /** Writes the 32 bits at `offset`, a multiple of 4. */
  writeWord(offset: number, value: number): void {
    if (offset >= REG_SLOTS) this.writeSlot((offset - REG_SLOTS) >> 5, offset & 0x1f, value);
    else if (offset === REG_ERRCAUSE) this.causeLo = value & ERRCAUSE_LO_MASK;
    else if (offset === REG_ERRCAUSE + 4) this.writeCauseHigh(value);
    else if (offset === REG_ERRADDR) this.addrLo = value;
    else if (offset === REG_ERRADDR + 4) this.addrHi = value;
  }

  /** Half of a 64-bit slot register, or CFG. */
  private writeSlot(slot: number, field: number, value: number): void {
    const file = this.file;
    if (slot > file.nslots) return;
    this.changed();
    if (field === 0x00) file.writeAddr(slot, value, file.addrHi[slot]);
    else if (field === 0x04) file.writeAddr(slot, file.addrLo[slot], value);
    else if (field === 0x08) file.writePerm(slot, value, file.permHi[slot]);
    else if (field === 0x0c) file.writePerm(slot, file.permLo[slot], value);
    else if (field === 0x10) file.writeCfg(slot, value);
  }

  /** Whether the doubleword at `offset` is one register: CFG and what follows it are not reached by 8-byte pieces. */
  hasDouble(offset: number): boolean {
    return offset < REG_SLOTS || (offset & 0x1f) < 0x10;
  }

  /** Writes the 64 bits at `offset`, a multiple of 8, as one write. */
  writeDouble(offset: number, lo: number, hi: number): void {
    if (!this.hasDouble(offset)) return;
    if (offset < REG_SLOTS) {
      this.writeWord(offset, lo);
      this.writeWord(offset + 4, hi);
      return;
    }
    const slot = (offset - REG_SLOTS) >> 5;
    if (slot > this.file.nslots) return;
    this.changed();
    if ((offset & 0x1f) === 0) this.file.writeAddr(slot, lo, hi);
    else this.file.writePerm(slot, lo, hi);
  }

  /**
   * What firmware does for a slot before the first instruction: CFG = 0, ADDR, PERM, CFG. The values are the slot
   * record of `input` that begins at word `at`.
   * @source layout.ts, SLOT_PRESENT
   */
  program(slot: number, input: Input, at: number): void {
    if (slot > this.file.nslots) return;
    this.changed();
    this.file.writeCfg(slot, 0);
    this.file.writeAddr(slot, input[at + SLOT_ADDR], input[at + SLOT_ADDR + 1]);
    this.file.writePerm(slot, input[at + SLOT_PERM], input[at + SLOT_PERM + 1]);
    this.file.writeCfg(slot, input[at + SLOT_CFG]);
  }
}
