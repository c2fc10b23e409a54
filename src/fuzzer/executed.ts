import type { Rng } from '../bits/rng.ts';
import { INSTRUCTION_COUNT, type Input } from '../input/layout.ts';

/** One pick in so many goes to any instruction, executed or not. */
const ANY = 4;

/**
 * Which instructions of the input under mutation were executed when it entered the corpus: most changes are made there,
 * since elsewhere they do nothing. Changes of the program shift what stands behind them; nobody follows that.
 *
 * @source AFL's effector map: bytes that decide nothing are passed over
 */
export class Executed {
  /** Indices of instructions; empty: nothing is known. */
  indices: Int32Array = new Int32Array(0);

  /** Index of an instruction of the input by chance, -1 if it has none. */
  pick(input: Input, rng: Rng): number {
    const count = input[INSTRUCTION_COUNT];
    if (count === 0) return -1;
    const known = this.indices.length;
    const index = known === 0 || rng.oneIn(ANY) ? count : this.indices[rng.below(known)];
    return index < count ? index : rng.below(count);
  }
}
