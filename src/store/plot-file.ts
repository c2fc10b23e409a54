import { appendFileSync, readFileSync } from 'node:fs';
import { errnoOf, onDisk } from './disk-error.ts';
import { writeWhole } from './whole-file.ts';

/** A table that grows: CSV with a header line, one row of numbers per moment, the first column ascending. */
export class PlotFile {
  private readonly file: string;

  /**
   * Opens the table, or makes it. Of an existing one, rows whose first column is above `upTo` and a torn last row are
   * dropped: they belong to a moment that is going to come again.
   */
  constructor(file: string, columns: readonly string[], upTo: number) {
    this.file = file;
    const rows = oldRows(file).filter((row) => {
      const cells = row.split(',');
      return cells.length === columns.length && Number.parseFloat(cells[0]) <= upTo;
    });
    writeWhole(file, `${[columns.join(','), ...rows].join('\n')}\n`);
  }

  /** Adds a row. */
  add(row: readonly number[]): void {
    onDisk('write', this.file, () => appendFileSync(this.file, `${row.join(',')}\n`));
  }
}

function oldRows(file: string): string[] {
  return onDisk('read', file, () => {
    try {
      return readFileSync(file, 'utf8').split('\n').slice(1, -1);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    }
  });
}
