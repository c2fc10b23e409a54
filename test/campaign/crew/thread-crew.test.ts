import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { InvariantError } from '../../../src/bits/errors.ts';
import { ChunkHand } from '../../../src/campaign/crew/chunk-hand.ts';
import { type ChunkReport, teach } from '../../../src/campaign/crew/crew.ts';
import { InlineCrew } from '../../../src/campaign/crew/inline-crew.ts';
import type { FromWorker, ToWorker } from '../../../src/campaign/crew/protocol.ts';
import { type Post, ThreadCrew } from '../../../src/campaign/crew/thread-crew.ts';
import { workerLoop } from '../../../src/campaign/crew/worker-loop.ts';
import { epochChunks } from '../../../src/campaign/epoch.ts';
import { FIRST_PLAN } from '../../../src/fuzzer/plan.ts';
import { FakeFuzzer, inputOf, numberIn } from '../fake-fuzzer.ts';
import { openPost } from '../fake-post.ts';

const posts: Post[] = [];
const NONE = new Int32Array(0);
const never = new AbortController().signal;
const chunks = epochChunks(6, 100, 1100);

afterEach(async () => {
  await Promise.all(posts.splice(0).map((post) => post.close()));
});

/** A crew of fake fuzzers behind real message channels. */
function crewOf(size: number, slow = 0): ThreadCrew {
  for (let i = 0; i < size; i++) posts.push(openPost(new FakeFuzzer('7'), i * slow));
  return new ThreadCrew(posts);
}

/** What a report says, without the bulk. */
function gist({ result, allowances, compared }: ChunkReport) {
  const { first, execs, steps, candidates, crashes, hits } = result;
  return JSON.stringify({
    ...{ first, execs, steps, hits: [...hits], allowances: [...allowances], compared: [...compared] },
    candidates: candidates.map(({ input, features, exec }) => [numberIn(input), [...features], exec]),
    crashes: crashes.map(({ input, finding, exec }) => [numberIn(input), finding, exec]),
  });
}

/** A post whose worker's part is played by the test. */
function handMadePost(answer: (message: ToWorker, send: (message: FromWorker) => void) => void): Post {
  const { port1, port2 } = new MessageChannel();
  port2.on('message', (message) => answer(message, (reply) => port2.postMessage(reply)));
  const post: Post = {
    send: (message) => port1.postMessage(message),
    listen: (hear) => port1.on('message', hear),
    close: async () => port1.close(),
  };
  posts.push(post);
  return post;
}

describe('ThreadCrew', () => {
  it.each([1, 2, 3, 9])(
    'with %i workers reports what one thread reports, in the order of the chunks',
    async (size) => {
      const fuzzer = new FakeFuzzer('7');
      const alone = new InlineCrew(new ChunkHand(fuzzer, fuzzer));
      const expected = await alone.runEpoch(chunks, never);
      const reports = await crewOf(size, 1).runEpoch(chunks, never);
      expect(reports?.map(gist)).toEqual(expected?.map(gist));
    },
  );

  it('teaches all its workers before the next epoch', async () => {
    const crew = crewOf(2);
    const single = new FakeFuzzer('7');
    const [candidate] = single.runSeed(inputOf(500), 0).candidates;
    const lesson = {
      candidates: [candidate],
      hits: Int32Array.of(1, 2),
      plan: { ...FIRST_PLAN, uniform: 0.7 },
    };
    crew.learn(lesson);
    teach(single, lesson);
    const alone = new InlineCrew(new ChunkHand(single, single));
    const expected = await alone.runEpoch(chunks, never);
    const reports = await crew.runEpoch(chunks, never);
    const results = [reports, expected].map((list) =>
      list?.map(({ result, off }) => ({ result, off, allowances: NONE, compared: NONE })),
    );
    expect(results[0]?.map(gist)).toEqual(results[1]?.map(gist));
  });

  it('abandons the epoch when the signal is raised, and does not mix its reports into the next', async () => {
    const crew = crewOf(2);
    const controller = new AbortController();
    const abandoned = crew.runEpoch(chunks, controller.signal);
    controller.abort();
    expect(await abandoned).toBeUndefined();
    expect(await crew.runEpoch(chunks, controller.signal)).toBeUndefined();
    const next = epochChunks(6, 9000, 1100);
    const reports = await crew.runEpoch(next, never);
    expect(reports?.map(({ result }) => result.first)).toEqual(next.map(({ first }) => first));
  });

  it('rejects with what broke in a worker, and from then on', async () => {
    const crew = new ThreadCrew([
      handMadePost((_, send) => send({ type: 'broken', message: 'out of cheese' })),
    ]);
    await expect(crew.runEpoch(chunks, never)).rejects.toThrow(new InvariantError('out of cheese'));
    await expect(crew.runEpoch(chunks, never)).rejects.toThrow(new InvariantError('out of cheese'));
  });

  it('rejects when a worker dies, unless it was closed', async () => {
    let die: (error: Error) => void = () => {};
    const post: Post = {
      send: () => die(new Error('killed')),
      listen: (_, died) => {
        die = died;
      },
      close: async () => die(new Error('closed')),
    };
    const crew = new ThreadCrew([post]);
    await expect(crew.runEpoch(chunks, never)).rejects.toThrow('killed');
    await expect(crew.close()).resolves.toBeUndefined();
  });
});

describe('workerLoop', () => {
  it('answers what its own code throws as broken', () => {
    const fuzzer = new FakeFuzzer('7');
    fuzzer.runChunk = () => {
      throw new InvariantError('our own fault');
    };
    const answers: FromWorker[] = [];
    const handle = workerLoop(fuzzer, new ChunkHand(fuzzer, fuzzer), (answer) => answers.push(answer));
    handle({ type: 'chunk', at: 0, chunk: chunks[0] });
    expect(answers).toEqual([{ type: 'broken', message: expect.stringContaining('our own fault') }]);
  });
});
