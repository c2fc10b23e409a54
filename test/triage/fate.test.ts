import { describe, expect, it } from 'vitest';
import { type Finding, groupName } from '../../src/judge/finding.ts';
import { R_VALUE, RECORD } from '../../src/trace/record.ts';
import { type Crash, fateOf } from '../../src/triage/fate.ts';

const lockstep = (rule: string, step: number): Finding => {
  const what = { kind: 'permission-mismatch', role: 'load', states: 'allowed-for-denied' } as const;
  return { ...what, rule, step, detail: '', beside: [] };
};
const audited = (rule: string, step: number): Finding => ({ ...lockstep(rule, step), states: 'broken' });

/** A trace of ten steps, one of which writes another value. */
function traceWith(step?: number): Int32Array {
  const trace = new Int32Array(10 * RECORD);
  if (step !== undefined) trace[step * RECORD + R_VALUE] = 1;
  return trace;
}

function fate(finding: Finding, found: Finding | undefined, changed?: number, steps = 10): string {
  const past = traceWith();
  const crash: Crash = { finding, name: groupName(finding), past, before: finding.step };
  return fateOf(crash, { found, beside: [], machine: { trace: traceWith(changed), steps } });
}

describe('a crash', () => {
  const crash = lockstep('world', 5);

  it('is the same where its group shows, at whatever step', () => {
    expect([fate(crash, crash), fate(crash, lockstep('world', 8), 2)]).toEqual(['same', 'same']);
    const name = groupName(audited('flags', 5));
    const machine = { trace: traceWith(), steps: 10 };
    const given = { finding: audited('flags', 5), name, past: traceWith(), before: 5 };
    expect(fateOf(given, { found: lockstep('pmp', 9), beside: [name], machine })).toBe('same');
  });

  it('is cured where it is gone and all before it is as it was', () => {
    expect(fate(crash, undefined)).toBe('cured');
    expect(fate(crash, undefined, 5)).toBe('cured');
    expect(fate(crash, lockstep('pmp', 6), 6)).toBe('cured');
  });

  it('is masked where what came before it changed', () => {
    expect(fate(crash, undefined, 4)).toBe('masked');
    expect(fate(crash, undefined, undefined, 4)).toBe('masked');
  });

  it('is masked where another crash stands in its place or before it', () => {
    expect(fate(crash, lockstep('pmp', 5))).toBe('masked');
    expect(fate(crash, lockstep('pmp', 3))).toBe('masked');
  });

  it('of the auditor is not masked by a later look at the rules', () => {
    expect(fate(audited('flags', 5), lockstep('pmp', 5))).toBe('cured');
    expect(fate(audited('flags', 5), audited('other', 3))).toBe('cured');
  });
});
