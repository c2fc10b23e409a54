import type { StageSpan } from '../fuzzer/plan.ts';
import type { ChunkFuzzer } from './crew/crew.ts';
import { CHUNK_EXECS, type Chunk } from './epoch.ts';

/** Most executions of a chunk that stages take, whatever they bring. */
const MOST_STAGED = CHUNK_EXECS / 2;
/** Executions of a chunk that stages take, per part of their odds: a quarter of it when these are even. */
const STAGED_PER_ODD = 4;

/** How far the stages have come: which entry of the corpus is next, and which of its changes. Those before are done. */
export interface StageCursor {
  readonly entry: number;
  readonly step: number;
}

/** Chunks that begin with what is left to do of the stages, and where that leads. */
export interface StagedChunks {
  readonly chunks: readonly Chunk[];
  readonly cursor: StageCursor;
}

/**
 * Gives the first executions of each chunk to the stages of entries, in the order of the corpus; entries without a
 * stage are passed over. `odds`: those of the stage as an operator.
 */
export function withStages(
  chunks: readonly Chunk[],
  cursor: StageCursor,
  odds: number,
  fuzzer: Pick<ChunkFuzzer, 'corpusSize' | 'stageSize'>,
): StagedChunks {
  const perChunk = Math.min(MOST_STAGED, STAGED_PER_ODD * odds);
  let { entry, step } = cursor;
  let size = sizeOf(fuzzer, entry);
  const staged = chunks.map((chunk) => {
    const spans: StageSpan[] = [];
    let left = Math.min(perChunk, chunk.execs);
    while (left > 0 && entry < fuzzer.corpusSize) {
      const count = Math.min(left, size - step);
      if (count > 0) {
        spans.push({ entry, from: step, count });
        step += count;
        left -= count;
      }
      if (step >= size) {
        entry++;
        step = 0;
        size = sizeOf(fuzzer, entry);
      }
    }
    return { ...chunk, spans };
  });
  return { chunks: staged, cursor: { entry, step } };
}

function sizeOf(fuzzer: Pick<ChunkFuzzer, 'corpusSize' | 'stageSize'>, entry: number): number {
  return entry < fuzzer.corpusSize ? fuzzer.stageSize(entry) : 0;
}
