import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PlotFile } from '../../src/store/plot-file.ts';
import { scratchFolders } from './scratch-folder.ts';

const scratch = scratchFolders();

describe('PlotFile', () => {
  it('begins with a header and grows by rows', () => {
    const file = join(scratch(), 'plot.csv');
    const plot = new PlotFile(file, ['execs', 'edges'], 0);
    plot.add([1, 2]);
    plot.add([3, 4]);
    expect(readFileSync(file, 'utf8')).toBe('execs,edges\n1,2\n3,4\n');
  });

  it('drops what comes after the moment it is opened at, and a torn row', () => {
    const file = join(scratch(), 'plot.csv');
    writeFileSync(file, 'execs,edges\n1,2\n3,4\n5,6\n3');
    new PlotFile(file, ['execs', 'edges'], 3).add([4, 4]);
    expect(readFileSync(file, 'utf8')).toBe('execs,edges\n1,2\n3,4\n4,4\n');
  });
});
