import { setTimeout } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { ChunkHand } from '../../src/campaign/crew/chunk-hand.ts';
import type { FromWorker, ToWorker } from '../../src/campaign/crew/protocol.ts';
import type { Post } from '../../src/campaign/crew/thread-crew.ts';
import { workerLoop } from '../../src/campaign/crew/worker-loop.ts';
import type { FakeFuzzer } from './fake-fuzzer.ts';

/**
 * A worker on this thread behind a real message channel, so that messages are copied as between threads. It answers
 * `lagMs` late, to shuffle the order in which workers finish.
 */
export function openPost(fuzzer: FakeFuzzer, lagMs: number): Post {
  const { port1, port2 } = new MessageChannel();
  const answer = async (message: FromWorker) => {
    if (lagMs > 0) await setTimeout(lagMs);
    port2.postMessage(message);
  };
  const handle = workerLoop(fuzzer, new ChunkHand(fuzzer, fuzzer), answer);
  port2.on('message', (message: ToWorker) => handle(message));
  return {
    send: (message) => port1.postMessage(message),
    listen: (hear) => port1.on('message', hear),
    close: async () => port1.close(),
  };
}
