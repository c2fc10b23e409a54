/** Mutation that knows nothing of what it changes: an input is words, of which some may not be changed just so. */
import type { Rng } from '../bits/rng.ts';
import type { Input } from '../input/layout.ts';
import { validate } from '../input/validate.ts';
import type { MutatorFamily } from './mutators/index.ts';

/** Changes that are tried before the input is left as it is. */
const TRIES = 8;
/** Largest step of a change by addition. */
const STEP = 16;

/** Changes one word that is not 0, so that the input stays valid. */
function mutate(input: Input, rng: Rng): boolean {
  const places = placesOf(input);
  if (places.length === 0) return false;
  for (let tries = 0; tries < TRIES; tries++) {
    const at = places[rng.below(places.length)];
    const before = input[at];
    input[at] = changed(before, input[places[rng.below(places.length)]], rng);
    if (input[at] !== before && validate(input) === undefined) return true;
    input[at] = before;
  }
  return false;
}

function placesOf(input: Input): number[] {
  const places: number[] = [];
  for (let at = 0; at < input.length; at++) if (input[at] !== 0) places.push(at);
  return places;
}

/** The word with a bit flipped, a small number added, `other` in its place, or a random word. */
function changed(word: number, other: number, rng: Rng): number {
  const way = rng.below(4);
  if (way === 0) return word ^ (1 << rng.below(32));
  if (way === 1) return word + (1 + rng.below(STEP)) * (rng.oneIn(2) ? 1 : -1);
  return way === 2 ? other : rng.next();
}

/** In place of every family of mutators. */
export const RAW_WORDS: readonly MutatorFamily[] = [
  { name: 'raw-words', mutators: [{ name: 'change-word', weight: 1, mutate }], fits: () => true },
];
