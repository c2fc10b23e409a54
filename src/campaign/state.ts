import { join } from 'node:path';
import { InputError } from '../bits/errors.ts';
import { JsonFields, readJson } from '../store/json-file.ts';
import { writeWhole } from '../store/whole-file.ts';
import type { CampaignIdentity } from './identity.ts';
import type { StageCursor } from './stages.ts';

/** Version of the shape of state.json. */
const STATE_SCHEMA = 3;
const STATE_FILE = 'state.json';

/** An input that was admitted: its file is `corpus/corpus-<id>.txt`. */
export interface CorpusMember {
  readonly id: string;
  readonly exec: number;
  /** Mutators that made it, as the fuzzer counts them. */
  readonly operators: number;
  /** It was made with the causes of so many groups, from the first on, switched off (quirksBehind). */
  readonly behind: number;
}

/** A crash group and its first find. */
export interface CrashGroup {
  readonly kind: string;
  readonly signature: string;
  /** Index of the execution that showed it first. */
  readonly exec: number;
  /** Campaign time of that, in milliseconds. */
  readonly atMs: number;
  /** Quirks each of whose sole removal cures it. */
  readonly causes: readonly string[];
}

/**
 * All that a campaign must remember to go on as if it had never stopped, taken between two epochs. Files in the folder
 * that it does not list are leftovers of a later moment: they will be found again.
 */
export interface CampaignState {
  readonly identity: CampaignIdentity;
  /** Index of the next execution. */
  readonly next: number;
  /** Number of the next epoch. */
  readonly epoch: number;
  readonly steps: number;
  readonly elapsedMs: number;
  /** How often the campaign was taken up again. */
  readonly resumed: number;
  readonly internalErrors: number;
  /** Executions until something new was seen last, hit counts aside. */
  readonly newsAt: number;
  readonly stage: StageCursor;
  /** Identities of the seeds that were run. */
  readonly seeds: readonly string[];
  /** In the order of admission. */
  readonly corpus: readonly CorpusMember[];
  readonly groups: readonly CrashGroup[];
  readonly allowances: Readonly<Record<string, number>>;
  /** What was compared in full and what was not, by the judge's names. */
  readonly compared: Readonly<Record<string, number>>;
  /** Feature and count in turn ({@link Frequencies.toJson}). */
  readonly frequencies: readonly number[];
  /** What the operators of the fuzzer have brought and cost of late ({@link Yields.toJson}). */
  readonly operators: Readonly<Record<string, number>>;
}

/** The state of a campaign that has done nothing yet. */
export function newState(identity: CampaignIdentity): CampaignState {
  return {
    identity,
    next: 0,
    epoch: 0,
    steps: 0,
    elapsedMs: 0,
    resumed: 0,
    internalErrors: 0,
    newsAt: 0,
    stage: { entry: 0, step: 0 },
    seeds: [],
    corpus: [],
    groups: [],
    allowances: {},
    compared: {},
    frequencies: [],
    operators: {},
  };
}

/** Writes the state into the campaign's folder. */
export function writeState(folder: string, state: CampaignState): void {
  writeWhole(join(folder, STATE_FILE), `${JSON.stringify({ schema: STATE_SCHEMA, ...state })}\n`);
}

/** The state in the campaign's folder; undefined if there is none. Throws InputError if it is damaged. */
export function readState(folder: string): CampaignState | undefined {
  const file = join(folder, STATE_FILE);
  const json = readJson(file);
  if (json === undefined) return undefined;
  const fields = new JsonFields(file, json);
  const schema = fields.count('schema');
  if (schema !== STATE_SCHEMA) {
    throw new InputError(
      `${file}: schema ${schema} is of another version of iommufuzz, expected ${STATE_SCHEMA}`,
    );
  }
  return {
    identity: identityOf(fields.object('identity')),
    next: fields.count('next'),
    epoch: fields.count('epoch'),
    steps: fields.count('steps'),
    elapsedMs: fields.number('elapsedMs'),
    resumed: fields.count('resumed'),
    internalErrors: fields.count('internalErrors'),
    newsAt: fields.count('newsAt'),
    stage: cursorOf(fields.object('stage')),
    seeds: fields.texts('seeds'),
    corpus: fields.objects('corpus').map(memberOf),
    groups: fields.objects('groups').map(groupOf),
    allowances: fields.countsByName('allowances'),
    compared: fields.countsByName('compared'),
    frequencies: fields.counts('frequencies'),
    operators: fields.countsByName('operators'),
  };
}

function identityOf(fields: JsonFields): CampaignIdentity {
  return {
    design: fields.text('design'),
    seed: fields.text('seed'),
    device: fields.text('device'),
    harts: fields.count('harts'),
    oracle: fields.flag('oracle'),
  };
}

function cursorOf(fields: JsonFields): StageCursor {
  return { entry: fields.count('entry'), step: fields.count('step') };
}

function memberOf(fields: JsonFields): CorpusMember {
  return {
    id: fields.text('id'),
    exec: fields.count('exec'),
    operators: fields.integer('operators'),
    behind: fields.count('behind'),
  };
}

function groupOf(fields: JsonFields): CrashGroup {
  return {
    kind: fields.text('kind'),
    signature: fields.text('signature'),
    exec: fields.count('exec'),
    atMs: fields.number('atMs'),
    causes: fields.texts('causes'),
  };
}
