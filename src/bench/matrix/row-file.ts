import { appendFileSync, readFileSync } from 'node:fs';
import { errnoOf, onDisk } from '../../store/disk-error.ts';
import { writeWhole } from '../../store/whole-file.ts';
import { parseRows, printRow, ROW_HEADER, type TrialRow } from './rows.ts';

/** The rows of a benchmark on the disk; they are only ever added to. */
export class RowFile {
  readonly rows: TrialRow[];
  /** A last row that was never finished has been dropped. */
  readonly wasTorn: boolean;
  private readonly file: string;

  /** Opens the file or makes it. Throws InputError: the disk refuses, or it holds something else. */
  constructor(file: string) {
    this.file = file;
    const text = textOf(file);
    const { rows, isTorn } = parseRows(text ?? '', file);
    this.rows = [...rows];
    this.wasTorn = isTorn && text !== '' && text !== undefined;
    if (text === undefined || text === '' || isTorn) {
      writeWhole(file, `${[ROW_HEADER, ...rows.map(printRow)].join('\n')}\n`);
    }
  }

  add(row: TrialRow): void {
    onDisk('write', this.file, () => appendFileSync(this.file, `${printRow(row)}\n`));
    this.rows.push(row);
  }
}

function textOf(file: string): string | undefined {
  return onDisk('read', file, () => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  });
}
