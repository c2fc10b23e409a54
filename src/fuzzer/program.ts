import {
  HAS_STOP,
  INSTRUCTION_COUNT,
  INSTRUCTIONS,
  type Input,
  MAX_INSTRUCTIONS,
  SECTION_COUNT,
  SECTION_FIRST,
  SECTION_PA,
  SECTION_STRIDE,
  SECTIONS,
  STOP,
} from '../input/layout.ts';

/** A short run of instructions under construction, in one reusable array. Pushing into a full draft is ignored. */
export class Draft {
  readonly words = new Int32Array(MAX_INSTRUCTIONS);
  count = 0;

  /** Makes it empty. */
  clear(): void {
    this.count = 0;
  }

  /** Appends one instruction word; a compressed one loses its upper half. */
  push(word: number): void {
    if (this.count < MAX_INSTRUCTIONS) this.words[this.count++] = canonicalWord(word);
  }
}

/** The word as an input stores it: 32 bits, or 16 with a zero upper half for a compressed instruction. */
export function canonicalWord(word: number): number {
  return (word & 3) === 3 ? word | 0 : word & 0xffff;
}

/** Bytes that an instruction word takes in memory. */
export function widthOf(word: number): number {
  return (word & 3) === 3 ? 4 : 2;
}

/** Index of the section that holds instruction `index`; the input has sections. */
export function sectionOf(input: Input, index: number): number {
  let section = input[SECTION_COUNT] - 1;
  while (section > 0 && input[SECTIONS + section * SECTION_STRIDE + SECTION_FIRST] > index) section--;
  return section;
}

/** Index one past the last instruction of a section. */
export function sectionEnd(input: Input, section: number): number {
  return section + 1 < input[SECTION_COUNT]
    ? input[SECTIONS + (section + 1) * SECTION_STRIDE + SECTION_FIRST]
    : input[INSTRUCTION_COUNT];
}

/** Bytes from the start of its section to instruction `index` (which may be one past the section's last). */
export function offsetInSection(input: Input, section: number, index: number): number {
  let bytes = 0;
  for (let i = input[SECTIONS + section * SECTION_STRIDE + SECTION_FIRST]; i < index; i++) {
    bytes += widthOf(input[INSTRUCTIONS + i]);
  }
  return bytes;
}

/**
 * Inserts the draft before instruction `at` of `section` (`at` may be one past its last instruction). Later sections
 * keep their addresses; a stop address behind the place moves along. False, and nothing done, if it does not fit.
 */
export function insertDraft(input: Input, section: number, at: number, draft: Draft): boolean {
  const count = input[INSTRUCTION_COUNT];
  const extra = draft.count;
  if (extra === 0 || count + extra > MAX_INSTRUCTIONS) return false;
  let bytes = 0;
  for (let i = 0; i < extra; i++) bytes += widthOf(draft.words[i]);
  const place = offsetInSection(input, section, at);
  const stop = stopOffset(input, section);
  if (stop >= place) input[STOP] += bytes;
  input.copyWithin(INSTRUCTIONS + at + extra, INSTRUCTIONS + at, INSTRUCTIONS + count);
  for (let i = 0; i < extra; i++) input[INSTRUCTIONS + at + i] = draft.words[i];
  input[INSTRUCTION_COUNT] = count + extra;
  shiftSections(input, section, extra);
  return true;
}

/** Removes instructions `at`..`at + count - 1`, all of one `section`; a stop address behind them moves along. */
export function removeInstructions(input: Input, section: number, at: number, count: number): void {
  const total = input[INSTRUCTION_COUNT];
  const place = offsetInSection(input, section, at);
  const bytes = offsetInSection(input, section, at + count) - place;
  const stop = stopOffset(input, section);
  if (stop > place) input[STOP] -= Math.min(bytes, stop - place);
  input.copyWithin(INSTRUCTIONS + at, INSTRUCTIONS + at + count, INSTRUCTIONS + total);
  input.fill(0, INSTRUCTIONS + total - count, INSTRUCTIONS + total);
  input[INSTRUCTION_COUNT] = total - count;
  shiftSections(input, section, -count);
}

/**
 * Exchanges two runs of instructions that lie one behind the other in one section: from `first`, and from `second` up to
 * `end`, exclusive. The draft is used up. False if they look the same either way.
 */
export function exchangeRuns(
  input: Input,
  [first, second, end]: readonly [first: number, second: number, end: number],
  draft: Draft,
): boolean {
  draft.clear();
  for (let i = second; i < end; i++) draft.push(input[INSTRUCTIONS + i]);
  for (let i = first; i < second; i++) draft.push(input[INSTRUCTIONS + i]);
  let differs = false;
  for (let i = first; i < end; i++) {
    const word = draft.words[i - first];
    if (input[INSTRUCTIONS + i] !== word) differs = true;
    input[INSTRUCTIONS + i] = word;
  }
  return differs;
}

/** Overwrites instruction `index`; a stop address behind it follows a change of width. */
export function replaceInstruction(input: Input, index: number, word: number): void {
  const section = sectionOf(input, index);
  const now = canonicalWord(word);
  const growth = widthOf(now) - widthOf(input[INSTRUCTIONS + index]);
  if (growth !== 0 && stopOffset(input, section) > offsetInSection(input, section, index))
    input[STOP] += growth;
  input[INSTRUCTIONS + index] = now;
}

/** Where the run stops, as bytes from the start of the section; -1 if that is not within it or there is no stop. */
function stopOffset(input: Input, section: number): number {
  const at = SECTIONS + section * SECTION_STRIDE;
  if (input[HAS_STOP] === 0 || input[STOP + 1] !== input[at + SECTION_PA + 1]) return -1;
  const offset = (input[STOP] - input[at + SECTION_PA]) | 0;
  return offset <= offsetInSection(input, section, sectionEnd(input, section)) ? offset : -1;
}

function shiftSections(input: Input, section: number, by: number): void {
  for (let i = section + 1; i < input[SECTION_COUNT]; i++)
    input[SECTIONS + i * SECTION_STRIDE + SECTION_FIRST] += by;
}
