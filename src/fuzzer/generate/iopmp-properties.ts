import type { Rng } from '../../bits/rng.ts';
import { legaliseIopmp } from '../../input/iopmp-rules.ts';
import {
  DEVICE,
  DEVICE_BOTH,
  DMA_RRID,
  ENGINE,
  FEATURE_CHK_X,
  FEATURE_MFR,
  FEATURE_MSI,
  FEATURE_NO_W,
  FEATURE_NO_X,
  FEATURE_NON_PRIO,
  FEATURE_PEES,
  FEATURE_PEIS,
  FEATURE_SPS,
  FEATURE_STALL,
  FEATURE_TOR,
  FEATURE_TRANSL,
  FEATURE_TRANSL_PROG,
  HART_RRID,
  type Input,
  IOPMP_ENTRY_NUM,
  IOPMP_ERR_DATA,
  IOPMP_FEATURES,
  IOPMP_GRANULE,
  IOPMP_MD_ENTRY_NUM,
  IOPMP_MD_NUM,
  IOPMP_MDCFG_FMT,
  IOPMP_MSI_RRID,
  IOPMP_PRIO_ENTRY,
  IOPMP_RRID_NUM,
  IOPMP_RRID_TRANSL,
  IOPMP_SPEC,
  IOPMP_SRCMD_FMT,
  SPEC_07,
  SPEC_082,
  STACK,
  STACK_IOPMP_FIRST,
} from '../../input/layout.ts';

/** Formats of the tables, 0 as often as the others together. */
const FORMATS = [0, 0, 1, 2];
/** Small counts, so that rules meet; now and then with domains, RRIDs and entries in further words and windows. */
const DOMAINS = [2, 3, 4, 4, 4, 4, 6, 8, 8, 31, 33, 40];
const RRIDS = [2, 3, 4, 4, 4, 6, 8, 8, 17, 33];
const ENTRIES = [6, 8, 12, 12, 16, 16, 16, 24, 32, 64];
const GRANULES = [8, 16, 64, 4096];
/** RRIDs of the hart and of DMA are among so many. */
const FEW_RRIDS = 4;
/** Features, and that each is the other way round than by default in one of so many inputs. */
// biome-ignore format: a table
const CHANCES: readonly (readonly [feature: number, oneIn: number])[] = [
  [FEATURE_SPS, 3],       [FEATURE_STALL, 3],       [FEATURE_MSI, 3],       [FEATURE_NON_PRIO, 3],
  [FEATURE_TRANSL, 6],    [FEATURE_TRANSL_PROG, 6], [FEATURE_TOR, 12],      [FEATURE_CHK_X, 6],
  [FEATURE_PEIS, 8],      [FEATURE_PEES, 8],        [FEATURE_MFR, 8],
  // Nothing is fetched, nothing is written.
  [FEATURE_NO_X, 64],     [FEATURE_NO_W, 32],
];

/** What kind of IOPMP there is, whom it takes hart and DMA for, and what stands beside it. */
export function chooseIopmp(input: Input, rng: Rng): void {
  input[IOPMP_SPEC] = rng.oneIn(3) ? SPEC_082 : SPEC_07;
  input[IOPMP_SRCMD_FMT] = FORMATS[rng.below(FORMATS.length)];
  input[IOPMP_MDCFG_FMT] = FORMATS[rng.below(FORMATS.length)];
  input[IOPMP_MD_NUM] = DOMAINS[rng.below(DOMAINS.length)];
  input[IOPMP_RRID_NUM] = RRIDS[rng.below(RRIDS.length)];
  input[IOPMP_ENTRY_NUM] = ENTRIES[rng.below(ENTRIES.length)];
  const k = Math.floor(input[IOPMP_ENTRY_NUM] / input[IOPMP_MD_NUM]);
  input[IOPMP_MD_ENTRY_NUM] = Math.max(k - 1, rng.oneIn(4) ? rng.below(4) : 1);
  if (rng.oneIn(3)) input[IOPMP_PRIO_ENTRY] = rng.below(Math.min(input[IOPMP_ENTRY_NUM], 8) + 1);
  if (rng.oneIn(6)) input[IOPMP_GRANULE] = GRANULES[rng.below(GRANULES.length)];
  for (const [feature, oneIn] of CHANCES) if (rng.oneIn(oneIn)) input[IOPMP_FEATURES] ^= feature;
  if (rng.oneIn(2)) input[IOPMP_ERR_DATA] = rng.next();
  legaliseIopmp(input);
  chooseRequesters(input, rng);
}

/** The hart is mostly the first of the requesters, as a board has it that does not say otherwise. */
function chooseRequesters(input: Input, rng: Rng): void {
  const rrids = input[IOPMP_RRID_NUM];
  const few = Math.min(rrids, FEW_RRIDS);
  input[HART_RRID] = rng.oneIn(64) ? rrids : rng.oneIn(2) ? 0 : rng.below(few);
  input[DMA_RRID] = rng.oneIn(3) ? input[HART_RRID] : rng.oneIn(16) ? rrids : rng.below(few);
  input[IOPMP_MSI_RRID] = rng.below(few);
  if (rng.oneIn(2)) input[IOPMP_RRID_TRANSL] = rng.below(rrids);
  if (rng.oneIn(2)) input[ENGINE] = 1;
  if (input[DEVICE] === DEVICE_BOTH && rng.oneIn(2)) input[STACK] = STACK_IOPMP_FIRST;
}
