import type { Rng } from '../../bits/rng.ts';
import { hasFeature } from '../../input/iopmp-relations.ts';
import {
  DMA_RRID,
  FEATURE_STALL,
  HART_RRID,
  type Input,
  IOPMP_MD_NUM,
  IOPMP_ROWS,
  IOPMP_RRID_NUM,
  IOPMP_SRCMD_FMT,
  MAX_RRIDS,
  ROW_EN,
  ROW_ENH,
  ROW_STRIDE,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { MDSTALL, MDSTALLH, RRIDSCP } from '../iopmp-registers.ts';
import { domainSet, highBit, lowBit } from '../iopmp-values.ts';
import type { Draft } from '../program.ts';
import { loadIopmp, storeIopmp } from './iopmp-store.ts';
import { programEntry, programRow } from './iopmp-tables.ts';

/** MDSTALL.exempt: all are stalled but those of the chosen domains. */
const EXEMPT = 1;
/** From this number of domains on there are high words. */
const HIGH_DOMAINS = 32;
/** RRIDSCP.op. @source iopmp.md 3.1 */
const OP_SHIFT = 30;
const STALL = 1;
const RESUME = 2;

/** Puts into `out` what MDSTALLH and MDSTALL select, mostly so that the hart goes on. */
function chooseStall(input: Input, rng: Rng, out: Aim): void {
  domainSet(input, rng, out);
  if (rng.oneIn(6)) {
    out.lo |= rng.below(2);
    return;
  }
  const hart = input[HART_RRID];
  switch (input[IOPMP_SRCMD_FMT]) {
    case 0: {
      const row = IOPMP_ROWS + Math.min(hart, MAX_RRIDS - 1) * ROW_STRIDE;
      out.set(out.lo & ~(input[row + ROW_EN] | EXEMPT), out.hi & ~input[row + ROW_ENH]);
      break;
    }
    case 1:
      out.set(out.lo & ~lowBit(hart), out.hi & ~highBit(hart));
      break;
    default:
      // Every RRID has every domain.
      out.lo |= EXEMPT;
  }
}

/** Stalls or resumes one RRID, or asks after it. */
function storeSelection(draft: Draft, input: Input, rng: Rng): void {
  const rrid = rng.oneIn(2) ? input[DMA_RRID] : rng.below(input[IOPMP_RRID_NUM] + 1);
  const op = rrid === input[HART_RRID] ? RESUME : rng.oneIn(3) ? rng.below(4) : STALL;
  storeIopmp(draft, rng, RRIDSCP, rrid | (op << OP_SHIFT));
  if (rng.oneIn(2)) loadIopmp(draft, rng, RRIDSCP);
}

/**
 * The parts of the order in which software stalls, updates tables and resumes, each left out now and then; mostly
 * nothing without the extension.
 */
export function stall(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  if (!hasFeature(input, FEATURE_STALL) && !rng.oneIn(16)) return;
  const high = input[IOPMP_MD_NUM] >= HIGH_DOMAINS;
  if (!rng.oneIn(4)) {
    chooseStall(input, rng, aim);
    if (high) storeIopmp(draft, rng, MDSTALLH, aim.hi);
    storeIopmp(draft, rng, MDSTALL, aim.lo);
  }
  if (rng.oneIn(3)) storeSelection(draft, input, rng);
  if (rng.oneIn(3)) loadIopmp(draft, rng, MDSTALL);
  if (rng.oneIn(3)) (rng.oneIn(2) ? programEntry : programRow)(draft, input, rng, aim);
  if (rng.oneIn(3)) return;
  if (high && !rng.oneIn(4)) storeIopmp(draft, rng, MDSTALLH, 0);
  storeIopmp(draft, rng, MDSTALL, 0);
}
