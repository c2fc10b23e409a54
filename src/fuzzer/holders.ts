/** Entries that are remembered for a feature: the cheapest ones. */
export const HOLDERS = 4;
/** Part of a feature's worth that its cheapest holder has to itself; the others share the rest alike. */
const FAVOURED_PART = 0.5;
const NOBODY = -1;

/**
 * Which entries of a corpus stand for a feature: of those that showed it the few with the fewest steps, the earlier one
 * of two equals. The cheapest is favoured. What is remembered depends on the order in which entries come and nothing else.
 *
 * @source AFL's favoured entries: the cheapest one stands for a feature
 */
export class Holders {
  /** The features that somebody holds, in the order in which they came. */
  readonly ids: number[] = [];
  /** By feature id: its place in {@link ids}. */
  private readonly place = new Map<number, number>();
  /** By place: HOLDERS entries, cheapest first, then NOBODY. */
  private readonly entries: number[] = [];
  /** By entry: its steps, and of how many features it is the cheapest holder. */
  private readonly steps: number[] = [];
  private readonly favours: number[] = [];

  /** Enters the next entry, which showed `features` (ids) in `steps` steps. */
  add(features: Int32Array, steps: number): void {
    const entry = this.steps.length;
    this.steps.push(steps);
    this.favours.push(0);
    for (const id of features) this.insert(this.placeOf(id) * HOLDERS, entry);
  }

  /** Whether the entry is the cheapest holder of a feature. */
  isFavoured(entry: number): boolean {
    return this.favours[entry] > 0;
  }

  /** How many entries are the cheapest holder of a feature. */
  favoured(): number {
    return this.favours.reduce((count, features) => count + (features > 0 ? 1 : 0), 0);
  }

  /** What the holders get of `worth`, by place in {@link ids}: for each entry the sum of its parts. */
  deal(worth: Float64Array): Float64Array {
    const energy = new Float64Array(this.steps.length);
    const { entries } = this;
    for (let i = 0; i < worth.length; i++) {
      if (worth[i] === 0) continue;
      const at = i * HOLDERS;
      const count = this.countAt(at);
      const favoured = count === 1 ? 1 : FAVOURED_PART;
      energy[entries[at]] += favoured * worth[i];
      for (let rank = 1; rank < count; rank++)
        energy[entries[at + rank]] += ((1 - favoured) / (count - 1)) * worth[i];
    }
    return energy;
  }

  private placeOf(id: number): number {
    const known = this.place.get(id);
    if (known !== undefined) return known;
    const place = this.ids.length;
    this.place.set(id, place);
    this.ids.push(id);
    for (let rank = 0; rank < HOLDERS; rank++) this.entries.push(NOBODY);
    return place;
  }

  private insert(at: number, entry: number): void {
    const { entries, steps, favours } = this;
    let rank = HOLDERS;
    for (; rank > 0; rank--) {
      const before = entries[at + rank - 1];
      if (before !== NOBODY && steps[before] <= steps[entry]) break;
      if (rank < HOLDERS) entries[at + rank] = before;
    }
    if (rank === HOLDERS) return;
    entries[at + rank] = entry;
    if (rank > 0) return;
    favours[entry]++;
    if (entries[at + 1] !== NOBODY) favours[entries[at + 1]]--;
  }

  private countAt(at: number): number {
    let count = 1;
    while (count < HOLDERS && this.entries[at + count] !== NOBODY) count++;
    return count;
  }
}
