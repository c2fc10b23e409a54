import type { Input } from '../../input/layout.ts';

/**
 * A kind of field that a stage goes over, place by place. A place is a word of the input, or what the walk makes of a
 * number; the walk alone knows.
 */
export interface Walk {
  /** kebab-case, unique. */
  readonly name: string;
  /** Ways to change a place. */
  readonly ways: number;
  /** Where the input has such fields, in order. */
  places(input: Input): readonly number[];
  /** Changes a valid input into a valid one; false, with nothing changed, if this way leads nowhere. */
  change(input: Input, place: number, way: number): boolean;
}

/** Numbers 0 to `count - 1` that pass. */
export function indices(count: number, passes: (index: number) => boolean): number[] {
  return Array.from({ length: count }, (_, i) => i).filter(passes);
}

/** Writes another value over a word; false if it is the present one. */
export function setWord(input: Input, word: number, value: number): boolean {
  if (input[word] === value) return false;
  input[word] = value;
  return true;
}
