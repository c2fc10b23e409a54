import { Minutes } from './minutes.ts';

/** Tells how a campaign stands and writes nothing. */
export class UnsavedMinutes extends Minutes {
  constructor(jobs: number) {
    super({ folder: '', version: '', jobs }, { execs: 0, elapsedMs: 0 });
  }

  override note(...moment: Parameters<Minutes['stats']>): ReturnType<Minutes['stats']> {
    return this.stats(...moment);
  }

  override close(...moment: Parameters<Minutes['stats']>): ReturnType<Minutes['stats']> {
    return this.stats(...moment);
  }
}
