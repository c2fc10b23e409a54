import { describe, expect, it } from 'vitest';
import { INITIAL_CSRS } from '../../src/input/layout.ts';
import { csrNumber } from '../../src/isa/csr-names.ts';
import { ALLOWANCES, allowanceIndex } from '../../src/oracle/allowances.ts';
import { CSRS, STATELESS_CSRS } from '../../src/oracle/csr-rules.ts';
import { RULES, ruleIndex } from '../../src/oracle/rules.ts';

describe.each([
  ['RULES', RULES],
  ['ALLOWANCES', ALLOWANCES],
])('%s', (_name, table) => {
  it('has unique names in kebab-case and a source for each', () => {
    expect(new Set(table.map((line) => line.name)).size).toBe(table.length);
    for (const { name, source } of table) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(source).not.toBe('');
    }
  });
});

describe('CSRS', () => {
  const all = [...CSRS, ...STATELESS_CSRS];

  it('agrees with the names of the assembler', () => {
    for (const { name, number } of all) expect([name, csrNumber(name)]).toEqual([name, number]);
  });

  it('holds each number once and every initial CSR', () => {
    expect(new Set(all.map((csr) => csr.number)).size).toBe(all.length);
    for (const name of INITIAL_CSRS) expect(CSRS.map((csr) => csr.name)).toContain(name);
  });
});

it('indexes are those of the tables', () => {
  RULES.forEach((rule, i) => {
    expect(ruleIndex(rule.name)).toBe(i);
  });
  ALLOWANCES.forEach((allowance, i) => {
    expect(allowanceIndex(allowance.name)).toBe(i);
  });
});
