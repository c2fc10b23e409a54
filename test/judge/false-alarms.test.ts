import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseInput } from '../../src/input/text.ts';
import { Executor } from '../../src/judge/executor.ts';
import { parseDesign } from '../../src/machine/design.ts';
import { SILENT } from '../../src/machine/probe.ts';
import { groupOf } from '../quirks/quirk-row.ts';

const FOLDER = new URL('false-alarms/', import.meta.url);
const fixed = new Executor(parseDesign('fixed'), SILENT, { oracle: true, auditor: true, paranoid: true });

describe('what was once an alarm on the mended design is none:', () => {
  it.each(readdirSync(FOLDER))('%s', (file) => {
    const { input } = parseInput(readFileSync(new URL(file, FOLDER), 'utf8'), file);
    expect(groupOf(fixed.run(input))).toBe('clean');
  });
});
