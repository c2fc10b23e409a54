import {
  DEVICE,
  DEVICE_BOTH,
  DEVICE_IOPMP,
  ENTRY_OFFSET,
  type Input,
  IOPMP_ERR_DATA,
  MAX_ENTRIES,
  MAX_MDS,
  MAX_RRIDS,
} from '../../input/layout.ts';
import type { EntryVerdict, RefusalAnswer } from '../decision.ts';
import type { Plic } from '../world/plic.ts';
import { Control } from './control.ts';
import { Domains } from './domains.ts';
import { EntryFile } from './entry-file.ts';
import { entryVerdicts } from './entry-verdicts.ts';
import { Errors, type MessageStore } from './errors.ts';
import { type IopmpRegisters, partsHold } from './held.ts';
import { Locks } from './locks.ts';
import { addressOf, neededRights, Procedure } from './procedure.ts';
import { Properties } from './properties.ts';
import { Refusal, TT_READ } from './refusal.ts';
import { Regions } from './regions.ts';
import { ERR_MFR, FIXED_END, REGISTERS_07, REGISTERS_082 } from './registers.ts';
import { Sources } from './sources.ts';
import { Stall } from './stall.ts';

/** The first register that is not of the properties. */
const MDSTALL = 0x30;
/** Where the tables lie: MDCFG, SRCMD (32 bytes a row); the entries (16 bytes each) begin at ENTRY_OFFSET. */
const MDCFG = 0x800;
const MDCFG_END = MDCFG + 4 * MAX_MDS;
const SRCMD = 0x1000;
const SRCMD_END = SRCMD + 32 * MAX_RRIDS;
const ENTRIES_END = ENTRY_OFFSET + 16 * MAX_ENTRIES;

/** The parts of an IOPMP, each with those that it asks. */
function partsOf(properties: Properties) {
  const control = new Control(properties);
  const locks = new Locks(properties);
  const sources = new Sources(properties, locks);
  const domains = new Domains(properties, control, locks);
  const entries = new EntryFile(properties, locks);
  const regions = new Regions(properties, entries, domains);
  const stall = new Stall(properties, sources);
  const errors = new Errors(properties);
  const refusal = new Refusal();
  return { properties, control, locks, sources, domains, entries, regions, stall, errors, refusal };
}

/**
 * The IOPMP as its specification has it, 0.7 or 0.8.2: which transactions it lets through, what it answers otherwise,
 * and its registers. A transaction is (RRID, address, size, kind of access); kinds are 0 read, 1 write, 2 fetch, and an
 * atomic operation is a write with `amo`.
 * @source iopmp.md 2 to 5
 */
export class Iopmp {
  /** The board has one. */
  present = false;
  /** Changes of what is permitted since reset. */
  changes = 0;
  /** What a refused read returns in each 4-byte lane if it is no bus error. */
  errData = 0;
  private readonly parts = partsOf(new Properties());
  private readonly procedure = new Procedure(this.parts);
  private decoded = false;

  /** Reset, and what firmware has programmed before the first instruction. An absent device is left as it is. */
  reset(input: Input): void {
    this.present = input[DEVICE] === DEVICE_IOPMP || input[DEVICE] === DEVICE_BOTH;
    if (!this.present) return;
    const { properties, control, locks, sources, domains, entries, stall, errors } = this.parts;
    this.errData = input[IOPMP_ERR_DATA];
    properties.load(input);
    control.reset(input);
    errors.reset(input);
    domains.reset(input);
    sources.reset(input);
    entries.reset(input);
    locks.reset(input);
    stall.reset();
    this.changes = 0;
    this.decoded = false;
  }

  /** Connects the wired interrupt to `source` of `plic`, which hears each raise. */
  connect(plic: Plic, source: number): void {
    this.parts.errors.connectPlic(plic, source);
  }

  /** Connects what takes message-signalled interrupts. */
  connectMemory(memory: MessageStore): void {
    this.parts.errors.connectMemory(memory);
  }

  /**
   * Whether the transaction of `size` bytes at hi:lo, all below 2^53, is legal. Asking changes nothing; a refused one is
   * then in {@link Iopmp.refusal}.
   */
  permits(rrid: number, lo: number, hi: number, size: number, access: number, amo: boolean): boolean {
    if (!this.parts.control.enabled) return true;
    this.bringUpToDate();
    return this.procedure.permits(rrid, lo, hi, size, access + 1, amo);
  }

  /** The transaction that was refused last. */
  get refusal(): Refusal {
    return this.parts.refusal;
  }

  /** Index into RULES of why {@link Iopmp.permits} refused last. */
  get rule(): number {
    return this.procedure.rule;
  }

  /** What one piece of the refused transaction does: records, interrupts; true if it is answered with a bus error. */
  fault(): boolean {
    return this.parts.errors.react(this.parts.refusal);
  }

  /** Whether {@link Iopmp.fault} would answer with a bus error; records nothing. */
  wouldFail(): boolean {
    return this.parts.errors.isBusError(this.parts.refusal);
  }

  /** What the entries in the domains of `rrid` have to say of a transaction, ascending; none for an unknown RRID. */
  consider(rrid: number, lo: number, hi: number, size: number, access: number, amo: boolean): EntryVerdict[] {
    if (rrid >= this.parts.properties.rridNum) return [];
    this.bringUpToDate();
    const start = addressOf(lo, hi);
    const ttype = access === 2 && this.parts.properties.fetchIsRead ? TT_READ : access + 1;
    const question = { rrid, start, end: start + size, needed: neededRights(ttype, amo) };
    return entryVerdicts(this.parts, question, this.parts.properties.entryNum);
  }

  /** It checks at all. */
  get enabled(): boolean {
    return this.parts.control.enabled;
  }

  /** Memory domains of `rrid`, ascending; none for an unknown one. */
  domainsOf(rrid: number): number[] {
    const { properties, sources } = this.parts;
    const domains: number[] = [];
    if (rrid >= properties.rridNum) return domains;
    for (let md = 0; md < properties.mdNum; md++) if (sources.hasDomain(rrid, md)) domains.push(md);
    return domains;
  }

  /** Transactions of `rrid`, below rrid_num, are stalled. */
  isStalled(rrid: number): boolean {
    return this.parts.stall.holds(rrid);
  }

  /** What {@link Iopmp.fault} is going to do. */
  foresee(): RefusalAnswer {
    return this.parts.errors.foresee(this.parts.refusal);
  }

  private bringUpToDate(): void {
    if (this.decoded) return;
    this.parts.regions.decode();
    this.decoded = true;
  }

  /** What a read of the 32 bits at `offset`, a multiple of 4, gives; a read of ERR_MFR takes what it shows. */
  readWord(offset: number): number {
    if (offset < FIXED_END) return this.fixedRegister(offset)?.read(this.parts) ?? 0;
    if (offset >= MDCFG && offset < MDCFG_END) return this.parts.domains.read((offset - MDCFG) >> 2);
    if (offset >= SRCMD && offset < SRCMD_END) {
      return this.parts.sources.read(row(offset), (offset & 0x1f) >> 2);
    }
    if (offset >= ENTRY_OFFSET && offset < ENTRIES_END) {
      return this.parts.entries.read((offset - ENTRY_OFFSET) >> 4, (offset & 0xf) >> 2);
    }
    return 0;
  }

  /** The 32 bits at `offset` without an effect; of ERR_MFR only svi. */
  peekWord(offset: number): number {
    return offset === ERR_MFR ? this.parts.errors.log.svi << 16 : this.readWord(offset);
  }

  /** True if all registers hold these values, and reads of ERR_MFR would show the same. */
  holds(other: IopmpRegisters): boolean {
    for (let offset = 0; offset < MDSTALL; offset += 4)
      if (this.readWord(offset) !== other.read32(offset)) return false;
    return partsHold(this.parts, other.registers);
  }

  /** Bits SV of the multi-fault record, 16 RRIDs a word. */
  get violations(): ArrayLike<number> {
    return this.parts.errors.log.windows;
  }

  /** Writes the 32 bits at `offset`, a multiple of 4. */
  writeWord(offset: number, value: number): void {
    if (!this.write(offset, value)) return;
    this.changes++;
    this.decoded = false;
  }

  /** The same; true if it changed what is permitted. */
  private write(offset: number, value: number): boolean {
    if (offset < FIXED_END) return this.fixedRegister(offset)?.write?.(this.parts, value) === true;
    if (offset >= MDCFG && offset < MDCFG_END) return this.parts.domains.write((offset - MDCFG) >> 2, value);
    if (offset >= SRCMD && offset < SRCMD_END) {
      return this.parts.sources.write(row(offset), (offset & 0x1f) >> 2, value);
    }
    if (offset >= ENTRY_OFFSET && offset < ENTRIES_END) {
      return this.parts.entries.write((offset - ENTRY_OFFSET) >> 4, (offset & 0xf) >> 2, value);
    }
    return false;
  }

  private fixedRegister(offset: number) {
    return (this.parts.properties.is082 ? REGISTERS_082 : REGISTERS_07)[offset >> 2];
  }
}

/** The SRCMD row of an offset. */
function row(offset: number): number {
  return (offset - SRCMD) >> 5;
}
