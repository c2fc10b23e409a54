import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../bits/errors.ts';
import { assemble } from '../assembly.ts';
import type { FromWorker, ToWorker, WorkerOrder } from './protocol.ts';
import { workerLoop } from './worker-loop.ts';

/** Entry of a worker thread: a fuzzer of its own, told what to do by the campaign's messages. */
invariant(parentPort !== null, 'worker.ts runs as a worker thread only');
const port = parentPort;
const { fuzzer, hand } = assemble(workerData as WorkerOrder);
const handle = workerLoop(fuzzer, hand, (message: FromWorker) => port.postMessage(message));
port.on('message', (message: ToWorker) => handle(message));
