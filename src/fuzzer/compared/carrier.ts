import type { Input } from '../../input/layout.ts';

/** What a compared number is: a byte address, a world, a requester. */
export const ADDRESS = 0;
export const WORLD = 1;
export const REQUESTER = 2;

/**
 * A kind of field in which an input carries numbers that come up in comparisons. A place is a word of the input, or what
 * the carrier makes of a number; the carrier alone knows.
 */
export interface Carrier {
  /** kebab-case, unique. */
  readonly name: string;
  /** ADDRESS, WORLD or REQUESTER. */
  readonly sort: number;
  /** How far a compared number may lie below and above the one that a place holds and still come from it. */
  readonly below: number;
  readonly above: number;
  /** Where the input has such fields, in order. */
  places(input: Input): readonly number[];
  /** The numbers that a place stands for: none, one, or the two bounds of a range. */
  numbers(input: Input, place: number): readonly number[];
  /** Moves the number of a place by `delta`, as nearly as the field can; false, with nothing changed, if it cannot. */
  move(input: Input, place: number, delta: number): boolean;
}
