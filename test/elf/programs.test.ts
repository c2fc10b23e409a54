import { describe, expect, it } from 'vitest';
import { INSTRUCTIONS } from '../../src/isa/table/index.ts';
import { assembleProgram, withWrongCheck } from './assembly/assembled.ts';
import { outcomeOf, outcomeOfVariant } from './guest.ts';
import { PROGRAMS } from './programs/index.ts';

describe.each(PROGRAMS)('the program $name', (program) => {
  it('passes, and machine and reference agree in every step', () => {
    expect(outcomeOf(program)).toBe('passed');
  });

  it('reports each check that fails', () => {
    const assembled = assembleProgram(program.source);
    const numbers = assembled.checks.map((_, i) => i + 1);
    expect(numbers.length).toBeGreaterThan(0);
    const outcomes = numbers.map((n) => outcomeOfVariant(program, withWrongCheck(assembled, n)));
    expect(outcomes).toEqual(numbers.map((n) => `failed ${n}`));
  });
});

describe('the programs together', () => {
  it('have every instruction of the table', () => {
    const words = new Set(PROGRAMS.flatMap(({ source }) => source.split(/\s+/).map(plainName)));
    const missing = INSTRUCTIONS.map(({ name }) => name).filter((name) => !words.has(name));
    expect(missing).toEqual([]);
  });

  it('have names of their own', () => {
    expect(new Set(PROGRAMS.map(({ name }) => name)).size).toBe(PROGRAMS.length);
  });
});

/** An instruction's name in the table, whatever alias or ordering a program writes. */
function plainName(word: string): string {
  const name = word.replace(/(?<=\.[wd])\.(aq|rl|aqrl)$/, '');
  return ALIASES[name] ?? name;
}

/** Spellings that the programs use of instructions that they do not write otherwise. */
const ALIASES: Readonly<Record<string, string>> = {
  csrr: 'csrrs',
  csrw: 'csrrw',
  csrs: 'csrrs',
  csrc: 'csrrc',
};
