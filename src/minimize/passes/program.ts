import {
  offsetInSection,
  removeInstructions,
  replaceInstruction,
  sectionEnd,
  sectionOf,
} from '../../fuzzer/program.ts';
import {
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
  STOP,
} from '../../input/layout.ts';
import { assemble } from '../../isa/assembler.ts';
import { backwards, dropChunks } from '../chunks.ts';
import type { Trial } from '../trial.ts';

const NOP = assemble('nop');
const COMPRESSED_NOP = assemble('c.nop');

/** Drops instructions; what is behind them moves up. */
export function dropInstructions(trial: Trial): void {
  dropChunks(
    () => trial.best[INSTRUCTION_COUNT],
    (from, count) => trial.attempt((copy) => removeRun(copy, from, count)),
  );
  trimSections(trial);
  dropSections(trial);
}

/** Puts a nop where an instruction cannot go without moving what is behind it. */
export function quietInstructions(trial: Trial): void {
  dropChunks(
    () => trial.best[INSTRUCTION_COUNT],
    (from, count) => trial.attempt((copy) => quietRun(copy, from, count)),
  );
  // Nops at the end of a section hold nothing in place.
  dropChunks(
    () => trial.best[INSTRUCTION_COUNT],
    (from, count) => trial.attempt((copy) => removeRun(copy, from, count)),
  );
}

/** Removes instructions, whatever sections they are of; what is behind them moves up. False if there are none. */
export function removeRun(copy: Input, from: number, count: number): boolean {
  if (copy[SECTION_COUNT] === 0) return false;
  let left = count;
  for (let end = from + count; left > 0; ) {
    const section = sectionOf(copy, end - 1);
    const first = Math.max(from, copy[SECTIONS + section * SECTION_STRIDE + SECTION_FIRST]);
    removeInstructions(copy, section, first, end - first);
    left -= end - first;
    end = first;
  }
  return count > 0;
}

/** Puts nops of the same width in place of instructions; false if they are nops. */
export function quietRun(copy: Input, from: number, count: number): boolean {
  let changed = false;
  for (let i = from; i < from + count; i++) {
    const word = copy[INSTRUCTIONS + i];
    const nop = (word & 3) === 3 ? NOP : COMPRESSED_NOP;
    if (word === nop) continue;
    replaceInstruction(copy, i, nop);
    changed = true;
  }
  return changed;
}

/** Drops what sections begin with; the rest of them stays where it is. */
function trimSections(trial: Trial): void {
  backwards(trial.best[SECTION_COUNT], (section) => {
    dropChunks(
      () => sectionEnd(trial.best, section) - trial.best[SECTIONS + section * SECTION_STRIDE + SECTION_FIRST],
      (_from, count) => trial.attempt((copy) => trimSection(copy, section, count)),
    );
  });
}

/** Drops what a section begins with; the rest of it stays where it is. False for none. */
export function trimSection(copy: Input, section: number, count: number): boolean {
  const at = SECTIONS + section * SECTION_STRIDE;
  const first = copy[at + SECTION_FIRST];
  const bytes = offsetInSection(copy, section, first + count);
  const stop = copy[STOP];
  removeInstructions(copy, section, first, count);
  copy[at + SECTION_PA] += bytes;
  copy[STOP] = stop;
  return count > 0;
}

/** Removes sections that have become empty; they place nothing. */
function dropSections(trial: Trial): void {
  backwards(trial.best[SECTION_COUNT], (section) => {
    const at = SECTIONS + section * SECTION_STRIDE;
    if (sectionEnd(trial.best, section) !== trial.best[at + SECTION_FIRST]) return;
    trial.attempt((copy) => {
      copy.copyWithin(at, at + SECTION_STRIDE, SECTIONS + copy[SECTION_COUNT] * SECTION_STRIDE);
      copy[SECTION_COUNT]--;
      const end = SECTIONS + copy[SECTION_COUNT] * SECTION_STRIDE;
      copy.fill(0, end, end + SECTION_STRIDE);
      return true;
    });
  });
}
