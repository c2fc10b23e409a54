import type { ChunkResult } from '../../fuzzer/fuzzer.ts';
import type { Input } from '../../input/layout.ts';
import type { Chunk } from '../epoch.ts';
import type { ChunkFuzzer, ChunkReport } from './crew.ts';

/** Runs chunks and seeds with one fuzzer and reads off what each used of the reference's allowances. */
export class ChunkHand {
  private readonly fuzzer: ChunkFuzzer;
  private readonly allowances: Readonly<Int32Array>;

  /** `allowances`: running totals, which the executor behind `fuzzer` keeps up to date. */
  constructor(fuzzer: ChunkFuzzer, allowances: Readonly<Int32Array>) {
    this.fuzzer = fuzzer;
    this.allowances = allowances;
  }

  run(chunk: Chunk): ChunkReport {
    return this.report(() => this.fuzzer.runChunk(chunk.first, chunk.execs));
  }

  /** Runs one input as it is, as execution number `exec`. */
  runSeed(input: Input, exec: number): ChunkReport {
    return this.report(() => this.fuzzer.runSeed(input, exec));
  }

  private report(run: () => ChunkResult): ChunkReport {
    const before = this.allowances.slice();
    const result = run();
    // Totals wrap around in a long campaign; differences in int32 do not mind.
    return { result, allowances: this.allowances.map((total, i) => total - before[i]) };
  }
}
