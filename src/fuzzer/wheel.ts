import type { Rng } from '../bits/rng.ts';
import { FAMILIES, type MutatorFamily } from './mutators/index.ts';
import type { Mutator } from './mutators/mutator.ts';
import { EVEN_ODDS } from './plan.ts';

/** A mutator, and the number of its family. */
interface Choice {
  readonly family: number;
  readonly mutator: Mutator;
}

/** Chooses mutators that fit a device: by their weights, and by the odds of their families. */
export class Wheel {
  private readonly choices: readonly Choice[];
  /** By choice: where its part of the wheel ends. */
  private readonly ends: Int32Array;

  /** All families have even odds. */
  constructor(device: number, families: readonly MutatorFamily[] = FAMILIES) {
    this.choices = families.flatMap(({ mutators, fits }, family) =>
      fits(device) ? mutators.map((mutator) => ({ family, mutator })) : [],
    );
    this.ends = new Int32Array(this.choices.length);
    this.setOdds(families.map(() => EVEN_ODDS));
  }

  /** Gives the families other odds, by their number; positive integers. */
  setOdds(odds: readonly number[]): void {
    let end = 0;
    this.choices.forEach(({ family, mutator }, i) => {
      end += mutator.weight * odds[family];
      this.ends[i] = end;
    });
  }

  /** A mutator by chance. */
  draw(rng: Rng): Choice {
    const { ends } = this;
    const point = rng.below(ends[ends.length - 1]);
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ends[middle] > point) high = middle;
      else low = middle + 1;
    }
    return this.choices[low];
  }
}
