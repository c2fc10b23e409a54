import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCampaign } from '../../src/campaign/open.ts';
import { regenerate } from '../../src/campaign/regenerate.ts';
import { runSession } from '../../src/campaign/session.ts';
import { type CampaignState, readState } from '../../src/campaign/state.ts';
import { GENERATED } from '../../src/fuzzer/operators.ts';
import type { Input } from '../../src/input/layout.ts';
import { CorpusFolder } from '../../src/store/corpus-folder.ts';
import { inputFiles, readInputFile } from '../../src/store/input-file.ts';
import { type CrashOnDisk, readCrashes } from '../../src/store/stored-crashes.ts';

const identity = { design: 'posted', seed: '11', device: 'wgchecker', harts: 1, oracle: true };
/** A few more than the first chunk that looks behind what is found begins with. */
const EXECS = 2500;
const SEEDS = 4;
const seeds = inputFiles('corpus').slice(0, SEEDS).map(readInputFile);
const folder = join(tmpdir(), `iommufuzz-regenerate-${process.pid}`);
const silent = { progress() {}, group() {} };

let state: CampaignState;
let crashes: readonly CrashOnDisk[];

/** A campaign on real files to compare with. */
async function runCampaign(): Promise<void> {
  const open = openCampaign(folder, identity, identity);
  const settings = {
    folder,
    version: '0',
    jobs: 1,
    paranoid: false,
    budget: { execs: EXECS },
    seeds,
    watcher: silent,
    knownReason: () => undefined,
    explain: () => 'in words',
  };
  await runSession(open, settings, new AbortController().signal);
  open.release();
  state = readState(folder) ?? expect.fail('the campaign left no state');
  crashes = readCrashes(join(folder, 'crashes'));
}

function again(exec: number): Promise<Input | undefined> {
  return regenerate({ identity, seeds, exec }, 1, silent.progress, new AbortController().signal);
}

/** Some of a list, from its beginning to its end. */
function sample<T>(list: readonly T[], count: number): readonly T[] {
  return list.filter((_, i) => i % Math.ceil(list.length / count) === 0);
}

describe('an execution that is made again', { timeout: 240_000 }, () => {
  beforeAll(runCampaign, 240_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has the input that was stored of its crash', async () => {
    const shown = crashes
      .filter(({ record }) => record.metWhile === undefined)
      .sort((a, b) => a.record.execution - b.record.execution);
    expect(shown.length).toBeGreaterThan(5);
    for (const { record, folder: place } of [...sample(shown, 2), ...shown.slice(-1)]) {
      expect(await again(record.execution)).toEqual(readInputFile(join(place, 'first.txt')).input);
    }
  });

  it('has the input that was taken into the corpus, made by whatever: nothing, the generator, mutators', async () => {
    const corpus = new CorpusFolder(join(folder, 'corpus'));
    const given = state.corpus.filter(({ operators }) => operators === 0);
    const made = state.corpus.filter(({ operators }) => operators !== 0);
    const kinds = new Map(made.map((member) => [member.operators, member]));
    expect([given.length > 0, kinds.size > 3]).toEqual([true, true]);
    for (const { exec, id } of [...given.slice(-1), ...sample([...kinds.values()], 3)]) {
      expect(await again(exec)).toEqual(corpus.read(id));
    }
  });

  it('has the input that was made with the quirks off that earlier crashes have taught', async () => {
    const behind = state.corpus.filter((member) => member.behind > 0);
    expect(behind.length).toBeGreaterThan(0);
    const { exec, id } = behind[behind.length - 1];
    expect(await again(exec)).toEqual(new CorpusFolder(join(folder, 'corpus')).read(id));
  });

  it('differs with the seeds that the campaign began with', async () => {
    const mutated = state.corpus.filter(({ operators }) => operators > 0 && operators < GENERATED);
    const { exec, id } = mutated[mutated.length - 1];
    const file = readFileSync(join(folder, 'corpus', `corpus-${id}.txt`), 'utf8');
    expect(file).toContain(`exec ${exec}`);
    const other = regenerate({ identity, seeds: [], exec }, 1, silent.progress, new AbortController().signal);
    expect(await other).not.toEqual(new CorpusFolder(join(folder, 'corpus')).read(id));
  });

  it('is not made again when a signal comes before', async () => {
    const signal = AbortSignal.abort();
    expect(await regenerate({ identity, seeds, exec: 400 }, 1, silent.progress, signal)).toBeUndefined();
  });
});
