/**
 * What belongs to one group: a crash's role, the pair of what happened and what is required, and the deciding rule, each
 * in few words, so that one defect shows up in few groups.
 */

/** Outcome of an access or trap, as `compare.ts` names it, to what it means for a permission. */
const MEANING: Readonly<Record<string, string>> = {
  ram: 'allowed',
  io: 'allowed',
  discarded: 'allowed',
  retired: 'allowed',
  probed: 'allowed',
  blocked: 'denied',
  'access-fault': 'denied',
  'page-fault': 'denied',
};

/**
 * The state pair of a difference: `allowed-for-denied` and the like; `other-denial` when both sides refuse, `other-target`
 * when they come to the same otherwise.
 */
export function statePair(machine: string, required: string): string {
  const did = MEANING[machine] ?? machine;
  const should = MEANING[required] ?? required;
  if (did === should) return did === 'denied' ? 'other-denial' : 'other-target';
  return `${did}-for-${should}`;
}

/** Families of the oracle's rules, by the beginning of their names; the first that fits. */
const FAMILIES: readonly (readonly [prefix: string, family: string])[] = [
  ['pte-pmp', 'pte-read'],
  ['pte-bus', 'pte-read'],
  ['pte-', 'page-table'],
  ['va-', 'page-table'],
  ['ad-update', 'ad-update'],
  ['pmp-', 'pmp'],
  ['world-', 'world'],
  ['iopmp-', 'iopmp'],
  ['register-', 'register-file'],
  ['unassigned', 'no-target'],
  ['remap-', 'no-target'],
  ['none', 'granted'],
];

/** The family of a rule of the oracle; what is refused by the instruction itself is `instruction`. */
export function familyOf(rule: string): string {
  return FAMILIES.find(([prefix]) => rule.startsWith(prefix))?.[1] ?? 'instruction';
}

/** True for the families whose decision is the page walk's, whatever access it was made for: its role is the walk. */
export function isOfWalk(family: string): boolean {
  return family === 'pte-read' || family === 'page-table' || family === 'ad-update';
}
