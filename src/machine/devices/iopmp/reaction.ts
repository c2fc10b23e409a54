/** What a violation leads to: bus error or made-up data, record, log, interrupt (iopmp.md 4.8, FAULT of 5). */
import { FEATURE_ERR_REC } from '../../../input/layout.ts';
import { STOP_INDEX_OUT_OF_BOUNDS, STORE } from '../../status.ts';
import type { Culprit } from './culprit.ts';
import type { ErrorRecord } from './error-record.ts';
import type { FaultLog } from './fault-log.ts';
import type { Fate } from './locks.ts';
import type { Properties } from './properties.ts';
import type { Transactions } from './transactions.ts';
import type { Verdict } from './verdict.ts';
import { ALLOW_W } from './view.ts';

/** Told when an interrupt is raised. */
export interface InterruptLine {
  raise(): void;
}

/** Where an MSI goes: true if the 4-byte write failed. */
export interface MsiPort {
  sendMsi(address: number, data: number, rrid: number): boolean;
}

/** Addresses from this one on are not protected. */
const PROTECTED_END = 2 ** 32;
const MSI_BYTES = 4;

/** Parts that a violation concerns. */
export interface ReactionParts {
  readonly properties: Properties;
  readonly verdict: Verdict;
  readonly culprit: Culprit;
  readonly errors: ErrorRecord;
  readonly log: FaultLog;
  readonly transactions: Transactions;
  readonly fate: Fate;
  readonly line: InterruptLine;
  readonly msi: MsiPort;
}

export class Reaction {
  /** Reaction to the last violation: interrupt 1, bus error 2, recorded first 4, logged 8. */
  last = 0;

  private readonly parts: ReactionParts;

  constructor(parts: ReactionParts) {
    this.parts = parts;
  }

  reset(): void {
    this.last = 0;
  }

  /** Reacts to the violation that the culprit explains, of a piece at `piece`. True: bus error. */
  react(rrid: number, piece: number): boolean {
    const { properties, culprit, errors, log, transactions, fate } = this.parts;
    const isUnknown = rrid >= properties.rridNum;
    if (isUnknown && properties.quirks['unknown-rrid-unbounded']) fate.die(STOP_INDEX_OUT_OF_BOUNDS);
    const reacting = errors.reacting(culprit.access) & ~culprit.suppress;
    const interrupt = ((reacting >>> culprit.access) & 1) !== 0;
    const busError = ((reacting >>> culprit.access) & 8) !== 0;
    this.last = (interrupt ? 1 : 0) | (busError ? 2 : 0);
    if (reacting === 0 || !properties.has(FEATURE_ERR_REC)) return busError;
    if (transactions.hasReported(rrid)) return busError;
    if (errors.isValid) {
      log.add(rrid);
      this.last |= 8;
      return busError;
    }
    const ofPiece = culprit.isEarly && properties.quirks['early-error-records-piece'];
    const { access, etype, start, entry } = culprit;
    errors.record(access, etype, ofPiece ? piece : start, rrid, entry);
    this.last |= 4;
    if (interrupt) this.interrupt();
    return busError;
  }

  private interrupt(): void {
    const { errors, line, msi, properties } = this.parts;
    if (!errors.sendsMsi) {
      line.raise();
      return;
    }
    const address = errors.msiAddress;
    const failed =
      properties.quirks['msi-is-checked'] && this.isMsiRefused(address)
        ? this.refuseMsi(address)
        : msi.sendMsi(address, errors.msiData, properties.msiRrid);
    if (failed) errors.noteMsiError();
  }

  private isMsiRefused(address: number): boolean {
    const { verdict, properties } = this.parts;
    if (address >= PROTECTED_END) return false;
    return (verdict.allowed(properties.msiRrid, address, MSI_BYTES) & ALLOW_W) === 0;
  }

  /** The MSI write is a violation of its own, a subsequent one. True: bus error. */
  private refuseMsi(address: number): boolean {
    const { culprit, properties } = this.parts;
    const before = this.last;
    culprit.find(properties.msiRrid, address, MSI_BYTES, STORE);
    const failed = this.react(properties.msiRrid, address);
    this.last = before;
    return failed;
  }
}
