import type { Rng } from '../bits/rng.ts';
import {
  DATA,
  DATA_COUNT,
  DATA_STRIDE,
  DEVICE,
  DEVICE_BOTH,
  DRAM_BASE,
  ENTRY_ADDR,
  EVENT_COPY_SOURCE,
  EVENT_COPY_TARGET,
  EVENT_COUNT,
  EVENT_INTERRUPT,
  EVENT_KIND,
  EVENT_STRIDE,
  EVENT_WATCH,
  EVENT_WATCH_VA,
  EVENTS,
  type Input,
  MAPPING_COUNT,
  MAPPING_LEVEL,
  MAPPING_PA,
  MAPPING_STRIDE,
  MAPPING_VA,
  MAPPINGS,
  PAGE,
  PMP,
  PMP_ADDR,
  PMP_ENTRIES,
  PMP_STRIDE,
  RAM_PAGES,
  REGS,
  SECTION_COUNT,
  SECTION_STRIDE,
  SECTIONS,
  SLOT_ADDR,
  TABLE_LEVELS,
  TABLES,
  TLB_ENTRIES,
} from '../input/layout.ts';
import { boardRegister, memoryEdge, ruleRegister } from './board-places.ts';
import { anyEntry, modeOf, orderOf } from './iopmp-entries.ts';
import { A_NAPOT, anyPresentSlot, isOwnRange, napotOrder } from './slot-bounds.ts';

/** Distances from an edge that tend to decide something: bytes around it, a word or a page away. */
const NEAR_EDGE = [
  0, 0, 0, 0, -1, -2, -3, -4, -4, -6, -8, -8, 1, 2, 4, 8, 0x100, 0x7f8, 0x800, 0xff8, 0xffc, 0xffe,
];
const PAGES_AWAY = [PAGE, -PAGE, 2 * PAGE];
/** Tables that a few mappings need: root, middle, leaf, one more. */
const TABLES_LIKELY = 4;

/**
 * A byte address chosen from what an input itself speaks of: bounds of its rules, pages of its mappings, its data,
 * its code, its tables, the devices; often at the edge itself, else a little beside it. Each `pick` leaves the
 * address in {@link lo} and {@link hi}; false if the input has nothing of that sort (the address is then unchanged).
 */
export class Aim {
  /** The address as int32 halves. */
  lo = 0;
  hi = 0;

  /** Any physical or virtual address of interest, moved off its edge by chance. */
  pick(input: Input, rng: Rng): void {
    this.pickEdge(input, rng);
    this.jitter(input, rng);
  }

  /** An edge that the input itself draws. */
  pickEdge(input: Input, rng: Rng): void {
    if (!this.pickDrawnEdge(input, rng)) this.pickPlace(input, rng);
  }

  private pickDrawnEdge(input: Input, rng: Rng): boolean {
    const choice = rng.below(16);
    if (choice < 4) return this.pickRuleBound(input, rng);
    if (choice < 8) return this.pickMapping(input, rng);
    if (choice < 13) return this.pickRegister(input, rng);
    if (choice < 14) return this.pickPmpBound(input, rng);
    return rng.oneIn(3) ? this.pickEvent(input, rng) : this.pickData(input, rng);
  }

  /** Lower or upper bound of a rule that firmware writes: a slot, or an entry of the IOPMP of a board that has one. */
  pickRuleBound(input: Input, rng: Rng): boolean {
    const at = anyEntry(input, rng);
    if (at < 0 || (input[DEVICE] === DEVICE_BOTH && rng.oneIn(2))) return this.pickSlotBound(input, rng);
    this.setWord(input, at + ENTRY_ADDR);
    if (modeOf(input, at) === A_NAPOT) this.toRegionBound(orderOf(input, at), rng);
    return true;
  }

  /** Lower or upper bound of a slot that firmware writes. */
  pickSlotBound(input: Input, rng: Rng): boolean {
    const at = anyPresentSlot(input, rng);
    if (at < 0) return false;
    this.setWord(input, at + SLOT_ADDR);
    if (isOwnRange(input, at)) this.toRegionBound(napotOrder(input, at), rng);
    return true;
  }

  /** The byte address of the word address in two words of the input. */
  private setWord(input: Input, at: number): void {
    this.set(input[at] << 2, (input[at + 1] << 2) | (input[at] >>> 30));
  }

  /** From anywhere in a region of 2^order bytes to its start or end; stays in one of 4 GiB and more. */
  private toRegionBound(order: number, rng: Rng): void {
    if (order >= 32) return;
    this.lo &= -1 << order;
    if (rng.oneIn(2)) this.add(1 << order);
  }

  /** Bound of a PMP entry. */
  pickPmpBound(input: Input, rng: Rng): boolean {
    const at = PMP + rng.below(PMP_ENTRIES) * PMP_STRIDE + PMP_ADDR;
    if (input[at] === 0) return false;
    this.set(input[at] << 2, (input[at + 1] << 2) | (input[at] >>> 30));
    return true;
  }

  /** Virtual page of a mapping, or now and then its physical one. */
  pickMapping(input: Input, rng: Rng): boolean {
    const count = input[MAPPING_COUNT];
    if (count === 0) return false;
    const at = MAPPINGS + rng.below(count) * MAPPING_STRIDE;
    const field = rng.oneIn(4) ? MAPPING_PA : MAPPING_VA;
    this.set(input[at + field], input[at + field + 1]);
    if (input[at + MAPPING_LEVEL] !== 0 && rng.oneIn(2)) this.add(rng.below(8) * PAGE);
    return true;
  }

  /** What a register holds before the first instruction. */
  pickRegister(input: Input, rng: Rng): boolean {
    const at = REGS + 2 * (1 + rng.below(31));
    if ((input[at] | input[at + 1]) === 0) return false;
    this.set(input[at], input[at + 1]);
    return true;
  }

  pickData(input: Input, rng: Rng): boolean {
    const count = input[DATA_COUNT];
    if (count === 0) return false;
    const at = DATA + rng.below(count) * DATA_STRIDE;
    this.set(input[at], input[at + 1]);
    return true;
  }

  /** Start of a code section. */
  pickCode(input: Input, rng: Rng): boolean {
    const count = input[SECTION_COUNT];
    if (count === 0) return false;
    const at = SECTIONS + rng.below(count) * SECTION_STRIDE;
    this.set(input[at], input[at + 1]);
    return true;
  }

  /** A PTE: an entry of the first tables, at the index that some mapping has at some level, or among the first. */
  pickTableEntry(input: Input, rng: Rng): void {
    this.set(input[TABLES], input[TABLES + 1]);
    this.add(rng.below(TABLES_LIKELY) * PAGE);
    const count = input[MAPPING_COUNT];
    if (count === 0 || rng.oneIn(8)) {
      this.add(8 * rng.below(8));
      return;
    }
    const at = MAPPINGS + rng.below(count) * MAPPING_STRIDE + MAPPING_VA;
    this.add(8 * tableIndex(input[at], input[at + 1], rng.below(input[TABLE_LEVELS])));
  }

  /** Address that an event names: a watchpoint's, a transfer's, either one of a copy or of a message. */
  pickEvent(input: Input, rng: Rng): boolean {
    const count = input[EVENT_COUNT];
    if (count === 0) return false;
    const at = EVENTS + rng.below(count) * EVENT_STRIDE;
    const kind = input[at + EVENT_KIND];
    if (kind < EVENT_WATCH || kind === EVENT_INTERRUPT) return false;
    // Watchpoints and transfers have their address in the same place, copies and messages their two.
    let word = EVENT_WATCH_VA;
    if (kind > EVENT_INTERRUPT) word = rng.oneIn(2) ? EVENT_COPY_TARGET : EVENT_COPY_SOURCE;
    this.set(input[at + word], input[at + word + 1]);
    return true;
  }

  /** Where something of the board lies. */
  pickPlace(input: Input, rng: Rng): void {
    const choice = rng.below(10);
    if (choice < 2) this.pickTableEntry(input, rng);
    else if (choice < 4) this.set(ruleRegister(input, rng), 0);
    else if (choice < 5) this.set(boardRegister(input, rng), 0);
    else if (choice < 7) this.set(memoryEdge(input, rng), 0);
    else if (choice < 9 || !this.pickCode(input, rng))
      this.set(DRAM_BASE + rng.below(input[RAM_PAGES] + 1) * PAGE, 0);
  }

  /** Moves the address: by a few bytes, a page, or to a page with the same TLB index. */
  jitter(input: Input, rng: Rng): void {
    if (rng.oneIn(16)) this.add(input[TLB_ENTRIES] * PAGE * (rng.oneIn(2) ? 1 : -1));
    if (rng.oneIn(8)) this.add(PAGES_AWAY[rng.below(PAGES_AWAY.length)]);
    this.add(NEAR_EDGE[rng.below(NEAR_EDGE.length)]);
  }

  /** Puts the address so that `size` bytes from it reach over the end of its page. */
  straddle(rng: Rng, size: number): void {
    this.lo = (this.lo | (PAGE - 1)) + 1 - (1 + rng.below(size > 1 ? size - 1 : 1));
  }

  /** Drops the offset in the page. */
  toPage(): void {
    this.lo &= -PAGE;
  }

  /** Moves by a signed number of bytes below 2^53, modulo 2^64. */
  add(delta: number): void {
    const sum = (this.lo >>> 0) + delta;
    this.lo = sum | 0;
    this.hi = (this.hi + Math.floor(sum / 0x1_0000_0000)) | 0;
  }

  set(lo: number, hi: number): void {
    this.lo = lo | 0;
    this.hi = hi | 0;
  }
}

/** Index into the table of a level that a virtual address has. */
function tableIndex(vaLo: number, vaHi: number, level: number): number {
  const shift = 12 + 9 * level;
  return (
    (shift < 30 ? vaLo >>> shift : shift === 30 ? (vaLo >>> 30) | (vaHi << 2) : vaHi >>> (shift - 32)) & 511
  );
}
