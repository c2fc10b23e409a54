/**
 * The remapping region: a window of pages whose reads and writes go to a page of the memory map each. An IOMMU region
 * with one index: every write of a register is a change of its rules.
 * @source layout.ts, "Remapping region"; decisions.md, "Dual addend"
 */
import { toNumber } from '../../bits/word.ts';
import {
  type Input,
  MAX_REMAP_PAGES,
  PAGE,
  REMAP,
  REMAP_BASE,
  REMAP_ENABLED,
  REMAP_PAGES,
  REMAP_READ,
  REMAP_STRIDE,
  REMAP_WRITE,
} from '../../input/layout.ts';
import type { RuleListener } from './wgchecker.ts';

/** Bits of a register that are kept: page address 55:12, enabled 0. */
const KEPT_LO = 0xffff_f001 | 0;
const KEPT_HI = 0x00ff_ffff;
const REGISTERS = 2 * MAX_REMAP_PAGES;

export class RemapWindow {
  pages = 0;
  /** READ of page i at 2 * i, WRITE at 2 * i + 1. */
  private readonly lo = new Int32Array(REGISTERS);
  private readonly hi = new Int32Array(REGISTERS);
  /** Physical address of each register's page; -1: the direction leads nowhere. */
  private readonly targets = new Float64Array(REGISTERS);
  private readonly listener: RuleListener;

  constructor(listener: RuleListener) {
    this.listener = listener;
  }

  /** Reset, then the registers as trusted firmware has written them. */
  reset(input: Input): void {
    this.pages = input[REMAP_PAGES];
    for (let i = 0; i < REGISTERS; i++) {
      const at = REMAP + (i >> 1) * REMAP_STRIDE + ((i & 1) === 0 ? REMAP_READ : REMAP_WRITE);
      const isThere = i < 2 * this.pages;
      this.set(i, isThere ? input[at] : 0, isThere ? input[at + 1] : 0);
    }
  }

  /** Page address that the direction of page `index` leads to; -1: not enabled, or a page of the window itself. */
  target(index: number, isWrite: boolean): number {
    return this.targets[2 * index + (isWrite ? 1 : 0)];
  }

  /** The word at `offset` of the register page. */
  read32(offset: number): number {
    const i = offset >>> 3;
    if (i >= 2 * this.pages) return 0;
    return (offset & 4) === 0 ? this.lo[i] : this.hi[i];
  }

  write32(offset: number, value: number): void {
    const i = offset >>> 3;
    if (i >= 2 * this.pages) return;
    if ((offset & 4) === 0) this.set(i, value, this.hi[i]);
    else this.set(i, this.lo[i], value);
    this.listener.rulesChanged();
  }

  write64(offset: number, lo: number, hi: number): void {
    const i = offset >>> 3;
    if (i >= 2 * this.pages) return;
    this.set(i, lo, hi);
    this.listener.rulesChanged();
  }

  private set(i: number, lo: number, hi: number): void {
    this.lo[i] = lo & KEPT_LO;
    this.hi[i] = hi & KEPT_HI;
    const page = toNumber(lo & KEPT_LO & ~REMAP_ENABLED, hi & KEPT_HI);
    const isInside = page >= REMAP_BASE && page < REMAP_BASE + this.pages * PAGE;
    this.targets[i] = (lo & REMAP_ENABLED) === 0 || isInside ? -1 : page;
  }
}
