import { describe, expect, it } from 'vitest';
import { assembleProgram, withWrongCheck } from './assembly/assembled.ts';
import { outcomeOf } from './guest.ts';
import { PROGRAMS } from './programs/index.ts';

describe.each(PROGRAMS)('the program $name', (program) => {
  it('passes, and machine and reference agree in every step', () => {
    expect(outcomeOf(program)).toBe('passed');
  });

  it('reports each check that fails', () => {
    const assembled = assembleProgram(program.source);
    const numbers = assembled.checks.map((_, i) => i + 1);
    expect(numbers.length).toBeGreaterThan(0);
    const outcomes = numbers.map((n) => outcomeOf(program, withWrongCheck(assembled, n)));
    expect(outcomes).toEqual(numbers.map((n) => `failed ${n}`));
  });
});
