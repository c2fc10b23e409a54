/** The entry array: registers, and the regions they spell (iopmp.md 3.2, 3.3, 4.1), decoded when they are written. */
import {
  ENTRY_ADDR,
  ENTRY_CFG,
  ENTRY_STRIDE,
  FEATURE_ADDRH,
  FEATURE_PEES,
  FEATURE_PEIS,
  FEATURE_TOR,
  type Input,
  IOPMP_ENTRIES,
  MAX_ENTRIES,
} from '../../../input/layout.ts';
import type { Locks } from './locks.ts';
import { lowBits, type Properties } from './properties.ts';
import { byteOf, LIMIT, Region } from './region.ts';

const MODE_SHIFT = 3;
const MODE = 3 << MODE_SHIFT;
export const MODE_TOR = 1;
const MODE_NA4 = 2;
const MODE_NAPOT = 3;
const RIGHTS = 7;
const SUPPRESS_INTERRUPTS = 7 << 5;
const SUPPRESS_ERRORS = 7 << 8;
const RESERVED = ~0x7ff;
/** Words of an entry in the register array. */
const WORD_ADDR = 0;
const WORD_ADDRH = 1;
const WORD_CFG = 2;

export class Entries {
  /** First byte of entry i's region, and the byte after it, at most 2^53; both 0: the region is empty. */
  readonly lo = new Float64Array(MAX_ENTRIES);
  readonly hi = new Float64Array(MAX_ENTRIES);
  readonly cfg = new Int32Array(MAX_ENTRIES);
  private readonly addr = new Int32Array(MAX_ENTRIES);
  private readonly addrh = new Int32Array(MAX_ENTRIES);
  /** Entries from this one on are as after reset. */
  private used = 0;
  private readonly region = new Region();

  private readonly properties: Properties;
  private readonly locks: Locks;

  constructor(properties: Properties, locks: Locks) {
    this.properties = properties;
    this.locks = locks;
  }

  /** Clears what was used, then takes the entries of the input, through the rules of the registers. */
  reset(input: Input): void {
    for (let i = 0; i < this.used; i++) this.clear(i);
    this.used = 0;
    const { isPresent, entryNum } = this.properties;
    const count = isPresent ? entryNum : 0;
    for (let i = 0; i < count; i++) this.preset(input, i);
    for (let i = 0; i < this.used; i++) this.decode(i);
    this.region.set(0, 0);
  }

  /** Mode of an entry: 0 OFF, 1 TOR, 2 NA4, 3 NAPOT. */
  modeOf(index: number): number {
    return (this.cfg[index] & MODE) >>> MODE_SHIFT;
  }

  /** Word 0..3 of an entry's registers; 0 if there is none. */
  read(index: number, word: number): number {
    if (index >= this.properties.entryNum) return 0;
    if (word === WORD_ADDR) return this.shownAddr(index);
    if (word === WORD_ADDRH) return this.addrh[index];
    return word === WORD_CFG ? this.cfg[index] : 0;
  }

  /** True if the register took the write, or a legal part of it. */
  write(index: number, word: number, value: number): boolean {
    if (index >= this.properties.entryNum || this.locks.holdsEntry(index)) return false;
    if (!this.store(index, word, value)) return false;
    this.used = Math.max(this.used, index + 1);
    this.decode(index);
    this.decodeAbove(index);
    return true;
  }

  private preset(input: Input, index: number): void {
    const at = IOPMP_ENTRIES + index * ENTRY_STRIDE;
    const addr = input[at + ENTRY_ADDR];
    const addrh = input[at + ENTRY_ADDR + 1];
    const cfg = input[at + ENTRY_CFG];
    if ((addr | addrh | cfg) === 0) return;
    this.used = index + 1;
    this.store(index, WORD_ADDR, addr);
    this.store(index, WORD_ADDRH, addrh);
    this.store(index, WORD_CFG, this.legalCfg(index, cfg));
  }

  private store(index: number, word: number, value: number): boolean {
    if (word === WORD_ADDRH && !this.properties.has(FEATURE_ADDRH)) return false;
    if (word === WORD_ADDR) this.addr[index] = value;
    else if (word === WORD_ADDRH) this.addrh[index] = value;
    else if (word === WORD_CFG) this.cfg[index] = this.bentCfg(index, value);
    else return false;
    return true;
  }

  /** What a write of CFG leaves: the legal value, but for what the posted model stores besides. */
  private bentCfg(index: number, value: number): number {
    const { quirks } = this.properties;
    let cfg = this.legalCfg(index, value);
    const mode = (value & MODE) >>> MODE_SHIFT;
    if (quirks['tor-refused-becomes-off'] && mode === MODE_TOR && !this.isLegal(mode)) cfg &= ~MODE;
    if (quirks['entry-cfg-unmasked']) cfg |= value & RESERVED;
    return cfg;
  }

  /** An illegal mode keeps the old one; suppression bits are there with their features (iopmp.md 3.2, 3.3). */
  private legalCfg(index: number, value: number): number {
    const keepsMode = !this.isLegal((value & MODE) >>> MODE_SHIFT);
    const mode = (keepsMode ? this.cfg[index] : value) & MODE;
    const interrupts = this.properties.has(FEATURE_PEIS) ? value & SUPPRESS_INTERRUPTS : 0;
    const errors = this.properties.has(FEATURE_PEES) ? value & SUPPRESS_ERRORS : 0;
    return (value & RIGHTS) | mode | interrupts | errors;
  }

  private isLegal(mode: number): boolean {
    if (mode === MODE_TOR) return this.properties.has(FEATURE_TOR);
    return mode !== MODE_NA4 || this.properties.granuleBits === 0;
  }

  private clear(index: number): void {
    this.addr[index] = 0;
    this.addrh[index] = 0;
    this.cfg[index] = 0;
    this.lo[index] = 0;
    this.hi[index] = 0;
  }

  /** ADDR as it reads: bits below the granularity are those of the mode (iopmp.md 4.1). */
  private shownAddr(index: number): number {
    const { granuleBits } = this.properties;
    const mode = this.modeOf(index);
    if (mode === MODE_NAPOT) return this.addr[index] | lowBits(granuleBits - 1);
    return mode === MODE_NA4 ? this.addr[index] : this.addr[index] & ~lowBits(granuleBits);
  }

  /** The next entry's region begins where this one's address is, if it is TOR. */
  private decodeAbove(index: number): void {
    if (index + 1 < MAX_ENTRIES && this.modeOf(index + 1) === MODE_TOR) this.decode(index + 1);
  }

  private decode(index: number): void {
    const { region } = this;
    const bound = this.boundOf(index);
    switch (this.modeOf(index)) {
      case MODE_TOR:
        this.decodeTor(index, bound);
        break;
      case MODE_NA4:
        region.set(bound, bound + 4);
        break;
      case MODE_NAPOT:
        region.setNapot(this.shownAddr(index), this.addrh[index], this.highMask);
        break;
      default:
        region.set(0, 0);
    }
    this.lo[index] = region.lo;
    this.hi[index] = region.hi;
  }

  private decodeTor(index: number, top: number): void {
    const { quirks } = this.properties;
    const bottom = index === 0 ? 0 : this.boundOf(index - 1);
    this.region.set(bottom, quirks['tor-top-zero-is-everything'] && top === 0 ? LIMIT : top);
    if (quirks['tor-empty-holds-zero'] && top !== 0 && bottom >= top) this.region.set(0, 1);
  }

  /** 4 * ADDR as a bound of TOR or NA4: bits below the granularity do not count. */
  private boundOf(index: number): number {
    return byteOf(
      this.addr[index] & ~lowBits(this.properties.granuleBits),
      this.addrh[index] & this.highMask,
    );
  }

  /** Bits of ADDRH that reach a bound: the two top ones are lost in 64-bit arithmetic. */
  private get highMask(): number {
    return this.properties.quirks['bounds-wrap'] ? 0x3fff_ffff : -1;
  }
}
