import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTriage, writeTriage } from '../../src/store/triage-file.ts';
import { scratchFolders } from './scratch-folder.ts';

const scratch = scratchFolders();

describe('triage.json', () => {
  it('gives back what was written, and nothing where there is none', () => {
    const folder = scratch();
    expect(readTriage(folder)).toEqual([]);
    const remarks = [
      { group: 'assert/a', into: 'assert/b', because: 'one line' },
      { group: 'assert/b', note: 'a "quote"', known: 'reported' },
    ];
    writeTriage(folder, remarks);
    expect(readTriage(folder)).toEqual(remarks);
  });

  it.each([
    ['{', ':1:2: found damaged JSON'],
    ['{"schema":2,"groups":[]}', ': schema 2 is of another version'],
    ['{"schema":1}', ': "groups": found nothing, expected a list'],
    [
      '{"schema":1,"groups":[{"group":"a/b","known":1}]}',
      ': "groups" 0: "known": found 1, expected a string',
    ],
    ['{"schema":1,"groups":[{"note":"n"}]}', ': "groups" 0: "group": found nothing, expected a string'],
  ])('that says %s is refused with the place', (text, message) => {
    const file = join(scratch(), 'triage.json');
    writeFileSync(file, text);
    expect(() => readTriage(join(file, '..'))).toThrow(`${file}${message}`);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});
