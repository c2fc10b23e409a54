import { appendFileSync, readFileSync } from 'node:fs';
import { hash64 } from '../input/identity.ts';
import { errnoOf, onDisk } from '../store/disk-error.ts';
import { writeWhole } from '../store/whole-file.ts';
import type { Measurement } from './gauge.ts';

/** Version of the form of the lines. */
const FORM = 1;
const RADIX = 36;
const CLEAN = 'clean';
const CRASH = 'crash';

/**
 * What was measured of inputs, by identity; a text file that grows by a line with each measurement. Its first line is
 * the key: what a measurement depends on besides the input. Under another key nothing in it holds and it begins anew.
 * Every line ends with its own hash; one that does not fit (damaged, torn by a full disk or a kill) is dropped, and
 * its input measured again.
 *
 * ```
 * <identity> clean <steps> <feature ids, each as the distance from the one before, base 36> <hash>
 * <identity> crash <group> <hash>
 * ```
 */
export class FeatureJournal {
  /** Lines that were damaged. */
  readonly dropped: number;
  private readonly file: string;
  private readonly head: string;
  private readonly lines = new Map<string, string>();

  /** Opens or makes the file. `key` is one line. Throws InputError if the disk refuses. */
  constructor(file: string, key: string) {
    this.file = file;
    this.head = `iommufuzz features ${FORM} ${key}`;
    const [head, ...rest] = textOf(file).split('\n');
    const isOurs = head === this.head;
    const sound = isOurs ? rest.filter(isSound) : [];
    for (const line of sound) this.lines.set(line.slice(0, line.indexOf(' ')), line);
    // What stands behind the last line break: nothing, if the last line was finished.
    this.dropped = isOurs ? rest.filter((line) => line !== '').length - sound.length : 0;
    if (!isOurs || this.dropped > 0 || rest.at(-1) !== '') this.rewrite();
  }

  /** What was measured of that input; undefined: nothing yet. */
  get(id: string): Measurement | undefined {
    const [, kind, what, deltas = ''] = this.lines.get(id)?.split(' ') ?? [];
    if (kind === CRASH) return { kind, group: what };
    return kind === CLEAN ? { kind, steps: Number(what), features: featuresFrom(deltas) } : undefined;
  }

  /** Adds a measurement. Throws InputError if the disk refuses. */
  add(id: string, measurement: Measurement): void {
    const line = lineOf(id, measurement);
    this.lines.set(id, line);
    onDisk('write', this.file, () => appendFileSync(this.file, `${line}\n`));
  }

  /** Names what was measured of these inputs, and under which key: 16 hex digits. */
  sealOf(ids: readonly string[]): string {
    return hash64([this.head, ...ids.map((id) => this.lines.get(id) ?? id)].join('\n'));
  }

  /** Forgets everything. */
  clear(): void {
    this.lines.clear();
    this.rewrite();
  }

  private rewrite(): void {
    writeWhole(this.file, `${[this.head, ...this.lines.values()].join('\n')}\n`);
  }
}

function textOf(file: string): string {
  return onDisk('read', file, () => {
    try {
      return readFileSync(file, 'latin1');
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return '';
      throw error;
    }
  });
}

function lineOf(id: string, measurement: Measurement): string {
  const { kind } = measurement;
  const words = kind === CRASH ? measurement.group : `${measurement.steps} ${deltasOf(measurement.features)}`;
  const body = `${id} ${kind} ${words}`;
  return `${body} ${hash64(body)}`;
}

function isSound(line: string): boolean {
  const end = line.lastIndexOf(' ');
  return end > 0 && hash64(line.slice(0, end)) === line.slice(end + 1);
}

function deltasOf(features: Int32Array): string {
  let last = 0;
  const deltas = Array.from(features, (id) => {
    const delta = id - last;
    last = id;
    return delta.toString(RADIX);
  });
  return deltas.join(',');
}

function featuresFrom(deltas: string): Int32Array {
  if (deltas === '') return new Int32Array(0);
  let last = 0;
  return Int32Array.from(deltas.split(','), (delta) => {
    last += Number.parseInt(delta, RADIX);
    return last;
  });
}
