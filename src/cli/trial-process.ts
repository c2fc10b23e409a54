/** Entry of a process that runs trials of `bench --bugs`: for each line of its input, an order in JSON, a line of output, the report. */
import { createInterface } from 'node:readline';
import { runTrial, type TrialOrder } from '../bench/trial.ts';
import { tuneEngine } from './engine.ts';

tuneEngine();
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await runTrial(JSON.parse(line) as TrialOrder))}\n`);
}
