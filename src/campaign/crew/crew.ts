import type { Candidate, ChunkResult, Fuzzer } from '../../fuzzer/fuzzer.ts';
import type { SearchPlan } from '../../fuzzer/plan.ts';
import type { QuirkId } from '../../machine/quirks.ts';
import type { Chunk } from '../epoch.ts';

/** The part of a Fuzzer that a campaign uses. */
export type ChunkFuzzer = Pick<
  Fuzzer,
  'admit' | 'merge' | 'follow' | 'runChunk' | 'runSeed' | 'stageSize' | 'corpusSize' | 'favoured' | 'features'
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
  /** Quirks of the design that were switched off meanwhile. */
  readonly off: readonly QuirkId[];
}

/**
 * What every fuzzer of a campaign is told, in the same order everywhere: inputs to admit, frequencies to merge, and how
 * to go on.
 */
export interface Lesson {
  readonly candidates: readonly Candidate[];
  /** Pairs (feature, count). */
  readonly hits: Int32Array;
  readonly plan: SearchPlan;
}

/** A candidate that was taken into the corpus. */
export interface Admission {
  readonly candidate: Candidate;
  /** Features that it brought. */
  readonly fresh: number;
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

/** Offers the candidates to a fuzzer; those that brought something new, in order. */
export function admitAll(
  fuzzer: Pick<ChunkFuzzer, 'admit'>,
  candidates: readonly Candidate[],
): readonly Admission[] {
  return candidates
    .map((candidate) => ({ candidate, fresh: fuzzer.admit(candidate) }))
    .filter(({ fresh }) => fresh > 0);
}

/** Teaches one fuzzer all of the lesson. */
export function teach(fuzzer: Pick<ChunkFuzzer, 'admit' | 'merge' | 'follow'>, lesson: Lesson): void {
  admitAll(fuzzer, lesson.candidates);
  fuzzer.merge(lesson.hits);
  fuzzer.follow(lesson.plan);
}
