import fc from 'fast-check';
import { bigHigh, bigLow } from '../../src/bits/word.ts';
import type { Input } from '../../src/input/layout.ts';

/** Writes one part of an input. */
export type Write = (input: Input) => void;

/** Writes a 64-bit value. */
export function put(input: Input, at: number, value: bigint): void {
  input[at] = bigLow(value);
  input[at + 1] = bigHigh(value);
}

/** `usual` two times of three. */
export function often<T>(usual: T, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary });
}
