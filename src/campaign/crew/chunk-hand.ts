import type { ChunkResult } from '../../fuzzer/fuzzer.ts';
import type { Input } from '../../input/layout.ts';
import type { Chunk } from '../epoch.ts';
import type { ChunkCounts, ChunkFuzzer, ChunkReport } from './crew.ts';

/** Runs chunks and seeds with one fuzzer and reads off what was counted meanwhile. */
export class ChunkHand {
  private readonly fuzzer: ChunkFuzzer;
  private readonly totals: Readonly<ChunkCounts>;

  /** `totals`: running totals, which the executor behind `fuzzer` keeps up to date. */
  constructor(fuzzer: ChunkFuzzer, totals: Readonly<ChunkCounts>) {
    this.fuzzer = fuzzer;
    this.totals = totals;
  }

  run(chunk: Chunk): ChunkReport {
    return this.report(() => this.fuzzer.runChunk(chunk.first, chunk.execs, chunk.spans));
  }

  /** Runs one input as it is, as execution number `exec`. */
  runSeed(input: Input, exec: number): ChunkReport {
    return this.report(() => this.fuzzer.runSeed(input, exec));
  }

  private report(run: () => ChunkResult): ChunkReport {
    const { allowances, compared } = this.totals;
    const before = { allowances: allowances.slice(), compared: compared.slice() };
    const result = run();
    return {
      result,
      allowances: growth(before.allowances, allowances),
      compared: growth(before.compared, compared),
    };
  }
}

/** Totals wrap around in a long campaign; differences in int32 do not mind. */
function growth(before: Int32Array, after: Int32Array): Int32Array {
  return after.map((total, i) => total - before[i]);
}
