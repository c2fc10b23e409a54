#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { InputError } from '../bits/errors.ts';
import { addBench } from './commands/bench.ts';
import { addCmin } from './commands/cmin.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplain } from './commands/explain.ts';
import { addFuzz } from './commands/fuzz.ts';
import { addMinimize } from './commands/minimize.ts';
import { addReplay } from './commands/replay.ts';
import { addRun } from './commands/run.ts';
import { addTriage } from './commands/triage.ts';
import { tuneEngine } from './engine.ts';
import { EXIT } from './exit-codes.ts';
import { packageVersion } from './package.ts';

/** Says on standard error what went wrong and returns the exit code for it. The only place that catches. */
function report(error: unknown): number {
  // commander has said it already; its help and version leave by the same way with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof InputError) {
    process.stderr.write(`iommufuzz: ${error.message}\n`);
    return EXIT.usage;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`iommufuzz: internal error: ${text}\n`);
  return EXIT.internal;
}

/** One line, whatever commander has to add to it. */
function usageLine(text: string): string {
  return `iommufuzz: ${text
    .replace(/^error: /, '')
    .trim()
    .replaceAll('\n', ' ')}\n`;
}

function newProgram(): Command {
  const program = new Command('iommufuzz')
    .description('coverage-guided fuzzer for IOMMU permission configurations behind a QEMU-like soft-TLB')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(usageLine(text)) });
  addFuzz(program);
  addReplay(program);
  addMinimize(program);
  addCmin(program);
  addExplain(program);
  addTriage(program);
  addRun(program);
  addBench(program);
  addDoctor(program);
  return program;
}

// A reader that has gone away (`| head`) takes nothing from the result, nor from the exit code.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.on('uncaughtException', (error) => process.exit(report(error)));
tuneEngine();

try {
  await newProgram().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}
