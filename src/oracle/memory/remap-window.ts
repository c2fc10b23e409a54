import {
  type Input,
  MAX_REMAP_PAGES,
  PAGE,
  REMAP,
  REMAP_BASE,
  REMAP_ENABLED,
  REMAP_PAGES,
  REMAP_STRIDE,
} from '../../input/layout.ts';
import type { StepRecord } from '../hart/step-record.ts';

const PAGE_MASK = PAGE - 1;
/** A register keeps the page address, bits 55:12, and bit 0. */
const KEPT_LO = ~PAGE_MASK | REMAP_ENABLED;
const KEPT_HI = 0x00ff_ffff;
const WORDS = MAX_REMAP_PAGES * REMAP_STRIDE;

/**
 * The remapping region: per page one register that says where reads go (loads, fetches, PTE reads) and one for writes.
 * What goes there is an access of the target, by the same world.
 *
 * @source layout.ts, "Remapping region"; decisions.md, "Dual addend"
 */
export class RemapWindow {
  /** Where the address routed last leads. */
  lo = 0;
  hi = 0;
  private bytes = 0;
  /** READ and WRITE of each page, halves. */
  private readonly registers = new Int32Array(WORDS);
  private readonly step: StepRecord;

  constructor(step: StepRecord) {
    this.step = step;
  }

  /** The region of the platform of `input`, with the registers as firmware has written them. */
  reset(input: Input): void {
    this.bytes = input[REMAP_PAGES] * PAGE;
    const words = input[REMAP_PAGES] * REMAP_STRIDE;
    for (let i = 0; i < WORDS; i++) this.registers[i] = 0;
    for (let i = 0; i < words; i++) this.registers[i] = input[REMAP + i] & kept(i);
  }

  /** Whether physical address hi:lo lies in the region. */
  holds(lo: number, hi: number): boolean {
    return hi === 0 && (lo - REMAP_BASE) >>> 0 < this.bytes;
  }

  /**
   * Leaves in {@link RemapWindow.lo} and `hi` where an access of `direction` (0 read, 1 write) to hi:lo goes. Outside the
   * region that is the address itself; so it is inside where the direction has no target, and nothing answers there.
   */
  route(lo: number, hi: number, direction: number): void {
    this.lo = lo;
    this.hi = hi;
    if (!this.holds(lo, hi)) return;
    this.redirect(lo, direction);
    this.step.listener?.routed({ lo, hi, direction, toLo: this.lo, toHi: this.hi });
  }

  /** A target inside the region itself is none. */
  private redirect(lo: number, direction: number): void {
    const at = ((lo - REMAP_BASE) >>> 12) * REMAP_STRIDE + 2 * direction;
    const targetLo = this.registers[at] & ~PAGE_MASK;
    const targetHi = this.registers[at + 1];
    if ((this.registers[at] & REMAP_ENABLED) === 0 || this.holds(targetLo, targetHi)) return;
    this.lo = targetLo | (lo & PAGE_MASK);
    this.hi = targetHi;
  }

  /** The 32 bits at `offset` (a multiple of 4) of the register page; 0 where nothing is. */
  readWord(offset: number): number {
    return this.has(offset) ? this.registers[offset >> 2] : 0;
  }

  /** Writes the 32 bits at `offset`, a multiple of 4. */
  writeWord(offset: number, value: number): void {
    if (!this.has(offset)) return;
    this.step.ruleChanges++;
    this.registers[offset >> 2] = value & kept(offset >> 2);
  }

  private has(offset: number): boolean {
    return offset >> 4 < this.bytes >> 12;
  }
}

/** The writable bits of register word `index`. */
function kept(index: number): number {
  return (index & 1) === 0 ? KEPT_LO : KEPT_HI;
}
