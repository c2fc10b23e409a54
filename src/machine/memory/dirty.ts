/** What a store to a clean RAM page does besides storing: remove the code it overwrites, set the dirty bits. */
import type { Blocks } from '../code/blocks.ts';
import { DIRTY_ALL, DIRTY_CODE, DIRTY_MIGRATION, DIRTY_VGA, type Ram } from './ram.ts';

export class DirtyMemory {
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
    const page = ramAddress >>> 12;
    let bits = this.ram.dirty[page];
    if ((bits & DIRTY_CODE) === 0 && this.ram.heldCode[page] !== 0) {
      this.blocks.removeRange(ramAddress, size);
      if (!this.blocks.pageHasBlocks(page)) bits |= DIRTY_CODE;
    }
    bits |= DIRTY_VGA | DIRTY_MIGRATION;
    this.ram.setDirtyBits(page, bits);
    return bits === DIRTY_ALL;
  }

  /** Dirty-log sync: clears MIGRATION on every page. */
  clearMigration(): void {
    for (let page = 0; page < this.ram.pages; page++) {
      this.ram.setDirtyBits(page, this.ram.dirty[page] & ~DIRTY_MIGRATION);
    }
  }
}
