import { setImmediate } from 'node:timers/promises';
import type { Chunk } from '../epoch.ts';
import type { ChunkHand } from './chunk-hand.ts';
import type { ChunkReport, Crew } from './crew.ts';

/**
 * Runs chunks on the campaign's own thread with the campaign's own fuzzer, which has therefore learned everything
 * already. Between chunks signals and the terminal get their turn.
 */
export class InlineCrew implements Crew {
  private readonly hand: ChunkHand;

  constructor(hand: ChunkHand) {
    this.hand = hand;
  }

  async runEpoch(chunks: readonly Chunk[], signal: AbortSignal): Promise<ChunkReport[] | undefined> {
    const reports: ChunkReport[] = [];
    for (const chunk of chunks) {
      await setImmediate();
      if (signal.aborted) return undefined;
      reports.push(this.hand.run(chunk));
    }
    return reports;
  }

  learn(): void {}

  async close(): Promise<void> {}
}
