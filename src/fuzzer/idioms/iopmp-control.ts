import type { Rng } from '../../bits/rng.ts';
import { hasFeature } from '../../input/iopmp-relations.ts';
import {
  FEATURE_ADDRH,
  type Input,
  IOPMP_ENTRY_NUM,
  IOPMP_MD_ENTRY_NUM,
  IOPMP_MD_NUM,
  IOPMP_MDCFG_FMT,
  IOPMP_RRID_NUM,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import {
  ENTRYLCK,
  ERR_CFG,
  ERR_INFO,
  ERR_MFR,
  ERR_MSIADDR,
  ERR_MSIADDRH,
  ERR_REQADDR,
  ERR_REQADDRH,
  ERR_REQID,
  HWCFG0,
  HWCFG2,
  HWCFG3,
  isLaidOutAs07,
  MDCFGLCK,
  MDLCK,
  MDLCKH,
} from '../iopmp-registers.ts';
import {
  entryBoundary,
  errorConfiguration,
  lockedDomains,
  lockedPrefix,
  messageAddress,
} from '../iopmp-values.ts';
import type { Draft } from '../program.ts';
import { loadIopmp, storeIopmp } from './iopmp-store.ts';

/** Bits of HWCFG0 of 0.7, HWCFG0 of 0.8.2, and the shifts of md_entry_num. @source iopmp.md 3.1, 6.1 */
const ENABLE_07 = -0x8000_0000;
const ENABLE_082 = 1;
const MD_ENTRY_NUM_07 = 17;
const MD_ENTRY_NUM_082 = 4;
/** The bits that end the programming of prio_entry and rrid_transl. */
const PROGS_07 = [1 << 7, 1 << 9];
const PRIENT_PROG_082 = 1 << 16;
const TRANSL_PROG_082 = 1 << 15;
const GIVE_UP_ONE_IN = 8;
const PROGRAMMABLE_K = 2;
const RECORD = [ERR_INFO, ERR_REQADDR, ERR_REQADDRH, ERR_REQID, ERR_MFR];
const V = 1;
const MSI_WERR = 8;
const LOCK = 1;
/** From this number of domains on there are high words. */
const HIGH_DOMAINS = 32;
/** RRIDs of a window of ERR_MFR, and the shift of svi. */
const WINDOW = 16;
const SVI_SHIFT = 16;

/** Switches checking on, with the size of domains that firmware chose, and perhaps sets that before. */
export function enableIopmp(draft: Draft, input: Input, rng: Rng, _aim: Aim): void {
  const is07 = isLaidOutAs07(input);
  const programmable = input[IOPMP_MDCFG_FMT] === PROGRAMMABLE_K;
  const k = programmable && rng.oneIn(3) ? rng.below(8) : input[IOPMP_MD_ENTRY_NUM];
  if (!is07) {
    if (programmable && !rng.oneIn(3)) storeIopmp(draft, rng, HWCFG3, k << MD_ENTRY_NUM_082);
    storeIopmp(draft, rng, HWCFG0, ENABLE_082);
    return;
  }
  const sized = (programmable ? k : 0) << MD_ENTRY_NUM_07;
  if (programmable && rng.oneIn(4)) storeIopmp(draft, rng, HWCFG0, sized);
  storeIopmp(draft, rng, HWCFG0, sized | ENABLE_07);
}

/** Moves the bound between entries with and without priority, or the outgoing tag, and perhaps gives that up. */
export function programPriority(draft: Draft, input: Input, rng: Rng, _aim: Aim): void {
  const is07 = isLaidOutAs07(input);
  const prio = rng.oneIn(3) ? 0xffff : rng.below(input[IOPMP_ENTRY_NUM] + 1);
  const tag = rng.oneIn(2) ? 0 : rng.below(input[IOPMP_RRID_NUM]);
  if (is07) {
    storeIopmp(draft, rng, HWCFG2, prio | (tag << 16));
    if (rng.oneIn(GIVE_UP_ONE_IN)) storeIopmp(draft, rng, HWCFG0, PROGS_07[rng.below(PROGS_07.length)]);
    return;
  }
  storeIopmp(draft, rng, HWCFG2, prio | (rng.oneIn(GIVE_UP_ONE_IN) ? PRIENT_PROG_082 : 0));
  if (tag === 0) return;
  storeIopmp(draft, rng, HWCFG3, (tag << 16) | (rng.oneIn(GIVE_UP_ONE_IN) ? TRANSL_PROG_082 : 0));
}

/** Locks domains of the low word, of the high one where there is one (and now and then where not), or of both in either order. */
function lockDomains(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  lockedDomains(input, rng, aim);
  const high = input[IOPMP_MD_NUM] >= HIGH_DOMAINS ? !rng.oneIn(3) : rng.oneIn(8);
  const lowFirst = rng.oneIn(2);
  if (lowFirst) storeIopmp(draft, rng, MDLCK, aim.lo);
  if (high) storeIopmp(draft, rng, MDLCKH, aim.hi);
  if (!lowFirst && !(high && rng.oneIn(3))) storeIopmp(draft, rng, MDLCK, aim.lo);
}

/** Locks domains, bounds of domains, entries or the error configuration. */
export function lockIopmp(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  switch (rng.below(4)) {
    case 0:
      lockDomains(draft, input, rng, aim);
      break;
    case 1:
      storeIopmp(draft, rng, MDCFGLCK, lockedPrefix(rng.below(input[IOPMP_MD_NUM] + 2), rng));
      break;
    case 2:
      storeIopmp(draft, rng, ENTRYLCK, lockedPrefix(entryBoundary(input, rng), rng));
      break;
    default:
      storeIopmp(draft, rng, ERR_CFG, errorConfiguration(rng) | LOCK);
  }
}

/** How violations are answered, or where a message about them goes. */
export function configureErrors(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  if (rng.oneIn(4)) {
    aim.pickEdge(input, rng);
    storeIopmp(draft, rng, ERR_MSIADDR, messageAddress(input, aim));
    if (hasFeature(input, FEATURE_ADDRH) && rng.oneIn(4)) storeIopmp(draft, rng, ERR_MSIADDRH, aim.hi);
  }
  storeIopmp(draft, rng, ERR_CFG, errorConfiguration(rng));
}

/** Reads registers of the error record, and mostly clears it; or looks for further violations from a window on. */
export function readViolation(draft: Draft, input: Input, rng: Rng, _aim: Aim): void {
  if (rng.oneIn(4)) {
    const windows = Math.ceil(input[IOPMP_RRID_NUM] / WINDOW);
    if (rng.oneIn(2)) storeIopmp(draft, rng, ERR_MFR, rng.below(windows + 1) << SVI_SHIFT);
    loadIopmp(draft, rng, ERR_MFR);
    return;
  }
  for (let left = 1 + rng.below(2); left > 0; left--) loadIopmp(draft, rng, RECORD[rng.below(RECORD.length)]);
  if (!rng.oneIn(3)) storeIopmp(draft, rng, ERR_INFO, rng.oneIn(6) ? V | MSI_WERR : V);
}
