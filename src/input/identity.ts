import type { Input } from './layout.ts';
import { printInput } from './text.ts';

/** Offset basis and prime (2^40 + 0x1b3) of the hash, in halves. */
const BASIS_LO = 0x84222325;
const BASIS_HI = 0xcbf29ce4;
const PRIME_LOW_PART = 0x1b3;
const PRIME_SHIFT = 8;

/**
 * 16 hex digits that name an input: the hash of its canonical text without comments, expectations and metadata.
 */
export function identity(input: Input): string {
  return identityOfText(printInput(input));
}

/** The {@link identity} of the input whose canonical text without comments, expectations and metadata this is. */
export function identityOfText(text: string): string {
  return hash64(text);
}

/**
 * 64-bit FNV-1a of a text of code units below 256, as 16 hex digits.
 * @source G. Fowler, L. C. Noll, K.-P. Vo: the FNV non-cryptographic hash algorithm, FNV-1a 64 bit
 */
export function hash64(text: string): string {
  let lo = BASIS_LO;
  let hi = BASIS_HI;
  for (let i = 0; i < text.length; i++) {
    lo = (lo ^ text.charCodeAt(i)) >>> 0;
    // 0x1b3 * 2^32 stays far below 2^53: the product of a half is exact, its carry goes up.
    const product = lo * PRIME_LOW_PART;
    hi = (Math.imul(hi, PRIME_LOW_PART) + Math.floor(product / 0x1_0000_0000) + (lo << PRIME_SHIFT)) >>> 0;
    lo = product >>> 0;
  }
  return hi.toString(16).padStart(8, '0') + lo.toString(16).padStart(8, '0');
}
