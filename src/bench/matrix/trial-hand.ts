import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { InvariantError } from '../../bits/errors.ts';
import type { TrialOrder, TrialReport } from '../trial.ts';

/** The trial under way in a process. */
interface Running {
  readonly order: TrialOrder;
  settle(report: TrialReport): void;
  reject(error: Error): void;
}

/** A process that runs one trial after another; a machine starts cold only once. */
export class TrialHand {
  private readonly child: ChildProcessWithoutNullStreams;
  private running: Running | undefined;
  /** How the process ended; undefined: it has not. */
  private end: string | undefined;
  /** The last it said on standard error. */
  private complaint = '';

  /** `file`: the program that runs trials. */
  constructor(file: string) {
    this.child = spawn(process.execPath, [file]);
    createInterface({ input: this.child.stdout }).on('line', (line) => this.hear(line));
    this.child.stderr.on('data', (chunk: Buffer) => {
      this.complaint = chunk.toString('utf8').trim();
    });
    this.child.on('error', (error) => this.fail(error.message));
    this.child.on('close', (code, signal) => this.fail(`code ${code ?? signal}: ${this.complaint}`));
    // A process that has gone is heard of by its end.
    this.child.stdin.on('error', () => undefined);
  }

  /** Runs one trial; one at a time. Rejects with InvariantError if the process ends before it. */
  run(order: TrialOrder): Promise<TrialReport> {
    return new Promise((settle, reject) => {
      this.running = { order, settle, reject };
      if (this.end !== undefined) this.fail(this.end);
      else this.child.stdin.write(`${JSON.stringify(order)}\n`);
    });
  }

  /** Ends the process, whatever it is doing. */
  close(): void {
    this.running = undefined;
    this.child.kill();
  }

  private hear(line: string): void {
    const { running } = this;
    this.running = undefined;
    running?.settle(JSON.parse(line) as TrialReport);
  }

  private fail(reason: string): void {
    this.end = reason;
    const { running } = this;
    this.running = undefined;
    running?.reject(
      new InvariantError(`a trial ended with ${reason}; it was ${JSON.stringify(running.order)}`),
    );
  }
}
