import type { Candidate, ChunkResult } from '../../fuzzer/fuzzer.ts';
import type { Chunk } from '../epoch.ts';
import type { CampaignIdentity } from '../identity.ts';
import type { ChunkReport, Lesson } from './crew.ts';

/** What a worker thread is started with. */
export interface WorkerOrder {
  readonly identity: CampaignIdentity;
  readonly paranoid: boolean;
}

/** From the campaign to a worker. Handled strictly in order. */
export type ToWorker =
  | { readonly type: 'chunk'; readonly at: number; readonly chunk: Chunk }
  | { readonly type: 'learn'; readonly lesson: Lesson };

/** From a worker to the campaign: the report of the chunk that was asked for as number `at`, or what broke. */
export type FromWorker =
  | { readonly type: 'report'; readonly at: number; readonly report: ChunkReport }
  | { readonly type: 'broken'; readonly message: string };

/**
 * The report with every array in a buffer of its own. A message copies the whole buffer behind an array, which for a
 * view into a slab would be the slab.
 */
export function compactReport(report: ChunkReport): ChunkReport {
  const { result } = report;
  const compacted: ChunkResult = {
    ...result,
    candidates: result.candidates.map(compactCandidate),
    crashes: result.crashes.map((crash) => ({ ...crash, input: compact(crash.input) })),
    hits: compact(result.hits),
    effort: compact(result.effort),
    internal: result.internal.map((fault) => ({ ...fault, input: compact(fault.input) })),
  };
  return {
    result: compacted,
    off: report.off,
    allowances: compact(report.allowances),
    compared: compact(report.compared),
  };
}

/** The lesson with every array in a buffer of its own, see {@link compactReport}. */
export function compactLesson(lesson: Lesson): Lesson {
  return { ...lesson, candidates: lesson.candidates.map(compactCandidate), hits: compact(lesson.hits) };
}

function compactCandidate(candidate: Candidate): Candidate {
  const { input, features, executed } = candidate;
  return {
    ...candidate,
    input: compact(input),
    features: compact(features),
    executed: compact(executed),
  };
}

function compact(array: Int32Array): Int32Array {
  return array.byteLength === array.buffer.byteLength ? array : array.slice();
}
