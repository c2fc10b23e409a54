import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { INSTRUCTION_COUNT } from '../../src/input/layout.ts';
import { parseInput, printInput } from '../../src/input/text.ts';
import { Executor } from '../../src/judge/executor.ts';
import { type Design, parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { QUIRK_IDS, QUIRKS, type QuirkId } from '../../src/machine/quirks.ts';
import { FOLDER, groupOf, inputOf, textOf } from './quirk-row.ts';
import { QUIRK_TABLE } from './quirk-table.ts';
import { TLB_QUIRK_TABLE } from './tlb-quirk-table.ts';

/** An executor of a TLB, everything else mended but for the quirks. */
function mendedBut(tlb: Design['tlb'], quirks: readonly QuirkId[]): Executor {
  const design = { ...parseDesign('fixed', quirks.map((id) => `+${id}`).join(',')), tlb };
  return new Executor(design, SILENT, { oracle: true, auditor: true, paranoid: true });
}

const ROWS = [...QUIRK_TABLE.map((row) => ({ ...row, tlb: 'v2' as const })), ...TLB_QUIRK_TABLE];
const named = ROWS.map((row) => ({ ...row, name: row.story, effect: QUIRKS[row.quirk].effect }));
type NamedRow = (typeof named)[number];
const mended = new Map(ROWS.map(({ tlb }) => [tlb, mendedBut(tlb, [])]));

/** Refs of the quirks that one hart can show: decisions.md, Quirk lists (B02 is B01's switch). */
// biome-ignore format: a table
const ONE_HART = [
  'B01', 'B03', 'B04', 'B05', 'B06', 'B07', 'B08', 'B11', 'B12', 'B13', 'B14', 'B15', 'B16', 'B17', 'B18', 'B21', 'B22', 'B23',
  'B24', 'B34', 'B37', 'base-a', 'base-b', 'base-d', 'base-e', 'base-f', 'base-g', 'base-h',
];

describe('the quirk table', () => {
  it.each(ONE_HART)('is about %s', (ref) => {
    expect(QUIRK_TABLE.map((row) => QUIRKS[row.quirk].ref)).toContain(ref);
  });

  it.each(QUIRK_IDS)('has a row for %s', (id) => {
    expect(ROWS.map((row) => row.quirk)).toContain(id);
  });

  it('has a row for every stored input, under the ref of its quirk', () => {
    const files = readdirSync(FOLDER).map((name) => name.replace(/\.txt$/, ''));
    expect(files.sort()).toEqual(ROWS.map((row) => row.story).sort());
    const strangers = ROWS.filter((row) => {
      const ref = QUIRKS[row.quirk].ref.toLowerCase();
      return !row.story.startsWith(ref) && !(row.story === 'b02' && ref === 'b01');
    });
    expect(strangers).toEqual([]);
  });

  it.each(named)('$name is canonical text of a few instructions that says what it is', (row) => {
    const text = textOf(row);
    const { input, notes } = parseInput(text, row.story);
    expect(printInput(input, notes)).toBe(text);
    expect(notes.comments.get('head')?.before.length).toBeGreaterThanOrEqual(1);
    expect(input[INSTRUCTION_COUNT]).toBeLessThanOrEqual(5);
  });
});

describe('a quirk shows', () => {
  it.each(named)('in $name: $effect', (row: NamedRow) => {
    const { quirk, companions = [], kind, group, tlb } = row;
    const executor = mendedBut(tlb, [...companions, quirk]);
    const finding = executor.run(inputOf(row));
    expect(groupOf(finding)).toBe(`${kind}/${group}`);
    if (finding === undefined) return;
    expect([...executor.causes(inputOf(row), finding)].sort()).toEqual([...companions, quirk].sort());
  });

  it.each(named)('in $name only when it is on', (row: NamedRow) => {
    const { companions, tlb } = row;
    if (companions !== undefined) expect(groupOf(mendedBut(tlb, companions).run(inputOf(row)))).toBe('clean');
    expect(groupOf(mended.get(tlb)?.run(inputOf(row)))).toBe('clean');
  });

  it.each(TLB_QUIRK_TABLE)('in $story not under the TLB of fixed', (row) => {
    const { quirk, companions = [] } = row;
    expect(groupOf(mendedBut('v2', [...companions, quirk]).run(inputOf(row)))).toBe('clean');
  });
});
