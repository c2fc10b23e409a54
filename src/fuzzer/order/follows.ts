import type { Rng } from '../../bits/rng.ts';
import type { Input } from '../../input/layout.ts';
import { HAPPENINGS, NOTHING } from './happening.ts';
import { forEachHappening } from './sequence.ts';

const KINDS = HAPPENINGS.length;
/** One in so many draws heeds nothing of what was learned. */
const IGNORED_ONE_IN = 20;

/** Up to so many inputs a pair counts as rare; the weight of a pair that is in none of them, times this. */
const RARE = 10;
const MOST_RARITY = 10_000;

/**
 * Which kind of happening comes right behind which in how many inputs of the corpus. Learned as inputs are admitted,
 * hence the same in every fuzzer of a campaign, whoever ran what.
 * @source syzkaller's choice table, the part that is learned from the corpus
 */
export class Follows {
  private readonly counts = new Int32Array(KINDS * KINDS);
  /** By kind: the sum of its counts. */
  private readonly sums = new Int32Array(KINDS);
  private readonly pending = new Uint8Array(KINDS * KINDS);

  /** Learns from an input that was admitted: each pair counts once. */
  learn(input: Input): void {
    const { counts, sums, pending } = this;
    pending.fill(0);
    let before = NOTHING;
    forEachHappening(input, (kind) => {
      if (before !== NOTHING) pending[before * KINDS + kind] = 1;
      before = kind;
    });
    for (let pair = 0; pair < pending.length; pair++) {
      counts[pair] += pending[pair];
      sums[Math.floor(pair / KINDS)] += pending[pair];
    }
  }

  /** In how many inputs `kind` came right behind `before`. */
  count(before: number, kind: number): number {
    return this.counts[before * KINDS + kind];
  }

  /** A kind by chance that is to come behind `before`, more likely the fewer inputs have it there; now and then any. */
  drawRare(before: number, rng: Rng): number {
    if (rng.oneIn(IGNORED_ONE_IN)) return rng.below(KINDS);
    let all = 0;
    for (let kind = 0; kind < KINDS; kind++) all += this.rarity(before, kind);
    let left = rng.below(all);
    for (let kind = 0; kind < KINDS; kind++) {
      left -= this.rarity(before, kind);
      if (left < 0) return kind;
    }
    return KINDS - 1;
  }

  /** A kind by chance to come behind `before`: as often as the corpus has it there and once more, now and then any. */
  draw(before: number, rng: Rng): number {
    if (rng.oneIn(IGNORED_ONE_IN)) return rng.below(KINDS);
    let left = rng.below(this.sums[before] + KINDS);
    for (let kind = 0; kind < KINDS; kind++) {
      left -= this.count(before, kind) + 1;
      if (left < 0) return kind;
    }
    return KINDS - 1;
  }

  private rarity(before: number, kind: number): number {
    return Math.ceil(MOST_RARITY / (RARE + this.count(before, kind)));
  }
}
