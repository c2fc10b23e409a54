/** Which IOPMP there can be, and what its tables can hold: for the text form, for validation and for mutators. */

import { emptyInput } from './empty.ts';
import { brokenRelation, hasFeature, IOPMP_RANGES, RELATIONS } from './iopmp-relations.ts';
import {
  DEVICE,
  DEVICE_BOTH,
  DEVICE_IOPMP,
  DMA_RRID,
  ENTRY_STRIDE,
  FEATURE_SPS,
  HART_RRID,
  INPUT_WORDS,
  type Input,
  IOPMP,
  IOPMP_ENABLE,
  IOPMP_ENTRIES,
  IOPMP_ENTRY_NUM,
  IOPMP_FEATURES,
  IOPMP_MD_NUM,
  IOPMP_MDCFG,
  IOPMP_MDCFG_FMT,
  IOPMP_ROWS,
  IOPMP_RRID_NUM,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  ROW_R,
  ROW_STRIDE,
  ROW_X,
  SPEC_07,
  STACK,
} from './layout.ts';

const DEFAULT: Readonly<Input> = emptyInput();
const RANGES = Object.entries(IOPMP_RANGES);

/** Whether the board has an IOPMP. */
export function hasIopmp(input: Input): boolean {
  return input[DEVICE] === DEVICE_IOPMP || input[DEVICE] === DEVICE_BOTH;
}

/**
 * The bits that a word behind the properties may have set: all of a register that the tables of this IOPMP have,
 * implemented or not, and none of another one.
 */
function bitsOf(input: Input, word: number): number {
  if (word >= IOPMP_ENTRIES) return word < IOPMP_ENTRIES + input[IOPMP_ENTRY_NUM] * ENTRY_STRIDE ? -1 : 0;
  if (word >= IOPMP_ROWS) {
    const row = Math.floor((word - IOPMP_ROWS) / ROW_STRIDE);
    return row < rowsOf(input) && (word - IOPMP_ROWS) % ROW_STRIDE < rowWords(input) ? -1 : 0;
  }
  if (word < IOPMP_MDCFG) return word > IOPMP_ENABLE ? -1 : word === IOPMP_ENABLE ? 1 : 0;
  return word < IOPMP_MDCFG + domainsOf(input) ? 0xffff : 0;
}

/** Registers of MDCFG. */
export function domainsOf(input: Input): number {
  return input[IOPMP_MDCFG_FMT] === 0 ? input[IOPMP_MD_NUM] : 0;
}

/** Rows of the SRCMD table: of RRIDs in format 0, of domains in format 2. */
export function rowsOf(input: Input): number {
  if (input[IOPMP_SRCMD_FMT] === 1) return 0;
  return input[input[IOPMP_SRCMD_FMT] === 0 ? IOPMP_RRID_NUM : IOPMP_MD_NUM];
}

/** Words of a row, from its first one on, that can be other than 0. */
export function rowWords(input: Input): number {
  if (input[IOPMP_SRCMD_FMT] !== 0 || !hasFeature(input, FEATURE_SPS)) return ROW_R;
  return input[IOPMP_SPEC] === SPEC_07 ? ROW_X : ROW_STRIDE;
}

/** What is wrong with the IOPMP, the RRIDs and the order of devices, as one sentence; undefined if nothing is. */
export function iopmpFault(input: Input): string | undefined {
  if (input[DEVICE] !== DEVICE_BOTH && input[STACK] !== DEFAULT[STACK])
    return 'there is an order of devices, but no two of them';
  if (!hasIopmp(input))
    return isDefault(input) ? undefined : 'there is an IOPMP or an RRID, but no device to go with it';
  for (const [name, [word, low, high]] of RANGES) {
    if (input[word] < low || input[word] > high)
      return `IOPMP ${name} ${input[word]} is outside ${low}..${high}`;
  }
  const broken = brokenRelation(input);
  if (broken !== undefined) return `the IOPMP is without ${broken.wants}`;
  for (let word = IOPMP_FEATURES + 1; word < INPUT_WORDS; word++) {
    if (input[word] !== 0 && (input[word] & ~bitsOf(input, word)) !== 0)
      return `word ${word - IOPMP} of the IOPMP has bits that this IOPMP has not`;
  }
  return undefined;
}

/**
 * Changes the IOPMP, the RRIDs and the order of devices as little as makes them valid for the board's device: ranges
 * are clamped, the rest is cleared. What is valid stays as it is.
 */
export function legaliseIopmp(input: Input): void {
  if (input[DEVICE] !== DEVICE_BOTH) input[STACK] = DEFAULT[STACK];
  if (!hasIopmp(input)) {
    input[HART_RRID] = DEFAULT[HART_RRID];
    input[DMA_RRID] = DEFAULT[DMA_RRID];
    for (let word = IOPMP; word < INPUT_WORDS; word++) input[word] = DEFAULT[word];
    return;
  }
  for (const [, [word, low, high]] of RANGES) input[word] = Math.min(Math.max(input[word], low), high);
  for (const relation of RELATIONS) if (relation.isBroken(input)) relation.mend(input);
  for (let word = IOPMP_FEATURES + 1; word < INPUT_WORDS; word++)
    if (input[word] !== 0) input[word] &= bitsOf(input, word);
}

function isDefault(input: Input): boolean {
  if (input[HART_RRID] !== DEFAULT[HART_RRID] || input[DMA_RRID] !== DEFAULT[DMA_RRID]) return false;
  for (let word = IOPMP; word < INPUT_WORDS; word++) if (input[word] !== DEFAULT[word]) return false;
  return true;
}
