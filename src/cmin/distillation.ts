/** From files of inputs to a folder with few of them that show the same features. */
import { setImmediate } from 'node:timers/promises';
import { InputError, InvariantError } from '../bits/errors.ts';
import { identity } from '../input/identity.ts';
import { printInput } from '../input/text.ts';
import { readInputFile } from '../store/input-file.ts';
import { distil, frequencies, type Owner } from './distil.ts';
import type { FeatureJournal } from './feature-journal.ts';
import type { Measurement, Measures } from './gauge.ts';
import type { OutFolder } from './out-folder.ts';

export interface Ports {
  readonly gauge: Measures;
  readonly journal: FeatureJournal;
  readonly out: OutFolder;
  /** How far it is, 0 to 1, and with what. */
  progress(share: number, doing: string): void;
}

/** A file that has no part in the result, and why. */
export interface LeftOut {
  readonly file: string;
  readonly because: string;
}

/** What became of the files. */
export interface Survey {
  /** Different inputs that run clean. */
  inputs: number;
  /** Files of an input that another file holds too. */
  duplicates: number;
  /** Inputs of which the journal knew what they show. */
  known: number;
  /** Runs, those of the proof included. */
  executions: number;
  readonly crashing: LeftOut[];
  /** Files that hold no input. */
  readonly damaged: LeftOut[];
  /** Inputs on which the program itself failed. */
  readonly broken: LeftOut[];
}

/** What was kept. */
export interface Distilled {
  readonly kept: number;
  readonly features: number;
  /** Steps of one run of each input that runs clean. */
  readonly stepsBefore: number;
  /** Steps of one run of each kept input. */
  readonly stepsAfter: number;
  /** As the journal seals the kept inputs. */
  readonly seal: string;
}

/** A clean input and the file that it was found in first. */
interface Found extends Owner {
  readonly file: string;
}

export class Distillation {
  readonly survey: Survey = {
    inputs: 0,
    duplicates: 0,
    known: 0,
    executions: 0,
    crashing: [],
    damaged: [],
    broken: [],
  };
  private readonly ports: Ports;
  private readonly found = new Map<string, Found>();
  private readonly seen = new Set<string>();

  constructor(ports: Ports) {
    this.ports = ports;
  }

  /**
   * Measures the inputs of `files`, writes those to keep, and proves that they show the same; undefined if `signal`
   * came first, what was measured stays in the journal. Throws InputError if the disk refuses, InvariantError if the
   * written files do not show what was measured.
   */
  async run(files: readonly string[], signal: AbortSignal): Promise<Distilled | undefined> {
    for (const [i, file] of files.entries()) {
      await setImmediate();
      if (signal.aborted) return undefined;
      this.take(file);
      this.ports.progress(half(i, files.length), `${i + 1} of ${files.length} files measured`);
    }
    const found = [...this.found.values()];
    this.survey.inputs = found.length;
    const kept = distil(found) as readonly Found[];
    const features = frequencies(found).size;
    const seal = this.ports.journal.sealOf(kept.map(({ name }) => name));
    const distilled = {
      kept: kept.length,
      features,
      stepsBefore: sum(found),
      stepsAfter: sum(kept),
      seal,
    };
    const isNew = this.write(kept);
    if (!isNew && this.ports.out.provedSeal() === seal) return distilled;
    return (await this.prove(kept, features, signal)) ? distilled : undefined;
  }

  /** Reads one file and sees to it that what its input shows is known. */
  private take(file: string): void {
    const { survey, seen } = this;
    const stored = readOrRefuse(file);
    if (stored instanceof InputError) {
      survey.damaged.push({ file, because: stored.message });
      return;
    }
    const name = identity(stored.input);
    if (seen.has(name)) {
      survey.duplicates++;
      return;
    }
    seen.add(name);
    const measurement = this.measured(name, file, stored.input);
    if (measurement === undefined) return;
    if (measurement.kind === 'crash') survey.crashing.push({ file, because: measurement.group });
    else this.found.set(name, { ...measurement, name, file });
  }

  private measured(name: string, file: string, input: Int32Array): Measurement | undefined {
    const { gauge, journal } = this.ports;
    const known = journal.get(name);
    if (known !== undefined) {
      this.survey.known++;
      return known;
    }
    this.survey.executions++;
    const measurement = attempt(() => gauge.measure(input));
    if (typeof measurement === 'string') {
      this.survey.broken.push({ file, because: measurement });
      return undefined;
    }
    journal.add(name, measurement);
    return measurement;
  }

  /** Writes the kept inputs with the notes that their files have; true if the folder was not already as it is now. */
  private write(kept: readonly Found[]): boolean {
    const { out } = this.ports;
    let isNew = false;
    for (const { name, file } of kept) {
      const { input, notes } = readInputFile(file);
      if (identity(input) !== name) throw new InputError(`${file} was changed while it was in use`);
      isNew = out.keep(name, printInput(input, notes)) || isNew;
    }
    return out.keepOnly(new Set(kept.map(({ name }) => name))) || isNew;
  }

  /**
   * Runs every written file and compares what they show together; false if `signal` came first. If it differs, what
   * the journal says is worth nothing: it is cleared.
   */
  private async prove(kept: readonly Found[], features: number, signal: AbortSignal): Promise<boolean> {
    const { out, journal, progress } = this.ports;
    const shown = new Set<number>();
    const wrong: string[] = [];
    out.dropResult();
    for (const [i, owner] of kept.entries()) {
      await setImmediate();
      if (signal.aborted) return false;
      const file = out.fileOf(owner.name);
      const again = this.ports.gauge.measure(readInputFile(file).input);
      this.survey.executions++;
      if (again.kind === 'clean') for (const id of again.features) shown.add(id);
      if (!showsTheSame(owner, again)) wrong.push(file);
      progress(0.5 + half(i, kept.length), `${i + 1} of ${kept.length} kept inputs run again`);
    }
    if (wrong.length === 0 && shown.size === features) return true;
    journal.clear();
    const [first = 'none'] = wrong;
    throw new InvariantError(
      `the kept inputs show the ${features} features of all: they show ${shown.size}, ` +
        `${wrong.length} of them show something else than they did (first: ${first})`,
    );
  }
}

function readOrRefuse(file: string): ReturnType<typeof readInputFile> | InputError {
  try {
    return readInputFile(file);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/** What `run` returns, or the message of what it throws. */
function attempt<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function showsTheSame({ features }: Owner, again: Measurement): boolean {
  if (again.kind !== 'clean' || again.features.length !== features.length) return false;
  return features.every((id, i) => id === again.features[i]);
}

/** Measuring is one half of the way, the proof the other. */
function half(index: number, count: number): number {
  return (index + 1) / count / 2;
}

function sum(owners: readonly Owner[]): number {
  return owners.reduce((total, { steps }) => total + steps, 0);
}
