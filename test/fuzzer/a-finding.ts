import type { Finding } from '../../src/judge/finding.ts';

/** A finding like any other. */
export const FINDING: Finding = {
  kind: 'permission-mismatch',
  role: 'load',
  states: 'ram-for-access-fault',
  rule: 'default-deny',
  step: 1,
  detail: 'a load was let through',
  beside: [],
};
