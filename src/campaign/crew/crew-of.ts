import type { ChunkHand } from './chunk-hand.ts';
import type { Crew } from './crew.ts';
import { InlineCrew } from './inline-crew.ts';
import type { WorkerOrder } from './protocol.ts';
import { ThreadCrew } from './thread-crew.ts';
import { startWorker } from './thread-post.ts';

/** A crew of so many threads, 1 or more; one works with `hand` on the campaign's own. */
export function crewOf(jobs: number, hand: ChunkHand, order: WorkerOrder): Crew {
  if (jobs === 1) return new InlineCrew(hand);
  return new ThreadCrew(Array.from({ length: jobs }, () => startWorker(order)));
}
