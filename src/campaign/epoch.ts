/**
 * How the executions of a campaign are cut: into chunks, the unit of work, and epochs, the unit of agreement. All chunks
 * of an epoch see the same corpus and are merged in order at its end, so no result depends on who ran them or when.
 */

import type { StageSpan } from '../fuzzer/plan.ts';
import type { QuirkId } from '../machine/quirks.ts';

/** Executions `first` to `first + execs - 1`, the first ones of them for the stages of entries. */
export interface Chunk {
  readonly first: number;
  readonly execs: number;
  readonly spans: readonly StageSpan[];
  /** Quirks of the design that are switched off meanwhile. */
  readonly off: readonly QuirkId[];
}

/** Executions of a whole chunk. */
export const CHUNK_EXECS = 256;
/** Chunks of an epoch when the campaign has warmed up; the first epochs are shorter so that finds spread early. */
export const EPOCH_CHUNKS = 16;

/**
 * The chunks of epoch number `epoch` (from 0), whose first execution is `next`; at most `allowed` executions together
 * (`Infinity`: no limit), the last chunk shortened if need be; none for stages, none with quirks off.
 */
export function epochChunks(epoch: number, next: number, allowed: number): Chunk[] {
  const chunks: Chunk[] = [];
  let left = Math.min(allowed, CHUNK_EXECS * Math.min(EPOCH_CHUNKS, 1 + epoch));
  for (let first = next; left > 0; first += CHUNK_EXECS) {
    const execs = Math.min(CHUNK_EXECS, left);
    chunks.push({ first, execs, spans: [], off: [] });
    left -= execs;
  }
  return chunks;
}
