/** Transaction types, as ERR_INFO has them. */
export const TT_READ = 1;
export const TT_WRITE = 2;
export const TT_FETCH = 3;

/** Error types; 1 to 3 are the transaction type that no entry permits. @source iopmp.md 4.7 */
export const ET_PARTIAL_HIT = 4;
export const ET_NO_ENTRY = 5;
export const ET_UNKNOWN_RRID = 6;
export const ET_STALLED = 7;

/** {@link Refusal.entry} of an error that no entry has caused. */
export const NO_ENTRY = -1;

/** Bits of ENTRY_CFG that suppress interrupt and bus error begin here, less 1: that of transaction type t is t further. */
const SUPPRESS_INTERRUPT = 4;
const SUPPRESS_ERROR = 7;

/** A transaction that was refused, and why. */
export class Refusal {
  rrid = 0;
  /** Address of its first byte. */
  lo = 0;
  hi = 0;
  /** One of TT_: a fetch that is checked as a read is a read. */
  ttype = TT_READ;
  etype = 0;
  /** The entry that is named, or {@link NO_ENTRY}. */
  entry = NO_ENTRY;
  /** ENTRY_CFG of the entries whose suppression bits count, ANDed; 0 if there are none. */
  suppression = 0;

  /** "every entry in the suppression set has its interrupt bit" */
  get suppressesInterrupt(): boolean {
    return ((this.suppression >>> (SUPPRESS_INTERRUPT + this.ttype)) & 1) !== 0;
  }

  get suppressesError(): boolean {
    return ((this.suppression >>> (SUPPRESS_ERROR + this.ttype)) & 1) !== 0;
  }
}
