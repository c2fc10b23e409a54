import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
/**
 * Quirks of the IOPMP without an entry: campaigns have not found them alone on the posted design, or only as a group that
 * another quirk has given the catalogue.
 */
// biome-ignore format: a list
const WITHOUT_ENTRY: readonly QuirkId[] = [
  'srcmd-lock-takes-en', 'improper-mdcfg-shares', 'page-verdict-by-hit', 'rridscp-one-past', 'message-rrid-unchecked',
  'stall-etype-eight', 'suppression-ored', 'early-error-records-piece', 'msi-is-checked', 'mfr-empty-resets-index',
  'stall-format-1-by-table', 'mdstallh-always-there', 'rridscp-latched', 'mdlckh-off-by-one', 'end-starts-transaction',
  'bounds-wrap', 'tor-refused-becomes-off', 'block-probed-by-byte', 'update-asks-read', 'walk-rrid-zero',
  'notifies-known-rrids', 'offset-counted-twice', 'forwarded-by-words',
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

  it('has an entry for each quirk of the IOPMP alone but for those that are listed', () => {
    const single = entries
      .filter(({ record }) => record.design === 'posted')
      .map(({ record }) => record.causes.join());
    const missing = QUIRK_IDS.filter((id) => QUIRKS[id].set === 'iopmp' && !single.includes(id));
    expect(missing).toEqual(WITHOUT_ENTRY);
  });
});
