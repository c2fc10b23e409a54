import type { ChunkFuzzer } from '../../campaign/assembly.ts';
import type { ChunkResult, Target } from '../../fuzzer/fuzzer.ts';
import { noEffort } from '../../fuzzer/operators.ts';
import type { Input } from '../../input/layout.ts';

/** Makes the inputs of executions `first` to `first + execs - 1` and hands each over; it may be written again after that. */
export type Producer = (first: number, execs: number, hand: (input: Input) => void) => void;

/** A search that learns nothing: it runs what a producer makes. Crashes are reported as by the fuzzer. */
export class BlindSearch implements ChunkFuzzer {
  readonly corpusSize = 0;
  readonly favoured = 0;
  private readonly target: Target;
  private readonly produce: Producer;

  constructor(target: Target, produce: Producer) {
    this.target = target;
    this.produce = produce;
  }

  features(): Record<string, number> {
    return {};
  }

  admit(): number {
    return 0;
  }

  merge(): void {}

  follow(): void {}

  stageSize(): number {
    return 0;
  }

  runChunk(first: number, execs: number): ChunkResult {
    const result = emptyResult(first);
    this.produce(first, execs, (input) => this.execute(input, result));
    return result;
  }

  runSeed(input: Input, exec: number): ChunkResult {
    const result = emptyResult(exec);
    this.execute(input, result);
    return result;
  }

  private execute(input: Input, result: ChunkResult): void {
    const { target } = this;
    const exec = result.first + result.execs++;
    target.features.reset();
    try {
      const finding = target.run(input, exec);
      result.steps += target.steps;
      if (finding !== undefined) result.crashes.push({ input: input.slice(), finding, exec });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      result.internal.push({ input: input.slice(), message, exec });
    }
  }
}

function emptyResult(first: number): ChunkResult {
  return {
    first,
    execs: 0,
    steps: 0,
    candidates: [],
    crashes: [],
    hits: new Int32Array(0),
    effort: noEffort(),
    internal: [],
  };
}
