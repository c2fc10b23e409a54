import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { identity } from '../../src/input/identity.ts';
import { hasIopmp } from '../../src/input/iopmp-rules.ts';
import {
  HAS_STOP,
  INSTRUCTION_COUNT,
  IOPMP_MDCFG_FMT,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  STACK,
} from '../../src/input/layout.ts';
import { parseInput, printInput } from '../../src/input/text.ts';

const FOLDER = new URL('../../corpus/', import.meta.url);
const SEEDS = readdirSync(FOLDER).filter((name) => name.startsWith('seed-'));

const read = (name: string) => parseInput(readFileSync(new URL(name, FOLDER), 'utf8'), name).input;

describe('the seeds', () => {
  it('are at least forty without an IOPMP and thirty-eight with one', () => {
    const withOne = SEEDS.filter((name) => hasIopmp(read(name))).length;
    expect(SEEDS.length - withOne).toBeGreaterThanOrEqual(40);
    expect(withOne).toBeGreaterThanOrEqual(38);
  });

  it('have an IOPMP of each pair of formats and of both specifications, before and behind the checkers', () => {
    const inputs = SEEDS.map(read).filter(hasIopmp);
    const formats = inputs.map((input) => `${input[IOPMP_SRCMD_FMT]}/${input[IOPMP_MDCFG_FMT]}`);
    expect(new Set(formats).size).toBe(9);
    expect(new Set(inputs.map((input) => input[IOPMP_SPEC])).size).toBe(2);
    expect(new Set(inputs.map((input) => input[STACK])).size).toBe(2);
  });

  it.each(SEEDS)('%s is canonical, named by its identity, and says what it is', (name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8');
    const { input, notes } = parseInput(text, name);
    expect(printInput(input, notes)).toBe(text);
    expect(name).toBe(`seed-${identity(input)}.txt`);
    expect(notes.comments.get('head')?.before.length).toBeGreaterThanOrEqual(1);
  });

  it.each(SEEDS)('%s is a program with an end', (name) => {
    const input = read(name);
    expect(input[HAS_STOP]).toBe(1);
    expect(input[INSTRUCTION_COUNT]).toBeGreaterThanOrEqual(12);
  });
});
