import seedrandom from 'seedrandom';

/** Four words that seed every stream of a campaign; derived once from the user's seed text. */
export type RootSeed = Readonly<Int32Array>;

/** The root of all randomness: four words drawn from seedrandom (ARC4) keyed by the seed's text. */
export function rootSeed(seed: string): RootSeed {
  const root = seedrandom(seed);
  return Int32Array.of(root.int32(), root.int32(), root.int32(), root.int32());
}

/**
 * One stream of 32-bit draws: xor128 (Marsaglia, "Xorshift RNGs", 2003), four words of state. A stream is keyed by
 * (root, index), so any execution of a campaign can be regenerated alone. Reused by {@link Rng.reseed}: no allocation.
 */
export class Rng {
  private x = 1;
  private y = 2;
  private z = 3;
  private w = 4;

  constructor(root: RootSeed, index: number) {
    this.reseed(root, index);
  }

  /** Restarts the stream at the beginning of (root, index); `index` is a non-negative safe integer. */
  reseed(root: RootSeed, index: number): void {
    const lo = index | 0;
    const hi = (index / 0x1_0000_0000) | 0;
    this.x = root[0] ^ scramble(lo);
    this.y = root[1] ^ scramble(lo ^ 0x5bd1e995);
    this.z = root[2] ^ scramble(hi + 0x1b873593);
    this.w = root[3] ^ scramble(lo + hi + 0x27d4eb2f);
    if ((this.x | this.y | this.z | this.w) === 0) this.x = 1;
    for (let i = 0; i < 8; i++) this.next();
  }

  /** The next draw, as int32. */
  next(): number {
    const t = this.x ^ (this.x << 11);
    this.x = this.y;
    this.y = this.z;
    this.z = this.w;
    this.w ^= (this.w >>> 19) ^ t ^ (t >>> 8);
    return this.w;
  }

  /** An integer in [0, bound), bound in [1, 2^31]. */
  below(bound: number): number {
    return Math.floor(((this.next() >>> 0) / 0x1_0000_0000) * bound);
  }

  /** True once in `n` draws on average. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }
}

/** A 32-bit finalizer (the one of MurmurHash3). */
function scramble(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
