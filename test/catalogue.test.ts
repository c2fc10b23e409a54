import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plainSignature } from '../src/campaign/behind.ts';
import { Executor } from '../src/judge/executor.ts';
import { type Design, parseDesign, parseDesignLine } from '../src/machine/design.ts';
import { SILENT } from '../src/machine/probe.ts';
import { QUIRK_IDS, QUIRKS, type QuirkId } from '../src/machine/quirks.ts';
import { readInputFile } from '../src/store/input-file.ts';
import { readCrashes } from '../src/store/stored-crashes.ts';
import { readTriage } from '../src/store/triage-file.ts';
import { GroupBook } from '../src/triage/group-book.ts';
import { groupOf } from './quirks/quirk-row.ts';

const FOLDER = 'crashes';
/** Quirks of the IOPMP without an entry: no campaign has found them alone, whatever was switched off beside them. */
// biome-ignore format: a list
const WITHOUT_ENTRY: readonly QuirkId[] = [
  'page-verdict-by-hit',
  'early-error-records-piece',
  'end-starts-transaction',
  'block-probed-by-byte',
  'offset-counted-twice',
];
const book = new GroupBook(readTriage(FOLDER));
const entries = readCrashes(FOLDER).map(({ name, folder, record, minimal }) => {
  const first = readInputFile(join(folder, 'first.txt'));
  const explanation = readFileSync(join(folder, 'explanation.txt'), 'utf8');
  return { name, record, minimal, inputs: [minimal, first], explanation, note: book.of(name).note ?? '' };
});

function executorOf(design: Design): Executor {
  return new Executor(design, SILENT, { oracle: true, auditor: true, paranoid: false });
}

const fixed = executorOf(parseDesign('fixed'));
const recorded = new Map(
  [...new Set(entries.map(({ record }) => record.design))].map((line) => {
    return [line, executorOf(parseDesignLine(line))] as const;
  }),
);

describe('the catalogue of crashes', () => {
  it.each(entries)('has $name as it is recorded', ({ name, record, minimal, inputs }) => {
    const executor = recorded.get(record.design);
    const group = plainSignature(name);
    expect(inputs.map(({ input }) => groupOf(executor?.run(input)))).toEqual([group, group]);
    const finding = executor?.run(minimal.input);
    expect(finding && executor?.causes(minimal.input, finding)).toEqual(record.causes);
  });

  it.each(entries)('has $name, which is clean on the fixed design', ({ inputs }) => {
    expect(inputs.map(({ input }) => groupOf(fixed.run(input)))).toEqual(['clean', 'clean']);
  });

  it.each(entries)('says of $name in one sentence what to mend', ({ note, explanation }) => {
    expect(note).toMatch(/^[A-Z][^\n]{80,}; [^\n]{20,}[^.]\.$/);
    expect(note).not.toMatch(/[.!?] [A-Z]/);
    expect(explanation.startsWith(`${note}\n\n`)).toBe(true);
  });

  it.each(entries)('has $name from quirks that exist', ({ record }) => {
    expect(record.causes.length).toBeGreaterThan(0);
    expect(QUIRK_IDS).toEqual(expect.arrayContaining([...record.causes]));
  });

  it.each(QUIRK_IDS.filter((id) => QUIRKS[id].set === 'tlb'))('has an entry for %s alone', (id) => {
    const causes = entries.map(({ record }) => record.causes.join());
    expect(causes).toContain(id);
  });

  it('has an entry for each quirk of the IOPMP alone but for those that are listed', () => {
    const single = entries
      .filter(({ record }) => parseDesignLine(record.design).name === 'posted')
      .map(({ record }) => record.causes.join());
    const missing = QUIRK_IDS.filter((id) => QUIRKS[id].set === 'iopmp' && !single.includes(id));
    expect(missing).toEqual(WITHOUT_ENTRY);
  });
});
