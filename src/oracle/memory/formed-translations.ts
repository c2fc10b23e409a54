import { MAX_STEPS } from '../../input/layout.ts';
import { type Bus, NO_LONGER } from './bus.ts';
import type { Ram } from './ram.ts';
import { forbidden, lacksAccessedDirty, MAX_LEVELS, OFFSET_HI, OFFSET_LO, type Walker } from './walker.ts';

/** Different walks of one run: two pages of a fetch and two of an access, per step. */
const CAPACITY = 4 * MAX_STEPS;

/**
 * The leaf translations that walks formed since the last covering fence. An implementation may go on using one of them
 * after a PTE it was formed from has been changed; so may the machine, and nothing else.
 *
 * @source Privileged ISA 4.2.1: "old or new" values until sfence.vma; tlb-iommu-path.md 7
 */
export class FormedTranslations {
  private count = 0;
  /** Virtual page number, 64 - 12 bits, halves. */
  private readonly pageLo = new Int32Array(CAPACITY);
  private readonly pageHi = new Int32Array(CAPACITY);
  private readonly paLo = new Int32Array(CAPACITY);
  private readonly paHi = new Int32Array(CAPACITY);
  private readonly level = new Int8Array(CAPACITY);
  private readonly isGlobal = new Int8Array(CAPACITY);
  private readonly depth = new Int8Array(CAPACITY);
  /** The PTEs it was formed from, root first, {@link MAX_LEVELS} places each; the last is the leaf. */
  private readonly addressLo = new Int32Array(CAPACITY * MAX_LEVELS);
  private readonly addressHi = new Int32Array(CAPACITY * MAX_LEVELS);
  private readonly pteLo = new Int32Array(CAPACITY * MAX_LEVELS);
  private readonly pteHi = new Int32Array(CAPACITY * MAX_LEVELS);
  private readonly ram: Ram;
  private readonly bus: Bus;

  constructor(ram: Ram, bus: Bus) {
    this.ram = ram;
    this.bus = bus;
  }

  /** Forgets everything: reset, a full fence, another satp. */
  clear(): void {
    this.count = 0;
  }

  /** Adds what `walker` has just found for the page of va, once; keeps at most {@link CAPACITY}. */
  add(walker: Walker, vaLo: number, vaHi: number): void {
    for (let k = 0; k < this.count; k++) {
      if (this.pageLo[k] === (vaLo & ~0xfff) && this.pageHi[k] === vaHi && this.isOf(walker, k)) return;
    }
    if (this.count === CAPACITY) return;
    const k = this.count++;
    this.pageLo[k] = vaLo & ~0xfff;
    this.pageHi[k] = vaHi;
    this.paLo[k] = walker.paLo & ~0xfff;
    this.paHi[k] = walker.paHi;
    this.level[k] = walker.level;
    this.isGlobal[k] = walker.isGlobal ? 1 : 0;
    this.depth[k] = walker.count;
    for (let i = 0; i < walker.count; i++) {
      const at = k * MAX_LEVELS + i;
      this.addressLo[at] = walker.addressLo[i];
      this.addressHi[at] = walker.addressHi[i];
      this.pteLo[at] = walker.pteLo[i];
      this.pteHi[at] = walker.pteHi[i];
    }
  }

  /** Whether translation `k` was formed from the PTEs that `walker` has just read. */
  private isOf(walker: Walker, k: number): boolean {
    if (this.depth[k] !== walker.count) return false;
    for (let i = 0; i < walker.count; i++) {
      const at = k * MAX_LEVELS + i;
      if (this.addressLo[at] !== walker.addressLo[i] || this.addressHi[at] !== walker.addressHi[i])
        return false;
      if (this.pteLo[at] !== walker.pteLo[i] || this.pteHi[at] !== walker.pteHi[i]) return false;
    }
    return true;
  }

  /**
   * The next translation after `after` (-1 to begin) of the page of va that was formed from a PTE memory no longer
   * holds and permits `type` to `privilege` under mstatus `status` without setting A or D; -1 if there is none.
   */
  next(
    after: number,
    va: { lo: number; hi: number },
    access: { type: number; privilege: number; status: number },
  ): number {
    for (let k = after + 1; k < this.count; k++) {
      if (this.pageHi[k] !== va.hi || this.pageLo[k] !== (va.lo & ~0xfff)) continue;
      const leaf = this.pteLo[k * MAX_LEVELS + this.depth[k] - 1];
      if (forbidden(leaf, access.type, access.privilege, access.status) !== 0) continue;
      if (lacksAccessedDirty(leaf, access.type)) continue;
      if (this.isOutdated(k)) return k;
    }
    return -1;
  }

  /** Physical page of translation `k`, low half. */
  physicalLo(k: number): number {
    return this.paLo[k];
  }

  /** Physical page of translation `k`, high half. */
  physicalHi(k: number): number {
    return this.paHi[k];
  }

  /** Whether some PTE that translation `k` was formed from holds another value now, readable or not. */
  private isOutdated(k: number): boolean {
    for (let i = 0; i < this.depth[k]; i++) {
      const at = k * MAX_LEVELS + i;
      const offset = this.bus.memoryAt(this.addressLo[at], this.addressHi[at]);
      if (offset === NO_LONGER) return true;
      if (offset < 0) continue;
      if (this.ram.word(offset) !== this.pteLo[at] || this.ram.word(offset + 4) !== this.pteHi[at])
        return true;
    }
    return false;
  }

  /**
   * sfence.vma limited to the page of va, to translations that are not global, or both; without a limit use
   * {@link FormedTranslations.clear}.
   */
  fence(limits: { page: boolean; vaLo: number; vaHi: number; keepGlobal: boolean }): void {
    let kept = 0;
    for (let k = 0; k < this.count; k++) {
      const spared =
        (limits.keepGlobal && this.isGlobal[k] === 1) ||
        (limits.page && !this.covers(k, limits.vaLo, limits.vaHi));
      if (spared) this.move(k, kept++);
    }
    this.count = kept;
  }

  private covers(k: number, vaLo: number, vaHi: number): boolean {
    const differsLo = this.pageLo[k] ^ vaLo;
    const differsHi = this.pageHi[k] ^ vaHi;
    const level = this.level[k];
    return (differsLo & ~OFFSET_LO[level]) === 0 && (differsHi & ~OFFSET_HI[level]) === 0;
  }

  private move(from: number, to: number): void {
    if (from === to) return;
    this.pageLo[to] = this.pageLo[from];
    this.pageHi[to] = this.pageHi[from];
    this.paLo[to] = this.paLo[from];
    this.paHi[to] = this.paHi[from];
    this.level[to] = this.level[from];
    this.isGlobal[to] = this.isGlobal[from];
    this.depth[to] = this.depth[from];
    for (let i = 0; i < MAX_LEVELS; i++) {
      const target = to * MAX_LEVELS + i;
      const source = from * MAX_LEVELS + i;
      this.addressLo[target] = this.addressLo[source];
      this.addressHi[target] = this.addressHi[source];
      this.pteLo[target] = this.pteLo[source];
      this.pteHi[target] = this.pteHi[source];
    }
  }
}
