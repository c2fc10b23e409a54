/** What an observer of the machine may see. The machine does not know who listens. */
export interface Probe {
  /** Something worth telling apart happened: `key` (any int32) within `domain` (a DOMAIN_ number). */
  feature(domain: number, key: number): void;
}

/**
 * Kinds of features, apart so that an abundant kind cannot drown a rare one.
 * - entry-edge: from one translation state of a TLB entry to the next, labelled by the event (state.ts)
 * - outcome: what became of an access: type, mmu index, region kind, outcome
 * - decision: what a device decided and by what kind of rule
 * - trap: cause by instruction kind and mode
 * - block: how code was found, kept, linked, removed
 * - rights: what PMP decided by what kind of entry, what became of writes to CSRs that rights hang on, and what a page
 *   may be used for after the TLB forgot it
 * - iopmp: what the IOPMP decided by what kind of entry, how it reacted, and what became of writes to its registers
 */
export const DOMAINS = ['entry-edge', 'outcome', 'decision', 'trap', 'block', 'iopmp', 'rights'] as const;
export const DOMAIN_ENTRY = 0;
export const DOMAIN_OUTCOME = 1;
export const DOMAIN_DECISION = 2;
export const DOMAIN_TRAP = 3;
export const DOMAIN_BLOCK = 4;
export const DOMAIN_IOPMP = 5;
export const DOMAIN_RIGHTS = 6;

/** Hears everything, does nothing. */
export const SILENT: Probe = { feature() {} };
