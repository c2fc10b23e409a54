/** What a crash is: a disagreement between machine and reference, or a broken rule of the TLB path. */

/**
 * Kinds of crashes in order of precedence: within one step the first that applies names the crash.
 * @source tlb-iommu-path.md section 7
 */
export const CRASH_KINDS = [
  { name: 'dual-addend', says: 'a second, different addend was to be put into one TLB entry' },
  { name: 'assert', says: 'an assertion of the path fires' },
  { name: 'host-fault', says: 'data or dirty bits are touched where no RAM is' },
  {
    name: 'stale-translation',
    says: 'a cached translation serves that a flush just before would have replaced',
  },
  { name: 'permission-mismatch', says: 'an access ends otherwise than the rules require' },
  {
    name: 'flag-pollution',
    says: 'a TLB entry holds flags or a target that its own design does not give it',
  },
  { name: 'lost-dirty', says: 'a store to RAM is not seen by dirty logging or by cached code' },
  { name: 'device-mismatch', says: 'a device register reads otherwise than the specification says' },
  { name: 'state-mismatch', says: 'registers, CSRs or memory differ from the reference' },
  { name: 'hang', says: 'the step budget is spent without a retired instruction' },
] as const;

export type CrashKind = (typeof CRASH_KINDS)[number]['name'];

/** One crash. Two findings with the same kind and {@link signature} are one group. */
export interface Finding {
  readonly kind: CrashKind;
  /** Who was refused or let through: load, store, fetch, walk, a register, a CSR, entry, ...; access: whichever it was. */
  readonly role: string;
  /** What the machine did and what is required, e.g. `allowed-for-denied`. */
  readonly states: string;
  /** What decides: a family of the oracle's rules, the kind of slot that grants, or the name of the broken invariant. */
  readonly rule: string;
  /** Step in which it showed, from 0. */
  readonly step: number;
  /** One sentence for people, with addresses and values. */
  readonly detail: string;
  /** Findings of the auditor in the same run, `kind/signature`. */
  readonly beside: readonly string[];
}

/** Identity of the finding's group below its kind: role, state pair and rule as one kebab-case word. */
export function signature(finding: Pick<Finding, 'role' | 'states' | 'rule'>): string {
  return `${finding.role}-${finding.states}-${finding.rule}`;
}

/** Full name of the finding's group, `<kind>/<signature>`. */
export function groupName(
  finding: Pick<Finding, 'role' | 'states' | 'rule'> & { readonly kind: string },
): string {
  return `${finding.kind}/${signature(finding)}`;
}
