import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INSTRUCTION_COUNT, type Input } from '../../src/input/layout.ts';
import { parseInput, printInput } from '../../src/input/text.ts';
import { Executor } from '../../src/judge/executor.ts';
import { DESIGNS, type Design, designLine, parseDesign, TLBS } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { QUIRK_IDS, type QuirkId } from '../../src/machine/quirks.ts';
import { groupOf } from '../quirks/quirk-row.ts';
import { DESIGN_TABLE, type DesignRow } from './design-table.ts';

const FOLDER = new URL('inputs/', import.meta.url);
/** The designs with everything as posted, one for each TLB. */
const AS_POSTED = Object.keys(DESIGNS).filter((name) => name !== 'fixed');

function textOf({ tlb }: DesignRow): string {
  return readFileSync(new URL(`${tlb}.txt`, FOLDER), 'utf8');
}

function inputOf(row: DesignRow): Input {
  return parseInput(textOf(row), row.tlb).input;
}

const executors = new Map<string, Executor>();

/** What a design makes of a row's input. */
function crashOf(row: DesignRow, design: Design): string {
  const line = designLine(design);
  const known = executors.get(line);
  const executor = known ?? new Executor(design, SILENT, { oracle: true, auditor: true, paranoid: true });
  executors.set(line, executor);
  return groupOf(executor.run(inputOf(row)));
}

/** A TLB with these quirks and no others. */
function withOnly(tlb: Design['tlb'], quirks: readonly QuirkId[]): Design {
  const name = AS_POSTED.find((design) => parseDesign(design).tlb === tlb) ?? expect.fail(tlb);
  const off = QUIRK_IDS.filter((id) => !quirks.includes(id)).map((id) => `-${id}`);
  return parseDesign(name, off.join(','));
}

describe('the table of TLB designs', () => {
  it('has one row for each, and one stored input for each row', () => {
    expect(DESIGN_TABLE.map(({ tlb }) => tlb).sort()).toEqual([...TLBS].sort());
    expect(readdirSync(FOLDER).sort()).toEqual(TLBS.map((tlb) => `${tlb}.txt`).sort());
  });

  it.each(DESIGN_TABLE)(
    'stores for $tlb canonical text of a few instructions that says what it is',
    (row) => {
      const { input, notes } = parseInput(textOf(row), row.tlb);
      expect(printInput(input, notes)).toBe(textOf(row));
      expect(notes.comments.get('head')?.before.length).toBeGreaterThanOrEqual(1);
      expect(input[INSTRUCTION_COUNT]).toBeLessThanOrEqual(5);
    },
  );
});

describe.each(DESIGN_TABLE)('the input of $tlb', (row) => {
  const crash = `${row.kind}/${row.group}`;

  it('crashes it with the companions alone, and with everything as posted', () => {
    expect(crashOf(row, withOnly(row.tlb, row.companions))).toBe(crash);
    const names = AS_POSTED.filter((name) => crashOf(row, parseDesign(name)) === crash);
    expect(names.map((name) => parseDesign(name).tlb)).toEqual([row.tlb]);
  });

  it.each(TLBS.filter((tlb) => tlb !== row.tlb))('does not crash %s so with the same companions', (tlb) => {
    expect(crashOf(row, withOnly(tlb, row.companions))).not.toBe(crash);
  });

  it('does not crash it so without each of the companions, nor the mended design', () => {
    for (const id of row.companions) {
      const others = row.companions.filter((other) => other !== id);
      expect(crashOf(row, withOnly(row.tlb, others))).not.toBe(crash);
    }
    expect(crashOf(row, parseDesign('fixed'))).toBe('clean');
  });
});
