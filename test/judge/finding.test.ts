import { describe, expect, it } from 'vitest';
import { CRASH_KINDS, signature } from '../../src/judge/finding.ts';
import { familyOf, statePair } from '../../src/judge/grouping.ts';
import { RULES } from '../../src/oracle/rules.ts';

describe('the kinds of crashes', () => {
  it('stand in their order of precedence', () => {
    const order = [
      'dual-addend',
      'assert',
      'host-fault',
      'stale-translation',
      'permission-mismatch',
      'flag-pollution',
      'lost-dirty',
      'device-mismatch',
      'state-mismatch',
      'hang',
    ];
    expect(CRASH_KINDS.map((kind) => kind.name)).toEqual(order);
  });
});

describe('a group', () => {
  it('is named by role, states and rule', () => {
    expect(signature({ role: 'load', states: 'allowed-for-denied', rule: 'world' })).toBe(
      'load-allowed-for-denied-world',
    );
  });

  it.each([
    ['ram', 'blocked', 'allowed-for-denied'],
    ['ram', 'access-fault', 'allowed-for-denied'],
    ['retired', 'page-fault', 'allowed-for-denied'],
    ['blocked', 'io', 'denied-for-allowed'],
    ['page-fault', 'discarded', 'denied-for-allowed'],
    ['blocked', 'access-fault', 'other-denial'],
    ['page-fault', 'access-fault', 'other-denial'],
    ['ram', 'io', 'other-target'],
    ['probed', 'page-fault', 'allowed-for-denied'],
    ['ram', 'watched', 'allowed-for-watched'],
    ['ecall', 'ecall', 'other-target'],
    ['interrupt', 'retired', 'interrupt-for-allowed'],
    ['illegal', 'blocked', 'illegal-for-denied'],
    ['misaligned', 'illegal', 'misaligned-for-illegal'],
  ])('of %s where %s is required is %s', (machine, required, pair) => {
    expect(statePair(machine, required)).toBe(pair);
  });

  it.each([
    ['none', 'granted'],
    ['pte-pmp', 'pte-read'],
    ['pte-bus-error', 'pte-read'],
    ['pte-invalid', 'page-table'],
    ['va-not-canonical', 'page-table'],
    ['ad-update-pmp', 'ad-update'],
    ['pmp-partial', 'pmp'],
    ['world-no-slot', 'world'],
    ['register-world', 'register-file'],
    ['unassigned', 'no-target'],
    ['remap-no-target', 'no-target'],
    ['csr-absent', 'instruction'],
  ])('decided by the rule %s is of the family %s', (rule, family) => {
    expect(familyOf(rule)).toBe(family);
  });

  it('has few families for the many rules', () => {
    expect(new Set(RULES.map((rule) => familyOf(rule.name))).size).toBeLessThanOrEqual(10);
  });
});
