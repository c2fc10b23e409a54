import type { Rng } from '../bits/rng.ts';
import { HitTally } from '../coverage/hit-tally.ts';
import type { Input } from '../input/layout.ts';
import { costOf } from './cost.ts';
import { Holders } from './holders.ts';
import { Follows } from './order/follows.ts';
import { pack, unpack } from './packed.ts';
import { FIRST_PLAN } from './plan.ts';
import { worths } from './rarity.ts';

const DRAWS = 0x1_0000_0000;

/** What the corpus keeps of an input. */
export interface NewEntry {
  readonly input: Input;
  /** Feature ids, ascending. */
  readonly features: Int32Array;
  readonly steps: number;
  /** Indices of its instructions that are executed. */
  readonly executed: Int32Array;
}

/**
 * The inputs worth mutating. An entry's energy is the sum of what its features are worth ({@link worths}), of each its
 * part as one of the {@link Holders}, per cost of an execution. Picks follow energy, a share of them is uniform.
 */
export class Corpus {
  private readonly packed: Int32Array[] = [];
  private readonly steps: number[] = [];
  private readonly ran: Int32Array[] = [];
  /** What follows what in the entries. */
  readonly follows = new Follows();
  private readonly holders = new Holders();
  private cumulative: Float64Array = new Float64Array(0);
  /** The uniform share that {@link cumulative} was computed with; undefined: it is out of date. */
  private balanced: number | undefined = FIRST_PLAN.uniform;

  get size(): number {
    return this.packed.length;
  }

  /** Entries that are the cheapest holder of a feature. */
  get favoured(): number {
    return this.holders.favoured();
  }

  /** Adds an entry that showed `features` (ids) in `steps` steps, executing these instructions. */
  add({ input, features, steps, executed }: NewEntry): void {
    this.packed.push(pack(input));
    this.follows.learn(input);
    this.steps.push(steps);
    this.ran.push(executed);
    this.holders.add(features, steps);
    this.balanced = undefined;
  }

  /** Whether the entry is the cheapest holder of a feature. */
  isFavoured(index: number): boolean {
    return this.holders.isFavoured(index);
  }

  /** Writes entry `index` over `out`. */
  read(index: number, out: Input): void {
    unpack(this.packed[index], out);
  }

  /** Indices of the instructions that the entry executes. */
  executed(index: number): Int32Array {
    return this.ran[index];
  }

  /** Says that frequencies have changed: the next {@link rebalance} counts. */
  touch(): void {
    this.balanced = undefined;
  }

  /**
   * Recomputes the chances, if anything changed, from the present holders and frequencies and nothing else; without
   * `hits` nothing has been hit. `uniform`: the share of the picks that goes to all entries alike.
   */
  rebalance(hits: HitTally = new HitTally(), uniform: number = FIRST_PLAN.uniform): void {
    if (this.balanced === uniform) return;
    this.balanced = uniform;
    const energy = uniform < 1 ? this.energies(hits) : new Float64Array(this.size);
    const count = this.size;
    let total = 0;
    for (let i = 0; i < count; i++) total += energy[i];
    const floor = total > 0 ? (uniform * total) / ((1 - uniform) * count) : 1;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      sum += energy[i] + floor;
      energy[i] = sum;
    }
    this.cumulative = energy;
  }

  /** An entry by chance, the energies as of the last {@link rebalance}. The corpus is not empty. */
  pick(rng: Rng): number {
    const table = this.cumulative;
    const point = ((rng.next() >>> 0) / DRAWS) * table[table.length - 1];
    let low = 0;
    let high = table.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (table[middle] > point) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Chance that {@link pick} gives the entry. */
  share(index: number): number {
    const before = index === 0 ? 0 : this.cumulative[index - 1];
    return (this.cumulative[index] - before) / this.cumulative[this.cumulative.length - 1];
  }

  private energies(hits: HitTally): Float64Array {
    const energy = this.holders.deal(worths(this.holders.ids, hits));
    for (let i = 0; i < energy.length; i++) energy[i] *= costOf(1, 0) / costOf(1, this.steps[i]);
    return energy;
  }
}
