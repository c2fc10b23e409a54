import { immediateOf, kindOf, registerOf, subOf } from './table/extract.ts';
import { lineOf } from './table/lookup.ts';

/** Decoded instruction: DECODED ints in a row. */
export const DECODED = 6;
/** An id of `KIND`. */
export const D_KIND = 0;
/**
 * alu: id of `ALU`; load: log2(size), + 4 if zero-extending; store, lr, sc: log2(size); branch, csr: funct3;
 * amo: id of `AMO` << 2 | log2(size); else 0.
 */
export const D_SUB = 1;
/** Destination register 1..31, or {@link SINK} if nothing is written. */
export const D_RD = 2;
/** Source registers 0..31, 0 where there is none; for csr with funct3 5..7 D_RS1 is the immediate. */
export const D_RS1 = 3;
export const D_RS2 = 4;
/**
 * Immediate, sign-extended to int32: byte offset of jal and branch; lui and auipc as shifted value (low 12 bits 0);
 * shift counts unsigned; csr: the CSR number; fence: fm, predecessor and successor set as encoded.
 */
export const D_IMM = 5;

/** Register that takes the writes to x0: register files have 33 registers, number 32 is never read. */
export const SINK = 32;

const ENTRIES = 4096;
const ENTRY_SHIFT = 3;

/** Size in bytes of the instruction that starts with `word` (its low half suffices): 4 if the low two bits are 11. */
export function instructionLength(word: number): 2 | 4 {
  return (word & 3) === 3 ? 4 : 2;
}

/**
 * {@link ENTRIES} records: word, then DECODED ints. Word 0 is illegal, which is what a record of zeros says. One for all who
 * decode: the reference finds there what the machine has decoded, and the CPU's caches hold it once.
 */
const cache = new Int32Array(ENTRIES << ENTRY_SHIFT);
for (let at = 0; at < cache.length; at += 1 << ENTRY_SHIFT) cache[at + 1 + D_RD] = SINK;

/**
 * Decodes RV64IMAC_Zicsr_Zifencei and the privileged instructions, with a direct-mapped cache keyed by the word: it never
 * needs invalidating, since a word always decodes to the same. Writes the decoded form of `word` to
 * `out[at .. at + DECODED)`. If the low two bits are not 11 it is a compressed instruction and the upper half is ignored.
 * What does not decode is of kind illegal. Returns the kind. Allocates nothing.
 */
export function decode(word: number, out: Int32Array, at: number): number {
  const key = (word & 3) === 3 ? word | 0 : word & 0xffff;
  const entry = (Math.imul(key, 0x9e3779b1) >>> 20) << ENTRY_SHIFT;
  if (cache[entry] !== key) {
    cache[entry] = key;
    decodeInto(key, cache, entry + 1);
  }
  const kind = cache[entry + 1];
  out[at] = kind;
  out[at + 1] = cache[entry + 2];
  out[at + 2] = cache[entry + 3];
  out[at + 3] = cache[entry + 4];
  out[at + 4] = cache[entry + 5];
  out[at + 5] = cache[entry + 6];
  return kind;
}

/** {@link decode} without a cache, for an occasional word. */
export function decodeInto(word: number, out: Int32Array, at: number): void {
  const line = lineOf(word);
  if (line < 0) {
    out.fill(0, at, at + DECODED);
    out[at + D_RD] = SINK;
    return;
  }
  const rd = registerOf(line, 0, word);
  out[at + D_KIND] = kindOf(line);
  out[at + D_SUB] = subOf(line);
  out[at + D_RD] = rd === 0 ? SINK : rd;
  out[at + D_RS1] = registerOf(line, 1, word);
  out[at + D_RS2] = registerOf(line, 2, word);
  out[at + D_IMM] = immediateOf(line, word);
}
