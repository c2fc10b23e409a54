/** What a write to RAM does besides writing: remove the code it overwrites, set dirty bits. */
import type { Blocks } from '../code/blocks.ts';
import { DIRTY_ALL, DIRTY_CODE, DIRTY_MIGRATION, DIRTY_VGA, type Ram } from './ram.ts';

export class DirtyMemory {
  /** Dirty logging is on: writes that are no CPU stores count too. */
  logging = false;

  private readonly ram: Ram;
  private readonly blocks: Blocks;

  constructor(ram: Ram, blocks: Blocks) {
    this.ram = ram;
    this.blocks = blocks;
  }

  /**
   * The memory half of notdirtyWrite (tlb-iommu-path.md section 5) for [ramAddress, ramAddress + size) on one page; true
   * if nothing of the page is clean afterwards.
   */
  storeTo(ramAddress: number, size: number): boolean {
    const bits = this.withoutCode(ramAddress, size) | DIRTY_VGA | DIRTY_MIGRATION;
    this.ram.setDirtyBits(ramAddress >>> 12, bits);
    return bits === DIRTY_ALL;
  }

  /** The same for a write through an address space (DMA, a piece of a shared page): TLB entries keep NOTDIRTY. */
  writeTo(ramAddress: number, size: number): void {
    const bits = this.withoutCode(ramAddress, size);
    this.ram.setDirtyBits(ramAddress >>> 12, this.logging ? bits | DIRTY_MIGRATION : bits);
  }

  /** Removes the blocks that the bytes overwrite; the page's dirty bits after that. */
  private withoutCode(ramAddress: number, size: number): number {
    const page = ramAddress >>> 12;
    const bits = this.ram.dirty[page];
    if ((bits & DIRTY_CODE) !== 0 || this.ram.heldCode[page] === 0) return bits;
    this.blocks.removeRange(ramAddress, size);
    return this.blocks.pageHasBlocks(page) ? bits : bits | DIRTY_CODE;
  }

  /** Dirty-log sync: clears MIGRATION on every page. */
  clearMigration(): void {
    for (let page = 0; page < this.ram.pages; page++) {
      this.ram.setDirtyBits(page, this.ram.dirty[page] & ~DIRTY_MIGRATION);
    }
  }
}
