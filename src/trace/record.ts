/**
 * What one execution of an input did, step by step: a fixed-size record per step in one Int32Array. The machine
 * writes one, the reference writes its own, the judge compares them. A step is one instruction that retired, one that
 * trapped, or one interrupt taken. 64-bit values are two words, low half first.
 */
export const RECORD = 32;

/** One of the STEP_ kinds. */
export const R_KIND = 0;
/** How the instruction was fetched: FETCH_ bits. */
export const R_FETCH = 1;
/** Virtual pc of the instruction (of the interrupted one for STEP_INTERRUPT). */
export const R_PC = 2;
/** The instruction as executed: 32 bits, a compressed one in the low 16; 0 if the fetch itself trapped. */
export const R_WORD = 4;
/** Physical address at which the instruction was read; 0 where a running block goes on and where nothing was read. */
export const R_FETCH_PA = 5;
/** Destination register (0 = none) and the value it holds after the step, if the step retired. */
export const R_RD = 7;
export const R_VALUE = 8;
/** For traps: mcause/scause without the interrupt bit, then tval. */
export const R_CAUSE = 10;
export const R_TVAL = 11;
/**
 * Two access records; an AMO or SC has its load half first, a page-crossing access its lower page first. An access that
 * ended on its first page has no second record, unless the second page's translation was what failed. Where the first
 * word of a record is 0 there is no access and the other words mean nothing.
 */
export const R_ACCESS = 14;
export const ACCESSES = 2;
/** Privilege in which the instruction was fetched. */
export const R_MODE = 13;

export const STEP_NONE = 0;
export const STEP_RETIRED = 1;
export const STEP_EXCEPTION = 2;
export const STEP_INTERRUPT = 3;
/**
 * Stopped by a watchpoint before the data of the access moved: R_CAUSE is 0 for a load and 1 for a store, R_TVAL the virtual
 * address of the access. The instruction runs again, as the next step, with watchpoints off.
 */
export const STEP_WATCHPOINT = 4;

/** The block was looked up for this instruction (first of its block, not reached by a link). */
export const FETCH_LOOKUP = 1;
/** First instruction of a block that was reached by a link: no lookup. Neither bit: the running block goes on. */
export const FETCH_LINK = 2;
/** A page walk was made for the page of the pc, for the second page of a straddling instruction. */
export const FETCH_WALKED = 4;
export const FETCH_WALKED_SECOND = 8;
/** Read piecewise as code loads: 4 bytes if pc % 4 = 0, else 2 and, if needed, 2 more. */
export const FETCH_UNCACHED = 16;
/**
 * A page walk was made for the first, for the second portion of an access, and the portion has no record: a watchpoint
 * stopped the step, or the data of the first portion failed when both had been looked up. Of a probe the second is the
 * look as a store, after the one as a load was refused.
 */
export const UNRECORDED_WALKED = 32;
export const UNRECORDED_WALKED_SECOND = 64;

// --- One access: RECORD words R_ACCESS + k * ACCESS_STRIDE --------------------------------------------------------
export const ACCESS_STRIDE = 8;
/** 0 = no access; else one ACCESS_ type, one outcome, size and flags packed as below. */
export const A_INFO = 0;
/** Virtual address of the first byte. */
export const A_VA = 1;
/** Physical address of the first byte, if the access reached one. */
export const A_PA = 3;
/**
 * The bytes moved, zero-extended: loaded value or stored value. For the store of a cache block, see {@link isBlockStore}, a
 * mask instead: bit i is set if the store of byte i, 0 to 63, was refused without a bus error. Bytes refused before one
 * that trapped stay set; the bits of those after it are 0, as are those of bytes that reached anything or that read-only
 * memory dropped, and all of a block in open RAM.
 */
export const A_DATA = 5;

/** Bits 1:0: 1 = load, 2 = store, 3 = probe (cache-block management: translated and permitted, nothing moves). */
export const ACCESS_LOAD = 1;
export const ACCESS_STORE = 2;
export const ACCESS_PROBE = 3;
export const ACCESS_TYPE_MASK = 3;
/** Bits 7:4: bytes of this piece, 1..8; 0 stands for a cache block of {@link BLOCK_BYTES}. */
export const BLOCK_BYTES = 64;
export const ACCESS_SIZE_SHIFT = 4;
export const ACCESS_SIZE_MASK = 0xf;
/** A page walk was made for this piece during the step. */
export const ACCESS_WALKED = 0x100;
/** A store half that stored nothing although it was made (a failed SC). */
export const ACCESS_NO_DATA = 0x200;
/** Bits 15:12: what became of it. */
export const OUTCOME_SHIFT = 12;
export const OUTCOME_MASK = 0xf;
/** Ended in a trap before or while data moved (cause and tval are the step's). */
export const OUTCOME_FAULT = 0;
/** Read or written in RAM. */
export const OUTCOME_RAM = 1;
/** Read or written in a device register block, UART or finisher. */
export const OUTCOME_IO = 2;
/** Denied by a checker without a bus error: read 0 or dropped. */
export const OUTCOME_BLOCKED = 3;
/** Accepted and dropped: a store to read-only memory. */
export const OUTCOME_DISCARDED = 4;
/** A probe that was permitted. */
export const OUTCOME_PROBED = 5;

/** Packs {@link A_INFO}. */
export function accessInfo(type: number, size: number, outcome: number, flags: number): number {
  return type | (size << ACCESS_SIZE_SHIFT) | (outcome << OUTCOME_SHIFT) | flags;
}

/** Outcome of a packed {@link A_INFO}. */
export function outcomeOf(info: number): number {
  return (info >> OUTCOME_SHIFT) & OUTCOME_MASK;
}

/** Type and size of an access; a store of 0 bytes is that of a cache block. */
const BLOCK_MASK = ACCESS_TYPE_MASK | (ACCESS_SIZE_MASK << ACCESS_SIZE_SHIFT);

/** True if a packed {@link A_INFO} is of the store of a cache block, whose {@link A_DATA} is a mask of bytes refused. */
export function isBlockStore(info: number): boolean {
  return (info & BLOCK_MASK) === ACCESS_STORE;
}
