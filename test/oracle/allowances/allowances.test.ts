import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Input } from '../../../src/input/layout.ts';
import { parseInput, printInput } from '../../../src/input/text.ts';
import { Executor } from '../../../src/judge/executor.ts';
import { parseDesign } from '../../../src/machine/design.ts';
import { SILENT } from '../../../src/machine/probe.ts';
import { ALLOWANCES, allowanceIndex } from '../../../src/oracle/allowances.ts';
import { storedSeeds } from '../../properties/samples.ts';
import { groupOf } from '../../quirks/quirk-row.ts';
import { ALLOWANCE_TABLE, type AllowanceRow } from './allowance-table.ts';

const FOLDER = new URL('inputs/', import.meta.url);
const OPTIONS = { oracle: true, auditor: false, paranoid: false };
const FIXED = parseDesign('fixed');

const executor = new Executor(FIXED, SILENT, OPTIONS);
const strict = new Executor(FIXED, SILENT, OPTIONS);
strict.reference.underWay.isStrict = true;

function textOf(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}

function inputOf({ name }: AllowanceRow, where: 'inside' | 'outside'): Input {
  return parseInput(textOf(`${name}-${where}.txt`), name).input;
}

/** Names of the allowances that a run of the input on the mended design needs. */
function usedBy(input: Input): string[] {
  const before = executor.allowances.slice();
  expect(groupOf(executor.run(input))).toBe('clean');
  return ALLOWANCES.map(({ name }) => name).filter((_, i) => executor.allowances[i] !== before[i]);
}

describe('the table of allowances', () => {
  it('has one row for each, and two stored inputs for each row', () => {
    const names = ALLOWANCES.map(({ name }) => name as string).sort();
    expect(ALLOWANCE_TABLE.map(({ name }) => name).sort()).toEqual(names);
    const files = names.flatMap((name) => [`${name}-inside.txt`, `${name}-outside.txt`]);
    expect(readdirSync(FOLDER).sort()).toEqual(files.sort());
  });

  it('stores canonical text', () => {
    for (const file of readdirSync(FOLDER)) {
      const { input, notes } = parseInput(textOf(file), file);
      expect(printInput(input, notes)).toBe(textOf(file));
    }
  });
});

describe.each(ALLOWANCE_TABLE)('the allowance $name', (row) => {
  it('lets the input inside it run clean, and counts it', () => {
    expect(usedBy(inputOf(row, 'inside'))).toEqual([row.name]);
  });

  it('is what keeps the input inside it from being an alarm', () => {
    expect(groupOf(strict.run(inputOf(row, 'inside')))).not.toBe('clean');
    expect(strict.allowances[allowanceIndex(row.name)]).toBeGreaterThan(0);
  });

  it('does not cover the input just outside it', () => {
    expect(groupOf(executor.run(inputOf(row, 'outside')))).toBe('clean');
    const spoiled = new Executor(FIXED, SILENT, OPTIONS);
    row.spoil(spoiled.machine);
    expect(groupOf(spoiled.run(inputOf(row, 'outside')))).toBe(row.crash);
  });
});

describe('with all allowances off', () => {
  it('those runs are alarms, and no others, that use one', () => {
    for (const { input, name } of storedSeeds()) {
      const isClean = strict.run(input) === undefined;
      expect(usedBy(input).length === 0, name).toBe(isClean);
    }
  });
});
