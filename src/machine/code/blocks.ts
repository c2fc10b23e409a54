/**
 * Translation blocks and the ways to find them: the table by physical key, the jump cache by virtual pc, the links
 * between blocks. A block holds the instructions as they were read when it was translated.
 * @source tlb-iommu-path.md section 5, Code
 */
import { DECODED } from '../../isa/decode.ts';
import type { Quirks } from '../design.ts';
import { DOMAIN_BLOCK, type Probe } from '../probe.ts';

/** Words of a block record. */
const BLOCK_WORDS = 12;
/** Mode, data mmu index, one-instruction or not. */
const B_KEY = 0;
/** RAM address of the first byte; -1 for uncached code. */
export const B_RAM = 1;
/** RAM address of the second page of a straddling block; -1: it does not straddle. */
export const B_RAM_SECOND = 2;
/** Bytes of guest code. */
export const B_LENGTH = 3;
/** Index of the first operation and number of operations. */
export const B_FIRST = 4;
export const B_COUNT = 5;
/** Block that each direct exit is linked to; -1: none. */
export const B_LINK = 6;
/** 1 while the block can be found; 0 when it was removed, or never was in a table. */
const B_LIVE = 8;
const B_NEXT = 9;
/** 1: in no table, because its page has no host memory or a size below a page. */
export const B_UNCACHED = 10;
/** Physical address of the first byte, which is below 2^32, as int32. */
export const B_PHYSICAL = 11;

/** An operation: a decoded instruction, its bits, its length. */
export const OP_WORDS = DECODED + 2;
export const OP_WORD = DECODED;
export const OP_LENGTH = DECODED + 1;

const MAX_BLOCKS = 1 << 14;
const MAX_OPS = 1 << 17;
/** Room that one more block may need. */
const BLOCK_LIMIT = 512;
const HASH = 1 << 12;
const JUMP_CACHE = 1 << 12;

/** Key bit of a block of one instruction. */
export const KEY_ONE = 1 << 4;

export class Blocks {
  readonly records = new Int32Array(MAX_BLOCKS * BLOCK_WORDS);
  readonly ops = new Int32Array(MAX_OPS * OP_WORDS);
  blockCount = 0;
  opCount = 0;
  private readonly heads = new Int32Array(HASH).fill(-1);
  /** Jump cache: block, and virtual pc it was entered under. */
  private readonly jumpBlock = new Int32Array(JUMP_CACHE).fill(-1);
  private readonly jumpPcLo = new Int32Array(JUMP_CACHE);
  private readonly jumpPcHi = new Int32Array(JUMP_CACHE);
  private readonly jumpTouched = new Int32Array(JUMP_CACHE);
  private jumpTouchedCount = 0;
  private readonly probe: Probe;
  private readonly quirks: Quirks;

  constructor(probe: Probe, quirks: Quirks) {
    this.probe = probe;
    this.quirks = quirks;
  }

  /** Forgets every block. */
  reset(): void {
    for (let i = 0; i < this.blockCount; i++) this.heads[this.hash(i * BLOCK_WORDS)] = -1;
    this.blockCount = 0;
    this.opCount = 0;
    this.clearJumpCache();
  }

  /** True if a further block fits; if not, the caller resets (QEMU flushes all blocks when its buffer is full). */
  get hasRoom(): boolean {
    return this.blockCount < MAX_BLOCKS && this.opCount + BLOCK_LIMIT < MAX_OPS;
  }

  /** The block that the jump cache holds for (pc, key); -1: none. */
  fromJumpCache(pcLo: number, pcHi: number, key: number): number {
    const slot = jumpSlot(pcLo);
    const b = this.jumpBlock[slot];
    if (b < 0 || this.jumpPcLo[slot] !== pcLo || this.jumpPcHi[slot] !== pcHi) return -1;
    return this.records[b + B_KEY] === key && this.records[b + B_LIVE] === 1 ? b : -1;
  }

  /** Enters a block under a virtual pc. */
  cacheJump(b: number, pcLo: number, pcHi: number): void {
    const slot = jumpSlot(pcLo);
    if (this.jumpBlock[slot] < 0) this.jumpTouched[this.jumpTouchedCount++] = slot;
    this.jumpBlock[slot] = b;
    this.jumpPcLo[slot] = pcLo;
    this.jumpPcHi[slot] = pcHi;
  }

  /** First live block with this RAM address and key at or after `from` in its chain; -1: none. Start with -1. */
  find(ram: number, key: number, from: number): number {
    const w = this.records;
    let b = from < 0 ? this.heads[hashOf(ram, key)] : w[from + B_NEXT];
    while (b >= 0) {
      if (w[b + B_RAM] === ram && w[b + B_KEY] === key && w[b + B_LIVE] === 1) return b;
      b = w[b + B_NEXT];
    }
    return -1;
  }

  /** Begins a block; the caller fills its operations behind `opCount`, then calls {@link keep} unless uncached. */
  begin(key: number): number {
    const b = this.blockCount++ * BLOCK_WORDS;
    const w = this.records;
    w[b + B_KEY] = key;
    w[b + B_RAM] = -1;
    w[b + B_RAM_SECOND] = -1;
    w[b + B_LENGTH] = 0;
    w[b + B_FIRST] = this.opCount;
    w[b + B_COUNT] = 0;
    w[b + B_LINK] = -1;
    w[b + B_LINK + 1] = -1;
    w[b + B_LIVE] = 0;
    w[b + B_NEXT] = -1;
    w[b + B_UNCACHED] = 1;
    return b;
  }

  /** Enters a complete block into the table by its RAM address and key. */
  keep(b: number): void {
    const slot = this.hash(b);
    this.records[b + B_UNCACHED] = 0;
    this.records[b + B_LIVE] = 1;
    this.records[b + B_NEXT] = this.heads[slot];
    this.heads[slot] = b;
  }

  /** True if a live block has bytes on the RAM page. */
  pageHasBlocks(page: number): boolean {
    for (let i = 0; i < this.blockCount; i++) {
      const b = i * BLOCK_WORDS;
      if (this.records[b + B_LIVE] === 1 && this.isOnPage(b, page)) return true;
    }
    return false;
  }

  /** Removes the live blocks whose bytes intersect [ram, ram + size). */
  removeRange(ram: number, size: number): void {
    for (let i = 0; i < this.blockCount; i++) {
      const b = i * BLOCK_WORDS;
      if (this.records[b + B_LIVE] === 1 && this.intersects(b, ram, size)) this.remove(b);
    }
  }

  /** True if bytes of the block lie in [ram, ram + size). */
  intersects(b: number, ram: number, size: number): boolean {
    const w = this.records;
    const start = w[b + B_RAM];
    const length = w[b + B_LENGTH];
    const second = w[b + B_RAM_SECOND];
    const here = second < 0 ? length : 4096 - (start & 0xfff);
    if (start < ram + size && ram < start + here) return true;
    return second >= 0 && second < ram + size && ram < second + (length - here);
  }

  /**
   * Links direct exit `exit` of `from` to `to`, so that the next trip needs no lookup. Not if one of them was removed in
   * the meantime, or `to` straddles a page; that both are in one virtual page is the caller's to see to.
   */
  link(from: number, exit: number, to: number): void {
    const w = this.records;
    if (w[to + B_RAM_SECOND] >= 0 || !this.isCurrent(from) || !this.isCurrent(to)) return;
    if (w[to + B_UNCACHED] === 1 && !this.quirks['uncached-code-is-linked']) return;
    w[from + B_LINK + exit] = to;
  }

  /** True if the block was not removed. */
  private isCurrent(b: number): boolean {
    return this.records[b + B_LIVE] === 1 || this.records[b + B_UNCACHED] === 1;
  }

  /** True if a block with bytes in [ram, ram + size) can still be found, or a link still leads to one. */
  reaches(ram: number, size: number): boolean {
    for (let i = 0; i < this.blockCount; i++) {
      const b = i * BLOCK_WORDS;
      if (this.records[b + B_RAM] < 0 || !this.intersects(b, ram, size)) continue;
      if (this.records[b + B_LIVE] === 1 || this.isLinkedTo(b)) return true;
    }
    return false;
  }

  clearJumpCache(): void {
    for (let i = 0; i < this.jumpTouchedCount; i++) {
      const slot = this.jumpTouched[i];
      this.jumpBlock[slot] = -1;
      this.jumpPcLo[slot] = 0;
      this.jumpPcHi[slot] = 0;
      this.jumpTouched[i] = 0;
    }
    this.jumpTouchedCount = 0;
  }

  /** Clears the slots of a virtual page and of the one before: a block may straddle into the page. */
  clearJumpCacheOf(pcLo: number): void {
    const page = jumpSlot(pcLo & ~0xfff);
    const before = jumpSlot((pcLo & ~0xfff) - 4096);
    let kept = 0;
    for (let i = 0; i < this.jumpTouchedCount; i++) {
      const slot = this.jumpTouched[i];
      if ((slot & ~63) === page || (slot & ~63) === before) this.forgetJump(slot);
      else this.jumpTouched[kept++] = slot;
    }
    this.jumpTouchedCount = kept;
  }

  private forgetJump(slot: number): void {
    this.jumpBlock[slot] = -1;
    this.jumpPcLo[slot] = 0;
    this.jumpPcHi[slot] = 0;
  }

  private isLinkedTo(b: number): boolean {
    for (let i = 0; i < this.blockCount; i++) {
      const from = i * BLOCK_WORDS + B_LINK;
      if (this.records[from] === b || this.records[from + 1] === b) return true;
    }
    return false;
  }

  private isOnPage(b: number, page: number): boolean {
    const second = this.records[b + B_RAM_SECOND];
    return this.records[b + B_RAM] >>> 12 === page || (second >= 0 && second >>> 12 === page);
  }

  private remove(b: number): void {
    this.records[b + B_LIVE] = 0;
    for (let i = 0; i < this.blockCount; i++) {
      const from = i * BLOCK_WORDS + B_LINK;
      if (this.records[from] === b) this.records[from] = -1;
      if (this.records[from + 1] === b) this.records[from + 1] = -1;
    }
    this.clearJumpCache();
    this.probe.feature(DOMAIN_BLOCK, 0x100 | this.records[b + B_KEY]);
  }

  private hash(b: number): number {
    return hashOf(this.records[b + B_RAM], this.records[b + B_KEY]);
  }
}

function hashOf(ram: number, key: number): number {
  return ((ram >>> 1) ^ Math.imul(key, 0x9e5)) & (HASH - 1);
}

/** 64 slots per page, so that a page flush would find its slots together. */
function jumpSlot(pcLo: number): number {
  return (((pcLo >>> 12) & 63) << 6) | ((pcLo >>> 1) & 63);
}
