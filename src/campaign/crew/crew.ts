import type { Candidate, ChunkResult, Fuzzer } from '../../fuzzer/fuzzer.ts';
import type { Chunk } from '../epoch.ts';

/** The part of a Fuzzer that a campaign uses. */
export type ChunkFuzzer = Pick<
  Fuzzer,
  'admit' | 'merge' | 'runChunk' | 'runSeed' | 'corpusSize' | 'features'
>;

/** What the executor behind a fuzzer counts, each in the order of its names. */
export interface ChunkCounts {
  /** Uses of the reference's allowances. */
  readonly allowances: Int32Array;
  /** How much was compared in full. */
  readonly compared: Int32Array;
}

/** What a chunk brought, and what was counted meanwhile. */
export interface ChunkReport extends ChunkCounts {
  readonly result: ChunkResult;
}

/** What every fuzzer of a campaign is told, in the same order everywhere: inputs to admit, then frequencies to merge. */
export interface Lesson {
  readonly candidates: readonly Candidate[];
  /** Pairs (feature, count). */
  readonly hits: Int32Array;
}

/** Those who run chunks. */
export interface Crew {
  /**
   * Runs the chunks and returns their reports in the order of the chunks, whoever finished first; undefined if `signal`
   * was raised before all were done. Rejects with InvariantError if a worker died.
   */
  runEpoch(chunks: readonly Chunk[], signal: AbortSignal): Promise<ChunkReport[] | undefined>;
  /** Passes on what the campaign's own fuzzer has learned already. */
  learn(lesson: Lesson): void;
  /** Ends all workers; harmless when repeated. */
  close(): Promise<void>;
}

/** Teaches one fuzzer; returns the candidates that brought something new, in order. */
export function teach(fuzzer: Pick<ChunkFuzzer, 'admit' | 'merge'>, lesson: Lesson): Candidate[] {
  const admitted = lesson.candidates.filter((candidate) => fuzzer.admit(candidate));
  fuzzer.merge(lesson.hits);
  return admitted;
}
