import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/bits/errors.ts';
import type { Budget } from '../../src/campaign/budget.ts';
import { readState } from '../../src/campaign/state.ts';
import { STEPS } from '../../src/input/layout.ts';
import { scratchFolders } from '../store/scratch-folder.ts';
import { FakeFuzzer, inputOf } from './fake-fuzzer.ts';
import { type FakeSession, runFake } from './fake-session.ts';

const scratch = scratchFolders();

/** Everything a campaign has found, by file and by state, without times. */
function findsIn(folder: string) {
  const state = readState(folder);
  return {
    corpus: filesIn(join(folder, 'corpus')),
    crashes: filesIn(join(folder, 'crashes')),
    members: state?.corpus,
    groups: state?.groups.map(({ atMs, ...group }) => group),
    counts: [
      state?.next,
      state?.epoch,
      state?.steps,
      state?.newsAt,
      state?.stage,
      state?.operators,
      state?.frequencies,
      state?.allowances,
      state?.compared,
      state?.seeds,
    ],
  };
}

function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names.filter((name) => /[.]/.test(name)).map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

async function findsOf(session: FakeSession, budget: Budget = { execs: 9000 }) {
  const folder = scratch();
  await runFake(folder, { ...session, budget });
  return findsIn(folder);
}

describe('Campaign', () => {
  it('finds the same things with any number of jobs', async () => {
    const alone = await findsOf({ jobs: 1 });
    expect(Object.keys(alone.corpus).length).toBeGreaterThan(20);
    expect(alone.groups?.filter(({ signature }) => !signature.includes('+')).length).toBe(6);
    for (const jobs of [2, 3, 5]) expect(await findsOf({ jobs })).toEqual(alone);
  });

  it('finds other things with another seed', async () => {
    const [one, other] = await Promise.all([findsOf({ seed: '1' }), findsOf({ seed: '2' })]);
    expect(one.members).not.toEqual(other.members);
  });

  it('changes its phase when nothing new comes, tells everyone, and knows it again after a break', async () => {
    const folder = scratch();
    const fuzzer = new FakeFuzzer('7');
    const { stats } = await runFake(folder, { fuzzer, budget: { execs: 76_000 } });
    expect(stats.newsAt).toBeLessThan(10_000);
    expect(stats.phase).toBe('explore');
    expect(new Set(fuzzer.plans.map(({ uniform }) => uniform))).toEqual(new Set([0.2, 0.6]));
    const resumed = new FakeFuzzer('7');
    const again = await runFake(folder, { fuzzer: resumed, budget: { execs: 0 } });
    expect(resumed.plans.at(-1)).toEqual(fuzzer.plans.at(-1));
    expect([again.stats.newsAt, again.stats.phase]).toEqual([stats.newsAt, 'explore']);
  });

  it('says what operators have brought, chooses by it, and knows it again after a break', async () => {
    const folder = scratch();
    const fuzzer = new FakeFuzzer('7');
    const { stats } = await runFake(folder, { fuzzer, budget: { execs: 9000 } });
    const { program, operands, generated } = stats.operators;
    expect(program.execs).toBeGreaterThan(1000);
    expect(program.fresh).toBeGreaterThan(0);
    expect(program.perThousandExecs).toBeCloseTo((1000 * program.fresh) / program.execs, 1);
    expect(generated.execs).toBe(0);
    expect(fuzzer.plans.at(-1)?.odds.slice(0, 2)).toEqual([16 * program.odds, 16 * operands.odds]);
    const again = await runFake(folder, { budget: { execs: 0 } });
    expect(again.stats.operators).toEqual(stats.operators);
  });

  it('makes every change of every stage once, whatever interrupts it', async () => {
    const folder = scratch();
    const sessions = [new FakeFuzzer('7'), new FakeFuzzer('7')];
    await runFake(folder, { fuzzer: sessions[0], stopAfterEpochs: 6, budget: { execs: 20_000 } });
    await runFake(folder, { fuzzer: sessions[1], budget: { execs: 20_000 } });
    const [, { admitted }] = sessions;
    const changes = sessions.flatMap(({ spans }) =>
      spans.flatMap(({ entry, from, count }) =>
        Array.from({ length: count }, (_, i) => `${entry}:${from + i}`),
      ),
    );
    expect(changes.length).toBeGreaterThan(100);
    const all = admitted.flatMap((_, entry) =>
      Array.from({ length: sessions[1].stageSize(entry) }, (_, step) => `${entry}:${step}`),
    );
    expect(changes).toEqual(all);
    expect(readState(folder)?.stage).toEqual({ entry: admitted.length, step: 0 });
  });

  it('counts what is known apart: it neither ends the session nor is a find of it', async () => {
    const all = await runFake(scratch(), { budget: { execs: 9000 } });
    const [first, ...rest] = all.groups.map(({ kind, signature }) => `${kind}/${signature}`);
    const told: (string | undefined)[] = [];
    const watcher = {
      progress: () => undefined,
      group: (_: unknown, known: string | undefined) => told.push(known),
    };
    const known = (group: string) => (group === first ? 'reported' : undefined);
    const { groups, known: met } = await runFake(scratch(), { budget: { execs: 9000 }, known, watcher });
    const names = (list: typeof groups) => list.map(({ kind, signature }) => `${kind}/${signature}`);
    expect([names(met), names(groups)]).toEqual([[first], rest]);
    expect(told).toEqual(['reported', ...rest.map(() => undefined)]);
    const until = await runFake(scratch(), { budget: { groups: 6, execs: 3000 }, known });
    expect(until.stats.execs).toBe(3000);
  });

  it('makes exactly as many executions as it may', async () => {
    for (const execs of [1, 255, 257, 5000]) {
      const { stats } = await runFake(scratch(), { budget: { execs } });
      expect(stats.execs).toBe(execs);
    }
  });

  it('goes on after any number of interruptions as if there had been none', async () => {
    const whole = await findsOf({ jobs: 1 }, { execs: 12_000 });
    const folder = scratch();
    for (const epochs of [1, 2, 4]) {
      const { interrupted } = await runFake(folder, { stopAfterEpochs: epochs, budget: { execs: 12_000 } });
      expect(interrupted).toBe(true);
    }
    const left = 12_000 - (readState(folder)?.next ?? 0);
    const { stats } = await runFake(folder, { jobs: 2, budget: { execs: left } });
    expect(stats.resumed).toBe(3);
    expect(findsIn(folder)).toEqual(whole);
  });

  it('gives its corpus back to the fuzzer as it was', async () => {
    const folder = scratch();
    const [before, after] = [new FakeFuzzer('7'), new FakeFuzzer('7')];
    await runFake(folder, { fuzzer: before, budget: { execs: 2000 } });
    await runFake(folder, { fuzzer: after, budget: { execs: 0 } });
    expect(after.admitted.map(({ exec, operators }) => [exec, operators])).toEqual(
      before.admitted.map(({ exec, operators }) => [exec, operators]),
    );
  });

  it('drops members that show nothing new any more, as after a change of the program', async () => {
    const folder = scratch();
    await runFake(folder, { budget: { execs: 2000 } });
    const blind = new FakeFuzzer('7');
    const { runSeed } = blind;
    blind.runSeed = (input, exec) => {
      const result = runSeed.call(blind, input, exec);
      return exec % 2 === 0 ? result : { ...result, candidates: [] };
    };
    const { stats } = await runFake(folder, { fuzzer: blind, budget: { execs: 0 } });
    const members = readState(folder)?.corpus ?? [];
    expect(members.length).toBeGreaterThan(5);
    expect(members.every(({ exec }) => exec % 2 === 0)).toBe(true);
    expect(stats.corpus).toBe(members.length);
  });

  it('finds again what was found after the state was saved last', async () => {
    const whole = await findsOf({}, { execs: 9000 });
    const folder = scratch();
    await runFake(folder, { stopAfterEpochs: 3, budget: { execs: 9000 } });
    const early = readState(folder);
    await runFake(folder, { budget: { execs: 9000 - (early?.next ?? 0) }, loseState: true });
    expect(readState(folder)?.next).toBe(early?.next);
    await runFake(folder, { budget: { execs: 9000 - (early?.next ?? 0) } });
    expect(findsIn(folder)).toEqual(whole);
  });

  it('says in its statistics how much was compared in full, all sessions together', async () => {
    const folder = scratch();
    const first = await runFake(folder, { budget: { execs: 1000 } });
    const { stats } = await runFake(folder, { budget: { execs: 500 } });
    const [before, after] = [first.stats, stats].map(({ compared }) => compared.accesses);
    const blind = before.notInFull['oracle-off'];
    expect(before).toEqual({ made: 1000, inFull: 1000 - blind, notInFull: { 'oracle-off': blind } });
    expect(blind).toBeGreaterThan(100);
    expect(after.made).toBe(1500);
    expect(after.inFull).toBeGreaterThan(before.inFull);
    const file = JSON.parse(readFileSync(join(folder, 'stats.json'), 'utf8'));
    expect(file.compared).toEqual(stats.compared);
  });

  it('runs seeds once, in order, as the first executions', async () => {
    const folder = scratch();
    const seeds = [inputOf(1000), inputOf(29), inputOf(2000)];
    const { stats } = await runFake(folder, { seeds, budget: { execs: 3 } });
    expect(stats.execs).toBe(3);
    expect(stats.crashes.map((crash) => [crash.signature, crash.execs])).toEqual([
      ['role-1-ram-ram-none', 2],
    ]);
    expect(readState(folder)?.seeds).toHaveLength(3);
    await runFake(folder, { seeds: [...seeds, inputOf(3000)], budget: { execs: 1 } });
    expect(readState(folder)?.next).toBe(4);
    expect(readState(folder)?.seeds).toHaveLength(4);
  });

  it('stops at the end of the epoch in which enough new groups were found', async () => {
    const folder = scratch();
    const { groups, stats } = await runFake(folder, { budget: { groups: 1 } });
    expect(groups.length).toBeGreaterThanOrEqual(1);
    expect(stats.execs).toBe(256);
    const later = await runFake(folder, { budget: { groups: 1, execs: 4000 } });
    expect(later.groups.length).toBe(later.stats.crashes.length - groups.length);
  });

  it('stops when its time is over', async () => {
    const { stats, interrupted } = await runFake(scratch(), { budget: { timeMs: 50 }, msPerLook: 1 });
    expect(interrupted).toBe(false);
    expect(stats.elapsedMs).toBeGreaterThanOrEqual(50);
    expect(stats.elapsedMs).toBeLessThan(200);
  });

  it('counts and keeps what broke on our side, and goes on', async () => {
    const folder = scratch();
    const fuzzer = new FakeFuzzer('7');
    const { runChunk } = fuzzer;
    fuzzer.runChunk = (first, execs, spans) => {
      const result = runChunk.call(fuzzer, first, execs, spans);
      return { ...result, internal: [{ input: inputOf(first), message: 'a canary is dead', exec: first }] };
    };
    const { internalErrors, stats } = await runFake(folder, { fuzzer, budget: { execs: 700 } });
    expect(stats.execs).toBe(700);
    expect([internalErrors, stats.internalErrors]).toEqual([3, 3]);
    expect(stats.stability).toBeLessThan(1);
    expect(readdirSync(join(folder, 'internal')).filter((name) => name.endsWith('.log'))).toHaveLength(3);
  });

  it('keeps an input that breaks its layout as evidence, not in the corpus and not as a crash', async () => {
    const folder = scratch();
    const fuzzer = new FakeFuzzer('7');
    const { runChunk } = fuzzer;
    fuzzer.runChunk = (first, execs, spans) => {
      const result = runChunk.call(fuzzer, first, execs, spans);
      for (const { input } of [...result.candidates, ...result.crashes]) input[STEPS] = 0;
      return result;
    };
    const { stats, internalErrors } = await runFake(folder, { fuzzer, budget: { execs: 256 } });
    expect([stats.corpus, stats.crashes.length]).toEqual([0, 0]);
    expect(internalErrors).toBeGreaterThan(10);
  });

  it('does not save a corpus that it has read in part', async () => {
    const folder = scratch();
    await runFake(folder, { budget: { execs: 9000 } });
    const before = readState(folder);
    const { interrupted } = await runFake(folder, { stopAtOnce: true, budget: { execs: 9000 } });
    expect(interrupted).toBe(true);
    expect(readState(folder)).toEqual(before);
  });

  it('says which entry of its corpus is missing', async () => {
    const folder = scratch();
    await runFake(folder, { budget: { execs: 300 } });
    const [first] = readdirSync(join(folder, 'corpus'));
    rmSync(join(folder, 'corpus', first));
    await expect(runFake(folder, { budget: { execs: 300 } })).rejects.toThrow(
      new InputError(`cannot read ${join(folder, 'corpus', first)}: no such file or folder`),
    );
  });

  it('writes statistics and a row of the plot', async () => {
    const folder = scratch();
    const { stats } = await runFake(folder, { budget: { execs: 300 } });
    expect(JSON.parse(readFileSync(join(folder, 'stats.json'), 'utf8'))).toEqual(stats);
    const [header, row] = readFileSync(join(folder, 'plot.csv'), 'utf8').split('\n');
    expect(header).toBe('execs,elapsedMs,execsPerSecond,corpus,edges,features,crashes');
    expect(row.split(',')[0]).toBe('300');
  });

  it('shows every group when it is found, and progress after every epoch', async () => {
    const seen: string[] = [];
    const shares: number[] = [];
    const watcher = {
      group: ({ kind, signature }: { kind: string; signature: string }) => {
        seen.push(`${kind}/${signature}`);
      },
      progress: (_: unknown, share: number) => {
        shares.push(share);
      },
    };
    const { stats } = await runFake(scratch(), { watcher, budget: { execs: 1536 } });
    expect(seen).toEqual(stats.crashes.map(({ kind, signature }) => `${kind}/${signature}`));
    expect(shares).toEqual([256 / 1536, 768 / 1536, 1]);
  });
});
