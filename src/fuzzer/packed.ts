import { INPUT_WORDS, type Input } from '../input/layout.ts';

/** Zero words inside a run that do not end it: a run costs two words itself. */
const GAP = 3;

/**
 * The words of an input without its long stretches of zeros, for keeping many: runs of { first word, length, words }.
 * A typical input takes a tenth of its room so.
 */
export function pack(input: Input): Int32Array {
  const packed: number[] = [];
  let at = 0;
  while (at < INPUT_WORDS) {
    if (input[at] === 0) {
      at++;
      continue;
    }
    const end = runEnd(input, at);
    packed.push(at, end - at);
    for (; at < end; at++) packed.push(input[at]);
  }
  return Int32Array.from(packed);
}

/** Writes the input that {@link pack} packed over `out`. Allocates nothing. */
export function unpack(packed: Int32Array, out: Input): void {
  out.fill(0);
  let from = 0;
  while (from < packed.length) {
    let to = packed[from];
    const end = to + packed[from + 1];
    from += 2;
    while (to < end) out[to++] = packed[from++];
  }
}

/** One past the last word of the run that starts at `at`. */
function runEnd(input: Input, at: number): number {
  let end = at + 1;
  for (let i = end; i < INPUT_WORDS && i - end <= GAP; i++) {
    if (input[i] !== 0) end = i + 1;
  }
  return end;
}
