import type { Rng } from '../bits/rng.ts';
import { CLASS_BITS, domainOfSlot, FEATURE_SLOTS } from '../coverage/feature-map.ts';
import { HitTally } from '../coverage/hit-tally.ts';
import type { Input } from '../input/layout.ts';
import { DOMAINS } from '../machine/probe.ts';
import { pack, unpack } from './packed.ts';

/** An execution costs this many steps before its first one. */
const FIXED_STEPS = 32;
/** Share of the picks that goes to all entries alike; the rest goes by energy. */
const UNIFORM = 0.2;
const DRAWS = 0x1_0000_0000;
const NOBODY = -1;

/**
 * The inputs worth mutating. Every feature belongs to its cheapest owner: of the entries that showed it, the one with
 * the fewest steps, the earlier one of two equals. A feature is worth the more the fewer executions hit its slot, and
 * all features of a domain together are worth as much as those of any other domain; an entry's energy is the worth of
 * the features it owns, per cost of an execution. Picks follow energy, a fixed share of them is uniform.
 *
 * @source Böhme and others, "Boosting fuzzer efficiency" (FSE 2020): rare features carry the information; AFL's
 * favoured entries: the cheapest owner stands for a feature
 */
export class Corpus {
  private readonly packed: Int32Array[] = [];
  private readonly steps: number[] = [];
  /** By feature id: the entry that owns it. */
  private readonly owner = new Int32Array(FEATURE_SLOTS << CLASS_BITS).fill(NOBODY);
  /** The features that have an owner. */
  private readonly owned: number[] = [];
  private cumulative: Float64Array = new Float64Array(0);
  private fresh = true;

  get size(): number {
    return this.packed.length;
  }

  /** Adds an entry that showed `features` (ids) in `steps` steps. */
  add(input: Input, features: Int32Array, steps: number): void {
    const entry = this.packed.length;
    this.packed.push(pack(input));
    this.steps.push(steps);
    for (const id of features) {
      const owner = this.owner[id];
      if (owner === NOBODY) this.owned.push(id);
      if (owner === NOBODY || steps < this.steps[owner]) this.owner[id] = entry;
    }
    this.fresh = false;
  }

  /** Writes entry `index` over `out`. */
  read(index: number, out: Input): void {
    unpack(this.packed[index], out);
  }

  /** Says that frequencies have changed: the next {@link rebalance} counts. */
  touch(): void {
    this.fresh = false;
  }

  /**
   * Recomputes the energies, if anything changed, from the present owners and frequencies and nothing else; without `hits`
   * nothing has been hit.
   */
  rebalance(hits: HitTally = new HitTally()): void {
    if (this.fresh) return;
    this.fresh = true;
    const energy = this.energies(hits);
    const count = this.size;
    let total = 0;
    for (let i = 0; i < count; i++) total += energy[i];
    const floor = total > 0 ? (UNIFORM * total) / ((1 - UNIFORM) * count) : 1;
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
    const energy = new Float64Array(this.size);
    const worthOfDomain = new Float64Array(DOMAINS.length);
    for (const id of this.owned) worthOfDomain[domainOfSlot(id >>> CLASS_BITS)] += worth(hits, id);
    for (const id of this.owned) {
      energy[this.owner[id]] += worth(hits, id) / worthOfDomain[domainOfSlot(id >>> CLASS_BITS)];
    }
    for (let i = 0; i < energy.length; i++) energy[i] *= FIXED_STEPS / (FIXED_STEPS + this.steps[i]);
    return energy;
  }
}

/** What a feature is worth before its domain is taken into account. */
function worth(hits: HitTally, id: number): number {
  return 1 / Math.sqrt(1 + hits.of(id >>> CLASS_BITS));
}
