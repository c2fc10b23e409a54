import {
  FEATURE_SPS,
  type Input,
  IOPMP_ROWS,
  MAX_RRIDS,
  ROW_EN,
  ROW_R,
  ROW_STRIDE,
  ROW_W,
  ROW_X,
} from '../../input/layout.ts';
import type { Locks } from './locks.ts';
import { BY_DOMAIN, BY_RRID, EXCLUSIVE, type Properties } from './properties.ts';

/** Rights, as the bits of ENTRY_CFG. */
export const R = 1;
export const W = 2;
export const X = 4;

/** Bit l of SRCMD_EN. */
const L = 1;

/**
 * The SRCMD table: which domains an RRID has, and the layer of rights between the two. Rows belong to RRIDs (format 0:
 * EN, R, W, X and their high halves) or to domains (format 2: PERM, PERMH); format 1 has none.
 * @source iopmp.md 2.1, 3.2, 4.5, 4.6
 */
export class Sources {
  private readonly words = new Int32Array(MAX_RRIDS * ROW_STRIDE);
  private readonly properties: Properties;
  private readonly locks: Locks;

  constructor(properties: Properties, locks: Locks) {
    this.properties = properties;
    this.locks = locks;
  }

  /** The rows as firmware has written them. */
  reset(input: Input): void {
    for (let word = 0; word < ROW_STRIDE; word++) {
      const mask = this.exists(0, word) ? this.mask(word) : 0;
      for (let row = 0; row < this.rows; row++) {
        const at = row * ROW_STRIDE + word;
        this.words[at] = input[IOPMP_ROWS + at] & mask;
      }
    }
  }

  private get rows(): number {
    const { srcmdFormat, rridNum, mdNum } = this.properties;
    if (srcmdFormat === BY_RRID) return rridNum;
    return srcmdFormat === BY_DOMAIN ? mdNum : 0;
  }

  private exists(row: number, word: number): boolean {
    const { properties } = this;
    if (row >= this.rows) return false;
    if (properties.srcmdFormat === BY_DOMAIN) return word === 0 || (word === 1 && properties.rridNum > 16);
    if (word < ROW_R) return true;
    return properties.has(FEATURE_SPS) && (word < ROW_X || properties.is082);
  }

  /** Bits that a word holds. */
  private mask(word: number): number {
    const { srcmdFormat, mdMaskLo, mdMaskHi } = this.properties;
    if (srcmdFormat === BY_DOMAIN) return -1;
    if (word === ROW_EN) return mdMaskLo | L;
    return (word & 1) === 0 ? mdMaskLo : mdMaskHi;
  }

  /** Word 0..7 of a row; 0 if there is no such word. */
  read(row: number, word: number): number {
    return this.exists(row, word) ? this.words[row * ROW_STRIDE + word] : 0;
  }

  /** True if the rows hold these words, 8 a row; one that does not exist is 0. */
  holds(words: ArrayLike<number>): boolean {
    const end = this.rows * ROW_STRIDE;
    for (let at = 0; at < end; at++) if (this.words[at] !== words[at]) return false;
    return true;
  }

  /** Writes a word of a row; true if that changed it. */
  write(row: number, word: number, value: number): boolean {
    if (!this.exists(row, word)) return false;
    const at = row * ROW_STRIDE + word;
    const old = this.words[at];
    this.words[at] = this.merged(row, word, value & this.mask(word));
    return this.words[at] !== old;
  }

  /** "that bit keeps its value (can neither be set nor cleared), other bits of the write take effect" */
  private merged(row: number, word: number, value: number): number {
    const old = this.words[row * ROW_STRIDE + word];
    if (this.properties.srcmdFormat === BY_DOMAIN) return this.locks.holdsDomain(row) ? old : value;
    if ((this.words[row * ROW_STRIDE + ROW_EN] & L) !== 0) return old;
    const held = (word & 1) === 0 ? this.locks.mdlck & ~L : this.locks.mdlckh;
    return (old & held) | (value & ~held);
  }

  /** Whether `rrid` (below rrid_num) has domain `md` (below md_num). @source iopmp.md 5 step 8 */
  hasDomain(rrid: number, md: number): boolean {
    const { srcmdFormat } = this.properties;
    if (srcmdFormat === BY_RRID) return this.domainBit(rrid, ROW_EN, md) !== 0;
    return srcmdFormat !== EXCLUSIVE || rrid === md;
  }

  /** Rights (R, W, X) that an entry with ENTRY_CFG `cfg` in domain `md` gives `rrid`. @source iopmp.md 4.5 */
  rights(rrid: number, md: number, cfg: number): number {
    if (this.properties.srcmdFormat === BY_DOMAIN) return (cfg & (R | W | X)) | this.permRights(rrid, md);
    if (!this.properties.has(FEATURE_SPS)) return cfg & (R | W | X);
    const read = this.domainBit(rrid, ROW_R, md) * R;
    const write = this.domainBit(rrid, ROW_W, md) * W;
    const fetch = this.domainBit(rrid, this.properties.is082 ? ROW_X : ROW_R, md) * X;
    return cfg & (read | write | fetch);
  }

  /** What SRCMD_PERM(md) adds: "Fetch uses the read bit". */
  private permRights(rrid: number, md: number): number {
    const word = this.words[md * ROW_STRIDE + (rrid >> 4)];
    const pair = word >>> (2 * (rrid & 15));
    return ((pair & 1) !== 0 ? R | X : 0) | ((pair & 2) !== 0 ? W : 0);
  }

  /** Bit of domain `md` in the pair of words that begins at `word` of the row. */
  private domainBit(row: number, word: number, md: number): number {
    const at = row * ROW_STRIDE + word;
    return md <= 30 ? (this.words[at] >>> (md + 1)) & 1 : (this.words[at + 1] >>> (md - 31)) & 1;
  }
}
