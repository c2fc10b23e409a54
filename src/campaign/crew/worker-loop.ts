import type { ChunkHand } from './chunk-hand.ts';
import { type ChunkFuzzer, teach } from './crew.ts';
import { compactReport, type FromWorker, type ToWorker } from './protocol.ts';

/**
 * What a worker does with one message: learn, or run a chunk and answer. What its own code throws is answered as
 * `broken`: the campaign decides what that means.
 */
export function workerLoop(
  fuzzer: ChunkFuzzer,
  hand: ChunkHand,
  answer: (message: FromWorker) => void,
): (message: ToWorker) => void {
  return (message) => {
    try {
      if (message.type === 'learn') teach(fuzzer, message.lesson);
      else answer({ type: 'report', at: message.at, report: compactReport(hand.run(message.chunk)) });
    } catch (error) {
      answer({
        type: 'broken',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
    }
  };
}
