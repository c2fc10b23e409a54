/** How often each feature was seen since the campaign began: what the energies of the corpus are computed from. */
export class Frequencies {
  private readonly counts = new Map<number, number>();

  /** Adds pairs (feature, count). */
  add(hits: Readonly<Int32Array>): void {
    for (let i = 0; i + 1 < hits.length; i += 2) {
      this.counts.set(hits[i], (this.counts.get(hits[i]) ?? 0) + hits[i + 1]);
    }
  }

  /** Feature and count in turn, features ascending. */
  toJson(): number[] {
    return [...this.counts].sort(([a], [b]) => a - b).flat();
  }

  /** Pairs (feature, count) as {@link add} takes them; a count beyond int32 comes in several pairs. */
  toPairs(): Int32Array {
    const pairs: number[] = [];
    for (const [feature, count] of this.counts) {
      for (let left = count; left > 0; left -= MOST) pairs.push(feature, Math.min(left, MOST));
    }
    return Int32Array.from(pairs);
  }

  /** Reads what {@link toJson} gave. */
  static fromJson(list: readonly number[]): Frequencies {
    const frequencies = new Frequencies();
    for (let i = 0; i + 1 < list.length; i += 2) frequencies.counts.set(list[i], list[i + 1]);
    return frequencies;
  }
}

const MOST = 0x7fff_ffff;
