import type { Rng } from '../../bits/rng.ts';
import type { Input } from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import type { Listen } from '../compared/listen.ts';
import type { Executed } from '../executed.ts';
import type { Follows } from '../order/follows.ts';
import type { Draft } from '../program.ts';

/** What mutators share: room to work in, used up by every call, and the other entries of the corpus. */
export interface MutationContext {
  readonly draft: Draft;
  readonly aim: Aim;
  /** Which instructions were executed. */
  readonly executed: Executed;
  /** What follows what in the corpus. */
  readonly follows: Follows;
  /** Tells what a run of the input compared; nothing once the input has been changed. */
  readonly listen: Listen;
  /** Another input, valid until the next call and not to be written; undefined if there is none. */
  donor(rng: Rng): Input | undefined;
}

/**
 * One way to change an input. Changes a valid `input` in place into a valid one, by nothing but the input, the draws
 * from `rng` and the donors; words that no count covers stay 0. Returns false, with nothing changed, if the input has
 * nothing for it.
 */
export interface Mutator {
  /** kebab-case, unique. */
  readonly name: string;
  /** How often it is chosen, relative to the others; a positive integer. */
  readonly weight: number;
  mutate(input: Input, rng: Rng, context: MutationContext): boolean;
}
