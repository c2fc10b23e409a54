/**
 * The IOPMP: rules that say which requester may access which bytes (iopmp.md 3 to 5 under spec 0.8.2 and 0.7), and, as
 * quirks under spec 0.7, what the posted model makes of them (6.5 to 6.9). Asking changes nothing but the answer; only
 * {@link Iopmp.refuse} records a violation.
 */
import { hasIopmp } from '../../../input/iopmp-rules.ts';
import type { Input } from '../../../input/layout.ts';
import type { Comparisons } from '../../comparisons.ts';
import type { Quirks } from '../../design.ts';
import { DOMAIN_IOPMP, type Probe } from '../../probe.ts';
import { STOP_STALL_SPIN } from '../../status.ts';
import { Culprit } from './culprit.ts';
import { Domains } from './domains.ts';
import { Entries } from './entries.ts';
import { ErrorRecord } from './error-record.ts';
import { FaultLog } from './fault-log.ts';
import { type Fate, Locks } from './locks.ts';
import { Properties } from './properties.ts';
import { type InterruptLine, type MsiPort, Reaction } from './reaction.ts';
import { kindOf, type RegisterParts, readRegister, readsQuietly, writeRegister } from './registers.ts';
import { Settings } from './settings.ts';
import { Sources } from './sources.ts';
import { Stall } from './stall.ts';
import { Transactions } from './transactions.ts';
import { Verdict } from './verdict.ts';

export { ALLOW_AMO, ALLOW_R, ALLOW_W, ALLOW_X } from './view.ts';

/** Told after every write that may alter a verdict: cached translations through the IOPMP are void. */
interface RuleListener {
  rulesChanged(): void;
}

/** What the IOPMP is wired to. */
export interface IopmpParts {
  readonly quirks: Quirks;
  readonly probe: Probe;
  readonly comparisons: Comparisons;
  readonly listener: RuleListener;
  readonly line: InterruptLine;
  readonly fate: Fate;
  readonly msi: MsiPort;
}

/** Kinds of features: a permitted question, a violation, a register write. */
const NOTE_QUESTION = 0;
const NOTE_VIOLATION = 1 << 24;
const NOTE_WRITE = 2 << 24;

export class Iopmp {
  private readonly properties: Properties;
  /** What has registers, to look at. */
  readonly registers: RegisterParts;
  private readonly transactions: Transactions;
  private readonly verdict: Verdict;
  private readonly culprit: Culprit;
  private readonly reaction: Reaction;
  private readonly probe: Probe;
  private readonly listener: RuleListener;
  private readonly fate: Fate;

  constructor({ quirks, probe, comparisons, listener, line, fate, msi }: IopmpParts) {
    const properties = new Properties(quirks);
    const settings = new Settings(properties);
    const locks = new Locks(properties, fate);
    const domains = new Domains(properties, settings, locks);
    const sources = new Sources(properties, locks);
    const entries = new Entries(properties, locks);
    const stall = new Stall(properties, sources, fate);
    const log = new FaultLog(properties, fate);
    const errors = new ErrorRecord(properties, log);
    const transactions = new Transactions(properties, fate);
    const registers = { properties, settings, locks, domains, sources, entries, stall, errors, log };
    const verdict = new Verdict({ ...registers, transactions, comparisons });
    const culprit = new Culprit({ properties, verdict, errors });
    this.properties = properties;
    this.registers = registers;
    this.transactions = transactions;
    this.verdict = verdict;
    this.culprit = culprit;
    this.reaction = new Reaction({
      properties,
      verdict,
      culprit,
      errors,
      log,
      transactions,
      fate,
      line,
      msi,
    });
    this.probe = probe;
    this.listener = listener;
    this.fate = fate;
  }

  /** True if the board has an IOPMP. */
  get present(): boolean {
    return this.properties.isPresent;
  }

  /** Spec 0.7: {@link quirks} may be on. */
  get isPosted(): boolean {
    return this.properties.isPosted;
  }

  /** The switches in force: those of the machine under spec 0.7, none under 0.8.2. */
  get quirks(): Quirks {
    return this.properties.quirks;
  }

  /** What a refused read without bus error returns, in each 4-byte lane. */
  get errData(): number {
    return this.properties.errData;
  }

  /** Bit r & 31 of word r >> 5: a subsequent violation of RRID r is logged. */
  get sv(): Int32Array {
    return this.registers.log.sv;
  }

  /** Window index of ERR_MFR. */
  get svi(): number {
    return this.registers.log.svi;
  }

  /** What the last {@link match} found: its answer holds for the whole page. */
  get wholePage(): boolean {
    return this.verdict.wholePage;
  }

  /** The state that trusted firmware leaves (layout.ts, IOPMP block). Costs nothing where none was and none is. */
  reset(input: Input): void {
    const { properties, registers } = this;
    if (!properties.isPresent && !hasIopmp(input)) return;
    properties.load(input);
    registers.settings.reset(input);
    registers.locks.reset(input);
    registers.domains.reset(input);
    registers.sources.reset(input);
    registers.entries.reset(input);
    registers.stall.reset();
    registers.errors.reset(input);
    registers.log.reset();
    this.transactions.reset();
    this.verdict.reset();
    this.culprit.reset();
    this.reaction.reset();
  }

  /** The register at `offset`, a multiple of 4, as int32. */
  read32(offset: number): number {
    return readRegister(this.registers, offset) | 0;
  }

  write32(offset: number, value: number): void {
    const before = readsQuietly(offset) ? this.read32(offset) : 0;
    const changes = writeRegister(this.registers, offset, value);
    if (readsQuietly(offset)) this.noteWrite(offset, value, before);
    if (!changes) return;
    this.verdict.view.outdate();
    this.listener.rulesChanged();
  }

  /** ALLOW_ bits of the transaction [address, address + size). */
  allowed(rrid: number, address: number, size: number): number {
    return this.verdict.allowed(rrid, address, size);
  }

  /** True if every transaction inside the page of `page` gets the same ALLOW_ bits. */
  isUniform(rrid: number, page: number): boolean {
    return this.verdict.isUniform(rrid, page);
  }

  /** ALLOW_ bits at one address, as the posted model is asked; sets {@link wholePage}. */
  match(rrid: number, address: number): number {
    return this.verdict.match(rrid, address);
  }

  /** True if an access of the RRID is tried for ever: it is stalled, and stalled accesses are not refused. */
  holds(rrid: number): boolean {
    const { settings, stall, errors } = this.registers;
    if (!settings.enabled || rrid >= this.properties.rridNum || !stall.holds(rrid)) return false;
    return !errors.refusesStalled;
  }

  /** Tells the observer how the last {@link allowed} or {@link match} was decided. `allowed`: its answer. */
  note(allowed: number): void {
    this.probe.feature(DOMAIN_IOPMP, NOTE_QUESTION | (allowed << 8) | this.decided());
  }

  /**
   * A piece, `pieceSize` bytes at `at`, of a refused part of an access, `partSize` bytes at `start`. Records it and
   * reacts. True: bus error; otherwise data are {@link errData}.
   */
  refuse(
    rrid: number,
    start: number,
    partSize: number,
    at: number,
    pieceSize: number,
    access: number,
    amo: boolean,
  ): boolean {
    if (this.holds(rrid)) this.fate.die(STOP_STALL_SPIN);
    const byByte = this.quirks['length-unknown'];
    this.culprit.find(rrid, byByte ? at : start, byByte ? 1 : partSize, access);
    const key = this.decided() | (this.culprit.etype << 8) | (this.culprit.suppress << 16);
    const busError = this.reaction.react(rrid, at);
    const kind = access | (amo ? 4 : 0) | (pieceSize > 4 ? 8 : 0);
    this.probe.feature(DOMAIN_IOPMP, NOTE_VIOLATION | key | (this.reaction.last << 12) | (kind << 26));
    return busError;
  }

  /** A message that the bytes `first` to `last` of an RRID begin or end to be transferred. */
  message(rrid: number, first: number, last: number, isEnd: boolean): void {
    this.transactions.message(rrid, first, last, isEnd);
  }

  /** What decided the last question: BY_ number, mode of the deciding entry, 0 if none. */
  private decided(): number {
    const { by, decider } = this.verdict;
    return by | ((decider < 0 ? 0 : this.registers.entries.modeOf(decider)) << 4);
  }

  /** Tells the observer whether a write was taken as it was, changed or dropped. */
  private noteWrite(offset: number, value: number, before: number): void {
    const after = this.read32(offset);
    const fate = after === (value | 0) ? 0 : after === before ? 1 : 2;
    const enabled = this.registers.settings.enabled ? 4 : 0;
    this.probe.feature(DOMAIN_IOPMP, NOTE_WRITE | (kindOf(offset) << 4) | fate | enabled);
  }
}
