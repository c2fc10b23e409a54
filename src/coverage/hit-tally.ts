import { FEATURE_SLOTS, type FeatureMap } from './feature-map.ts';

/** In how many executions each slot was hit; of a whole campaign, or of a stretch of it that is taken out as pairs. */
export class HitTally {
  private readonly counts: Float64Array | Int32Array;
  private readonly touched = new Int32Array(FEATURE_SLOTS);
  private touchedCount = 0;

  /** Counts in doubles: a campaign has more than 2^31 executions. For a stretch of it int32 will do, and is looked up faster. */
  constructor(counts: Float64Array | Int32Array = new Float64Array(FEATURE_SLOTS)) {
    this.counts = counts;
  }

  /** Counts the execution in `map` once for each slot that it hit. */
  count(map: FeatureMap): void {
    const { counts, touched } = this;
    for (let i = 0; i < map.touchedCount; i++) {
      const slot = map.touched[i];
      if (counts[slot]++ === 0) touched[this.touchedCount++] = slot;
    }
  }

  /** Adds pairs (slot, executions), as {@link take} gives them. */
  merge(pairs: Int32Array): void {
    for (let i = 0; i < pairs.length; i += 2) {
      const slot = pairs[i];
      if (this.counts[slot] === 0) this.touched[this.touchedCount++] = slot;
      this.counts[slot] += pairs[i + 1];
    }
  }

  /** Executions that hit the slot. */
  of(slot: number): number {
    return this.counts[slot];
  }

  /** Everything counted, as pairs (slot, executions) in the order of first hits; the tally is empty afterwards. */
  take(): Int32Array {
    const pairs = new Int32Array(this.touchedCount * 2);
    for (let i = 0; i < this.touchedCount; i++) {
      const slot = this.touched[i];
      pairs[2 * i] = slot;
      pairs[2 * i + 1] = this.counts[slot];
      this.counts[slot] = 0;
    }
    this.touchedCount = 0;
    return pairs;
  }
}
