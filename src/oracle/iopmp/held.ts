/** Whether registers hold the values of other ones, part by part; runs per execution. */
import type { Domains } from './domains.ts';
import type { EntryFile, EntryRegisters } from './entry-file.ts';
import type { Errors } from './errors.ts';
import type { Locks } from './locks.ts';
import type { Sources } from './sources.ts';
import type { Stall } from './stall.ts';

interface LockRegisters {
  readonly mdlck: number;
  readonly mdlckh: number;
  readonly mdcfglck: number;
  readonly entrylck: number;
}

interface StallRegisters {
  readMdstall(): number;
  readMdstallh(): number;
  readRridscp(): number;
}

interface ErrorRegisters {
  readCfg(): number;
  readInfo(): number;
  readAddr(): number;
  readAddrh(): number;
  readReqid(): number;
  readMsiaddr(): number;
  readMsiaddrh(): number;
}

/** The registers of an IOPMP as something else than this one has them. */
export interface IopmpRegisters {
  /** The word at `offset`, a multiple of 4; asked for those below MDSTALL. */
  read32(offset: number): number;
  readonly registers: {
    readonly locks: LockRegisters;
    readonly stall: StallRegisters;
    readonly errors: ErrorRegisters;
    /** Of ERR_MFR: bit r & 31 of word r >> 5 is SV[r]; the window where the next read begins. */
    readonly log: { readonly sv: ArrayLike<number>; readonly svi: number };
    /** MDCFG by domain. */
    readonly domains: { readonly top: ArrayLike<number> };
    /** The SRCMD table, 8 words a row; 0 where a row has no such word. */
    readonly sources: { readonly words: ArrayLike<number> };
    readonly entries: EntryRegisters;
  };
}

/** The parts that have registers from MDSTALL on. */
interface HeldParts {
  readonly locks: Locks;
  readonly stall: Stall;
  readonly errors: Errors;
  readonly domains: Domains;
  readonly sources: Sources;
  readonly entries: EntryFile;
}

/** True if all registers from MDSTALL on hold these values. */
export function partsHold(parts: HeldParts, registers: IopmpRegisters['registers']): boolean {
  return (
    errorsHold(parts.errors, registers.errors) &&
    parts.errors.log.holds(registers.log.sv, registers.log.svi) &&
    locksHold(parts.locks, registers.locks) &&
    stallHolds(parts.stall, registers.stall) &&
    parts.domains.holds(registers.domains.top) &&
    parts.sources.holds(registers.sources.words) &&
    parts.entries.holds(registers.entries)
  );
}

function locksHold(locks: Locks, other: LockRegisters): boolean {
  return (
    locks.mdlck === other.mdlck &&
    locks.mdlckh === other.mdlckh &&
    locks.readMdcfglck() === other.mdcfglck &&
    locks.readEntrylck() === other.entrylck
  );
}

function stallHolds(stall: Stall, other: StallRegisters): boolean {
  return (
    stall.readMdstall() === other.readMdstall() &&
    stall.mdstallh === other.readMdstallh() &&
    stall.readRridscp() === other.readRridscp()
  );
}

function errorsHold(errors: Errors, other: ErrorRegisters): boolean {
  return (
    errors.errCfg === other.readCfg() &&
    errors.readErrInfo() === other.readInfo() &&
    errors.errReqaddr === other.readAddr() &&
    errors.errReqaddrh === other.readAddrh() &&
    errors.errReqid === other.readReqid() &&
    errors.errMsiaddr === other.readMsiaddr() &&
    errors.errMsiaddrh === other.readMsiaddrh()
  );
}
