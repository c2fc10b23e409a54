import { Worker } from 'node:worker_threads';
import { InvariantError } from '../../bits/errors.ts';
import type { FromWorker, WorkerOrder } from './protocol.ts';
import type { Post } from './thread-crew.ts';

/** Starts a worker thread (the built one beside this file) and returns the way to it. */
export function startWorker(order: WorkerOrder): Post {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: order });
  return {
    send: (message) => worker.postMessage(message),
    listen(hear, died) {
      worker.on('message', (message: FromWorker) => hear(message));
      worker.on('error', died);
      worker.on('exit', (code) =>
        died(new InvariantError(`a worker thread ended by itself with code ${code}`)),
      );
    },
    async close() {
      await worker.terminate();
    },
  };
}
