import type { ChunkResult } from '../../fuzzer/fuzzer.ts';
import type { Input } from '../../input/layout.ts';
import type { QuirkId } from '../../machine/quirks.ts';
import type { Chunk } from '../epoch.ts';
import type { ChunkCounts, ChunkFuzzer, ChunkReport } from './crew.ts';

/** Runs inputs, counts while it does, and can do without some quirks of its design. */
export interface Runner extends ChunkCounts {
  /** From the next run on the quirks `off` of the design are off, and no others. */
  switchOff(off: readonly QuirkId[]): void;
}

const NONE: readonly QuirkId[] = [];

/** Runs chunks and seeds with one fuzzer and reads off what was counted meanwhile. */
export class ChunkHand {
  private readonly fuzzer: ChunkFuzzer;
  private readonly runner: Runner;

  /** `runner`: what runs the inputs of `fuzzer`, with its running totals. */
  constructor(fuzzer: ChunkFuzzer, runner: Runner) {
    this.fuzzer = fuzzer;
    this.runner = runner;
  }

  run(chunk: Chunk): ChunkReport {
    return this.report(chunk.off, () => this.fuzzer.runChunk(chunk.first, chunk.execs, chunk.spans));
  }

  /** Runs one input as it is, as execution number `exec`, with the quirks `off` switched off. */
  runSeed(input: Input, exec: number, off = NONE): ChunkReport {
    return this.report(off, () => this.fuzzer.runSeed(input, exec));
  }

  private report(off: readonly QuirkId[], run: () => ChunkResult): ChunkReport {
    const { allowances, compared } = this.runner;
    this.runner.switchOff(off);
    const before = { allowances: allowances.slice(), compared: compared.slice() };
    const result = run();
    return {
      result,
      off,
      allowances: growth(before.allowances, allowances),
      compared: growth(before.compared, compared),
    };
  }
}

/** Totals wrap around in a long campaign; differences in int32 do not mind. */
function growth(before: Int32Array, after: Int32Array): Int32Array {
  return after.map((total, i) => total - before[i]);
}
