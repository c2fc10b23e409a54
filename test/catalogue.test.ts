import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Executor } from '../src/judge/executor.ts';
import { type Design, parseDesign, parseDesignLine } from '../src/machine/design.ts';
import { SILENT } from '../src/machine/probe.ts';
import { QUIRK_IDS, QUIRKS } from '../src/machine/quirks.ts';
import { readInputFile } from '../src/store/input-file.ts';
import { readCrashes } from '../src/store/stored-crashes.ts';
import { readTriage } from '../src/store/triage-file.ts';
import { GroupBook } from '../src/triage/group-book.ts';
import { groupOf } from './quirks/quirk-row.ts';

const FOLDER = 'crashes';
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
    expect(inputs.map(({ input }) => groupOf(executor?.run(input)))).toEqual([name, name]);
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
});
