import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { identity } from '../../src/input/identity.ts';
import { HAS_STOP, INSTRUCTION_COUNT } from '../../src/input/layout.ts';
import { parseInput, printInput } from '../../src/input/text.ts';

const FOLDER = new URL('../../corpus/', import.meta.url);
const SEEDS = readdirSync(FOLDER).filter((name) => name.startsWith('seed-'));

describe('the seeds', () => {
  it('are at least forty', () => {
    expect(SEEDS.length).toBeGreaterThanOrEqual(40);
  });

  it.each(SEEDS)('%s is canonical, named by its identity, and says what it is', (name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8');
    const { input, notes } = parseInput(text, name);
    expect(printInput(input, notes)).toBe(text);
    expect(name).toBe(`seed-${identity(input)}.txt`);
    expect(notes.comments.get('head')?.before.length).toBeGreaterThanOrEqual(1);
  });

  it.each(SEEDS)('%s is a program with an end', (name) => {
    const { input } = parseInput(readFileSync(new URL(name, FOLDER), 'utf8'), name);
    expect(input[HAS_STOP]).toBe(1);
    expect(input[INSTRUCTION_COUNT]).toBeGreaterThanOrEqual(12);
  });
});
