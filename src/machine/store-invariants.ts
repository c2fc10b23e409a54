/**
 * What must hold for the stores of a step and for what was asked on their behalf, each rule a named function over the
 * machine's parts. `at` is the first word of the note in the journal.
 * @source tlb-iommu-path.md section 7, lost-dirty, and the last sentence of flag-pollution
 */
import { NOTE_WORDS } from './journal.ts';
import { DIRTY_CODE, DIRTY_MIGRATION, DIRTY_VGA } from './memory/ram.ts';
import type { Parts } from './parts.ts';
import { STORE } from './status.ts';
import { TLB_DISCARD_WRITE, TLB_MMIO } from './tlb/entry.ts';

/** "Also wrong: a notdirtyWrite for a load" */
export function notDirtyWriteIsForStores({ journal }: Parts, at: number): boolean {
  return journal.notDirty[at + 2] === STORE;
}

/** "in a lookup whose final flags hold MMIO or DISCARD" */
export function notDirtyWriteIsForRam({ journal }: Parts, at: number): boolean {
  return (journal.notDirty[at + 3] & (TLB_MMIO | TLB_DISCARD_WRITE)) === 0;
}

/** "or with a RAM address that is not that of the bytes" */
export function notDirtyWriteIsWhereDataMove({ journal }: Parts, at: number): boolean {
  return journal.notDirty[at] === journal.notDirty[at + 4];
}

/** "a RAM page that it stored to through the TLB has VGA or MIGRATION clear" */
export function storedPageIsDirty({ journal, ram }: Parts, at: number): boolean {
  const bits = ram.dirty[journal.stores[at] >>> 12];
  return (bits & (DIRTY_VGA | DIRTY_MIGRATION)) === (DIRTY_VGA | DIRTY_MIGRATION);
}

/** "or was clean when the data moved and no notdirtyWrite of this instruction covered the bytes" */
export function cleanPageAsksFirst({ journal }: Parts, at: number): boolean {
  if (journal.stores[at + 2] === 0) return true;
  const address = journal.stores[at];
  const end = address + journal.stores[at + 1];
  for (let i = 0; i < journal.notDirtyCount; i++) {
    const from = journal.notDirty[i * NOTE_WORDS];
    if (from <= address && end <= from + journal.notDirty[i * NOTE_WORDS + 1]) return true;
  }
  return false;
}

/** "or a TB that intersects them can still be found or linked to" */
export function overwrittenBlockIsGone({ journal, ram, blocks }: Parts, at: number): boolean {
  const address = journal.stores[at];
  return ram.heldCode[address >>> 12] === 0 || !blocks.reaches(address, journal.stores[at + 1]);
}

/** "or a page that holds a TB has CODE set": RAM page number `page`. */
export function pageWithCodeIsProtected({ ram, blocks }: Parts, page: number): boolean {
  const isSuspect = ram.heldCode[page] !== 0 && (ram.dirty[page] & DIRTY_CODE) !== 0;
  return !isSuspect || !blocks.pageHasBlocks(page);
}
