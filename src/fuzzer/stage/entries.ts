import { hasIopmp } from '../../input/iopmp-rules.ts';
import { ENTRY_ADDR, ENTRY_CFG, type Input, IOPMP_ENTRY_NUM, IOPMP_GRANULE } from '../../input/layout.ts';
import { entryAt, modeOf, napotAddress, orderOf, SMALLEST_ORDER } from '../iopmp-entries.ts';
import { addToPair } from '../pair.ts';
import { A_NAPOT } from '../slot-bounds.ts';
import { indices, setWord, type Walk } from './walk.ts';

const LARGEST_ORDER = 33;
/** r, w, x at bits 2:0 of CFG. */
const RIGHTS = 3;

/** Words of the entries that firmware has given a value. */
function usedEntries(input: Input): number[] {
  if (!hasIopmp(input)) return [];
  return indices(input[IOPMP_ENTRY_NUM], (i) => input[entryAt(i) + ENTRY_CFG] !== 0).map(entryAt);
}

const bounds: Walk = {
  name: 'entry-bounds',
  ways: 2,
  places: usedEntries,
  change(input, at, way) {
    // ADDR counts in 4 bytes.
    addToPair(input, at + ENTRY_ADDR, ((way === 0 ? 1 : -1) * input[IOPMP_GRANULE]) / 4);
    return true;
  },
};

const sizes: Walk = {
  name: 'entry-sizes',
  ways: 2,
  places: (input) => usedEntries(input).filter((at) => modeOf(input, at) === A_NAPOT),
  change(input, at, way) {
    const order = orderOf(input, at) + (way === 0 ? 1 : -1);
    if (order < SMALLEST_ORDER || order > LARGEST_ORDER) return false;
    return setWord(input, at + ENTRY_ADDR, napotAddress(input[at + ENTRY_ADDR], order));
  },
};

const rights: Walk = {
  name: 'entry-rights',
  ways: RIGHTS,
  places: usedEntries,
  change(input, at, way) {
    input[at + ENTRY_CFG] ^= 1 << way;
    return true;
  },
};

/** The entries of the IOPMP. */
export const ENTRY_WALKS: readonly Walk[] = [bounds, sizes, rights];
