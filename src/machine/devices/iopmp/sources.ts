/** The SRCMD table: which memory domains an RRID has and what rights beside the entries' (iopmp.md 2.1, 3.2, 4.5, 4.6). */
import {
  FEATURE_SPS,
  type Input,
  IOPMP_ROWS,
  MAX_RRIDS,
  ROW_EN,
  ROW_ENH,
  ROW_R,
  ROW_STRIDE,
  ROW_W,
  ROW_X,
} from '../../../input/layout.ts';
import type { Locks } from './locks.ts';
import { FIRST_HIGH_MD, type Properties } from './properties.ts';

/** Bit 0 of SRCMD_EN: locks its row. */
const ROW_LOCK = 1;
/** Rights as entries have them: r, w, x. */
const RIGHTS = 7;

export class Sources {
  /** ROW_STRIDE words a row; 0 where a row has no such word. */
  readonly words = new Int32Array(MAX_RRIDS * ROW_STRIDE);
  /** Rows from this one on are zero. */
  private used = 0;

  private readonly properties: Properties;
  private readonly locks: Locks;

  constructor(properties: Properties, locks: Locks) {
    this.properties = properties;
    this.locks = locks;
  }

  reset(input: Input): void {
    for (let i = 0; i < this.used * ROW_STRIDE; i++) this.words[i] = 0;
    this.used = 0;
    const { isPresent } = this.properties;
    const rows = isPresent ? this.rows : 0;
    for (let i = 0; i < rows * ROW_STRIDE; i++) {
      const value = input[IOPMP_ROWS + i];
      if (value !== 0) this.store(Math.floor(i / ROW_STRIDE), i % ROW_STRIDE, value);
    }
  }

  /** Domains of an RRID, MDs 0..30 in bits 1..31. */
  domainsLow(rrid: number): number {
    const { srcmdFormat, mdMaskLow } = this.properties;
    if (srcmdFormat === 0) return this.words[rrid * ROW_STRIDE + ROW_EN] & mdMaskLow;
    if (srcmdFormat === 2) return mdMaskLow;
    return rrid < FIRST_HIGH_MD ? (1 << (rrid + 1)) & mdMaskLow : 0;
  }

  /** Domains of an RRID, MDs 31..62 in bits 0..31. */
  domainsHigh(rrid: number): number {
    const { srcmdFormat, mdMaskHigh } = this.properties;
    if (srcmdFormat === 0) return this.words[rrid * ROW_STRIDE + ROW_ENH] & mdMaskHigh;
    if (srcmdFormat === 2) return mdMaskHigh;
    return rrid < FIRST_HIGH_MD ? 0 : (1 << (rrid - FIRST_HIGH_MD)) & mdMaskHigh;
  }

  /** Rights (r 1, w 2, x 4) that an RRID can have in a domain at most: SPS; all of them without it. */
  most(rrid: number, md: number): number {
    const { isPosted } = this.properties;
    if (!this.properties.has(FEATURE_SPS)) return RIGHTS;
    const read = this.bit(rrid, ROW_R, md);
    const fetch = isPosted ? read : this.bit(rrid, ROW_X, md);
    return read | (this.bit(rrid, ROW_W, md) << 1) | (fetch << 2);
  }

  /** Rights that an RRID has in a domain whatever its entries say: SRCMD_PERM; a fetch uses the read bit. */
  least(rrid: number, md: number): number {
    if (this.properties.srcmdFormat !== 2) return 0;
    const word = this.words[md * ROW_STRIDE + (rrid >>> 4)];
    const rights = (word >>> (2 * (rrid & 15))) & 3;
    return rights | ((rights & 1) << 2);
  }

  /** Word `word` of row `row`; 0 if there is none. */
  read(row: number, word: number): number {
    return this.maskOf(row, word) === 0 ? 0 : this.words[row * ROW_STRIDE + word];
  }

  /** True if the word took the write, or the part of it that is not locked. */
  write(row: number, word: number, value: number): boolean {
    if (this.maskOf(row, word) === 0 || this.isLocked(row)) return false;
    this.store(row, word, this.properties.srcmdFormat === 0 ? this.merged(row, word, value) : value);
    return true;
  }

  private get rows(): number {
    const { srcmdFormat, rridNum, mdNum } = this.properties;
    if (srcmdFormat === 1) return 0;
    return srcmdFormat === 0 ? rridNum : mdNum;
  }

  private store(row: number, word: number, value: number): void {
    this.words[row * ROW_STRIDE + word] = value & this.maskOf(row, word);
    this.used = Math.max(this.used, row + 1);
  }

  /** Implemented bits of a word. */
  private maskOf(row: number, word: number): number {
    const { srcmdFormat, rridNum, mdMaskLow, mdMaskHigh } = this.properties;
    if (row >= this.rows) return 0;
    if (srcmdFormat === 2) return word === 0 || (word === 1 && rridNum > 16) ? -1 : 0;
    if (word >= ROW_R && !this.properties.has(FEATURE_SPS)) return 0;
    if (word >= ROW_X && this.properties.isPosted) return 0;
    if ((word & 1) !== 0) return mdMaskHigh;
    return word === ROW_EN ? mdMaskLow | ROW_LOCK : mdMaskLow;
  }

  private isLocked(row: number): boolean {
    if (this.properties.srcmdFormat === 2) return this.locks.holdsDomain(row);
    return (this.words[row * ROW_STRIDE + ROW_EN] & ROW_LOCK) !== 0;
  }

  /** What a word of format 0 becomes: locked columns keep their bits. */
  private merged(row: number, word: number, value: number): number {
    const { quirks } = this.properties;
    const { mdlck, mdlckh } = this.locks;
    const takesEn = quirks['srcmd-lock-takes-en'];
    const bitZero = quirks['srcmd-lock-takes-bit-zero'] ? mdlck & 1 : 0;
    const locked = ((word & 1) === 0 || takesEn ? mdlck & ~1 : mdlckh) | bitZero;
    const kept = this.words[row * ROW_STRIDE + (takesEn ? ROW_EN : word)];
    return (value & ~locked) | (kept & locked);
  }

  /** Bit of a domain in a pair of words that begins at `word` of a row. */
  private bit(rrid: number, word: number, md: number): number {
    const at = rrid * ROW_STRIDE + word;
    if (md < FIRST_HIGH_MD) return (this.words[at] >>> (md + 1)) & 1;
    return (this.words[at + 1] >>> (md - FIRST_HIGH_MD)) & 1;
  }
}
