import { hasIopmp } from '../../input/iopmp-rules.ts';
import {
  CSR_PRESENT,
  CSRS,
  DMA_RRID,
  DMA_WID,
  HART_RRID,
  INITIAL_CSRS,
  type Input,
  IOPMP_RRID_NUM,
  MWID,
  NWORLDS,
  TRUSTED_WID,
} from '../../input/layout.ts';
import { setWord, type Walk } from './walk.ts';

/** CSRs that hold a WID. */
export const WID_CSRS: readonly string[] = ['mlwid', 'slwid'];

/** Words (low halves) of those of the CSRs that the input sets. */
export function presentCsrs(input: Input, names: readonly string[]): number[] {
  return INITIAL_CSRS.flatMap((name, i) =>
    names.includes(name) && ((input[CSR_PRESENT] >>> i) & 1) === 1 ? [CSRS + 2 * i] : [],
  );
}

/** Goes to the next number of a circle of so many, or to the one before. */
function turnAround(input: Input, at: number, count: number, way: number): boolean {
  const next = (Math.max(input[at], 0) + (way === 0 ? 1 : count - 1)) % count;
  return setWord(input, at, next);
}

const wids: Walk = {
  name: 'wids',
  ways: 2,
  places: (input) => [MWID, TRUSTED_WID, DMA_WID, ...presentCsrs(input, WID_CSRS)],
  change: (input, at, way) => turnAround(input, at, input[NWORLDS], way),
};

const delegated: Walk = {
  name: 'delegated-wids',
  ways: 4,
  places: (input) => presentCsrs(input, ['mwiddeleg']),
  change(input, at, way) {
    if (way >= input[NWORLDS]) return false;
    input[at] ^= 1 << way;
    return true;
  },
};

const rrids: Walk = {
  name: 'rrids',
  ways: 2,
  places: (input) => (hasIopmp(input) ? [HART_RRID, DMA_RRID] : []),
  change: (input, at, way) => turnAround(input, at, input[IOPMP_RRID_NUM], way),
};

/** Who somebody is. */
export const WORLD_WALKS: readonly Walk[] = [wids, delegated, rrids];
