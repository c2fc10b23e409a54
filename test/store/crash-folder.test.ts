import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/bits/errors.ts';
import { emptyInput } from '../../src/input/empty.ts';
import { CrashFolder, type StoredCrash } from '../../src/store/crash-folder.ts';
import { RECORD_SCHEMA } from '../../src/store/crash-record.ts';
import { designOf, expectationOf } from '../../src/store/expectation.ts';
import { readInputFile } from '../../src/store/input-file.ts';
import { readCrashes } from '../../src/store/stored-crashes.ts';
import { inputs } from '../arbitraries/input.ts';
import { scratchFolders } from './scratch-folder.ts';

const scratch = scratchFolders();

function crashOf(signature: string, minimal = emptyInput(), first = emptyInput()): StoredCrash {
  const expectation = { kind: 'assert', group: signature, step: 3, digest: '1:0123' };
  return {
    record: {
      schema: RECORD_SCHEMA,
      version: '0',
      kind: 'assert',
      signature,
      design: 'posted -B14',
      quirks: ['a-quirk'],
      causes: ['a-quirk'],
      seed: '1',
      execution: 9,
      address: '1:9',
      step: 3,
      digest: '1:0123',
      role: 'load',
      states: 'a-b',
      rule: 'none',
      beside: [],
    },
    minimal: { input: minimal, expectation },
    first: { input: first, expectation: { ...expectation, step: 5 } },
    explanation: 'in words',
  };
}

describe('CrashFolder', () => {
  it('is read back as it was written, with how it was made small or without', () => {
    const minimization = { executions: 7, isMinimal: false, slips: ['assert/other'] };
    const without = crashOf('group').record;
    for (const record of [without, { ...without, metWhile: 'assert/first', minimization }]) {
      const folder = scratch();
      new CrashFolder(folder).write({ ...crashOf('group'), record });
      expect(readCrashes(folder).map((crash) => crash.record)).toEqual([record]);
    }
  });

  it('gives back both inputs with expectation and design', () => {
    const folder = scratch();
    const crashes = new CrashFolder(folder);
    fc.assert(
      fc.property(inputs(), inputs(), (minimal, first) => {
        crashes.write(crashOf('group', minimal, first));
        const read = ['input.txt', 'first.txt'].map((name) =>
          readInputFile(join(folder, 'assert', 'group', name)),
        );
        expect(read.map(({ input }) => input)).toEqual([minimal, first]);
        expect(read.map(({ notes, file }) => expectationOf(notes, file)?.step)).toEqual([3, 5]);
        expect(read.map(({ notes }) => designOf(notes))).toEqual(['posted -B14', 'posted -B14']);
      }),
      { numRuns: 30 },
    );
  });

  it('puts four files into a folder of kind and group', () => {
    const folder = scratch();
    const crash = crashOf('load-a-b-none');
    new CrashFolder(folder).write(crash);
    const group = join(folder, 'assert', 'load-a-b-none');
    expect(readdirSync(group).sort()).toEqual(['explanation.txt', 'first.txt', 'input.txt', 'record.json']);
    expect(readFileSync(join(group, 'explanation.txt'), 'utf8')).toBe('in words\n');
    expect(JSON.parse(readFileSync(join(group, 'record.json'), 'utf8'))).toEqual(crash.record);
  });

  it.each(['', '..', 'a/b', 'a b', `${'x'.repeat(121)}`])('takes %j for no name of a folder', (signature) => {
    expect(() => new CrashFolder(scratch()).write(crashOf(signature))).toThrow(InvariantError);
  });
});
