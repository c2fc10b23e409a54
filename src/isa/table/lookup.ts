import { invariant } from '../../bits/errors.ts';
import { INSTRUCTIONS } from './index.ts';
import type { Instruction } from './instruction.ts';

/**
 * From a word to its line in two steps: opcode and funct3 choose a short list of candidates, the first that matches
 * is the line. Constant tables of ints; nothing here changes after loading.
 */
const BUCKETS_32 = 256;
const BUCKETS = BUCKETS_32 + 24;

/** Per line: mask, match and two exclusions (mask, value). */
const ROW = 6;
const rows = new Int32Array(INSTRUCTIONS.length * ROW);
const starts = new Int32Array(BUCKETS + 1);
const candidates = fill();

/**
 * Index of the word's line in `INSTRUCTIONS`, or -1 if nothing decodes. A word whose low two bits are not 11 is a
 * compressed one without upper half.
 */
export function lineOf(word: number): number {
  const bucket = bucketOf(word);
  for (let i = starts[bucket]; i < starts[bucket + 1]; i++) {
    const line = candidates[i];
    const row = line * ROW;
    if (
      (word & rows[row]) === rows[row + 1] &&
      (word & rows[row + 2]) !== rows[row + 3] &&
      (word & rows[row + 4]) !== rows[row + 5]
    ) {
      return line;
    }
  }
  return -1;
}

function bucketOf(word: number): number {
  if ((word & 3) === 3) return ((word << 1) & 0xf8) | ((word >>> 12) & 7);
  return BUCKETS_32 | ((word & 3) << 3) | ((word >>> 13) & 7);
}

/** A word of the bucket: its opcode and funct3, all else 0. */
function wordOf(bucket: number): number {
  if (bucket < BUCKETS_32) return ((bucket >> 3) << 2) | 3 | ((bucket & 7) << 12);
  return ((bucket >> 3) & 3) | ((bucket & 7) << 13);
}

function fill(): Int32Array {
  INSTRUCTIONS.forEach((line, index) => {
    const [first, second] = line.excludes;
    invariant(line.excludes.length <= 2, `${line.name} excludes at most two values`);
    // Mask 0 with value 1 excludes nothing.
    rows.set([line.mask, line.match, first?.mask ?? 0, first?.value ?? 1], index * ROW);
    rows.set([second?.mask ?? 0, second?.value ?? 1], index * ROW + 4);
  });
  const lists: number[] = [];
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    starts[bucket] = lists.length;
    INSTRUCTIONS.forEach((line, index) => {
      if (mayHold(bucket, line)) lists.push(index);
    });
  }
  starts[BUCKETS] = lists.length;
  return Int32Array.from(lists);
}

function mayHold(bucket: number, line: Instruction): boolean {
  if (line.width !== (bucket < BUCKETS_32 ? 32 : 16)) return false;
  const key = bucket < BUCKETS_32 ? 0x707f : 0xe003;
  return ((line.match ^ wordOf(bucket)) & line.mask & key) === 0;
}
