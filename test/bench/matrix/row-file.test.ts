import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RowFile } from '../../../src/bench/matrix/row-file.ts';
import { ROW_HEADER } from '../../../src/bench/matrix/rows.ts';
import { scratchFolders } from '../../store/scratch-folder.ts';
import { aRow } from '../a-row.ts';

const scratch = scratchFolders();

describe('the file of rows', () => {
  it('begins with its header and grows by rows that are there when it is opened again', () => {
    const path = join(scratch(), 'trials.csv');
    const file = new RowFile(path);
    expect(readFileSync(path, 'utf8')).toBe(`${ROW_HEADER}\n`);
    file.add(aRow());
    file.add(aRow({ seed: 'main-2' }));
    const again = new RowFile(path);
    expect([again.rows, again.wasTorn]).toEqual([[aRow(), aRow({ seed: 'main-2' })], false]);
  });

  it('drops a last row that was never finished, and goes on behind the one before', () => {
    const path = join(scratch(), 'trials.csv');
    new RowFile(path).add(aRow());
    appendFileSync(path, 'fault,addend,fu');
    const torn = new RowFile(path);
    expect([torn.rows.length, torn.wasTorn]).toEqual([1, true]);
    torn.add(aRow({ seed: 'main-2' }));
    expect(new RowFile(path)).toMatchObject({ rows: [{}, { seed: 'main-2' }], wasTorn: false });
  });

  it('takes an empty file for a new one, and touches no file that is another', () => {
    const path = join(scratch(), 'trials.csv');
    writeFileSync(path, '');
    expect(new RowFile(path)).toMatchObject({ rows: [], wasTorn: false });
    writeFileSync(path, 'something else\n');
    expect(() => new RowFile(path)).toThrow('trials.csv:1: found');
    expect(readFileSync(path, 'utf8')).toBe('something else\n');
  });
});
