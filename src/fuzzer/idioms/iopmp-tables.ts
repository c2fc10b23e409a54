import type { Rng } from '../../bits/rng.ts';
import { hasFeature } from '../../input/iopmp-relations.ts';
import { domainsOf, rowsOf, rowWords } from '../../input/iopmp-rules.ts';
import {
  ENTRY_CFG,
  FEATURE_ADDRH,
  HART_RRID,
  type Input,
  IOPMP_BASE,
  IOPMP_ENTRY_NUM,
  IOPMP_MDCFG,
  IOPMP_SRCMD_FMT,
  ROW_EN,
} from '../../input/layout.ts';
import type { Aim } from '../aim.ts';
import { anyEntry, entryAt, entryOf, MODE_SHIFT, napotAddress } from '../iopmp-entries.ts';
import { domainRegister, entryRegister, rowRegister } from '../iopmp-registers.ts';
import {
  anyDomain,
  anyRrid,
  anySuppression,
  domainSet,
  entryBoundary,
  entryRights,
  rridRights,
  suppression,
} from '../iopmp-values.ts';
import type { Draft } from '../program.ts';
import { A_NAPOT, A_TOR } from '../slot-bounds.ts';
import { emitBlock } from './block.ts';
import { storeIopmp, storeWord } from './iopmp-store.ts';
import { clearMprv } from './modes.ts';

const ADDR = 0;
const ADDRH = 4;
const CFG = 8;
/** log2 of the bytes of NAPOT regions: parts of a page, a page, a few. */
const ORDERS = [3, 6, 9, 11, 12, 12, 12, 12, 13, 14];
/** SRCMD_EN.l, one in so many times. */
const ROW_LOCK = 1;
const LOCK_ONE_IN = 16;

/** An entry: one that firmware wrote, a neighbour of it, or any. */
function someEntry(input: Input, rng: Rng): number {
  const entries = input[IOPMP_ENTRY_NUM];
  const at = rng.oneIn(4) ? -1 : anyEntry(input, rng);
  if (at < 0) return rng.below(entries);
  const near = entryOf(at) + (rng.oneIn(4) ? rng.below(3) - 1 : 0);
  return near < 0 || near >= entries ? entryOf(at) : near;
}

/** Stores the aim's edge into ADDR of the entry whose registers begin `low` bytes from the block's. */
function storeAddress(
  draft: Draft,
  input: Input,
  rng: Rng,
  [aim, low, mode]: readonly [Aim, number, number],
): void {
  aim.pickEdge(input, rng);
  if (!rng.oneIn(3)) aim.toPage();
  const word = (aim.lo >>> 2) | (aim.hi << 30);
  storeWord(
    draft,
    low + ADDR,
    mode === A_NAPOT ? napotAddress(word, ORDERS[rng.below(ORDERS.length)]) : word,
  );
  if (hasFeature(input, FEATURE_ADDRH) && rng.oneIn(8)) storeWord(draft, low + ADDRH, aim.hi >>> 2);
}

/** CFG of an entry: as firmware wrote it with other rights or one other bit, or a new one. */
function anyConfiguration(input: Input, rng: Rng, [entry, mode]: readonly [number, number]): number {
  const cfg = input[entryAt(entry) + ENTRY_CFG];
  if (cfg === 0 || rng.oneIn(2)) return entryRights(rng) | suppression(rng) | (mode << MODE_SHIFT);
  return rng.oneIn(2)
    ? (cfg & -8) | entryRights(rng)
    : cfg ^ (rng.oneIn(2) ? anySuppression(rng) : 1 << rng.below(3));
}

/** Stores into one register of an entry, or moves it, switched off meanwhile or not, and configures it. */
export function programEntry(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  if (rng.oneIn(4)) clearMprv(draft, rng);
  const entry = someEntry(input, rng);
  const low = emitBlock(draft, IOPMP_BASE + entryRegister(entry));
  const mode = rng.oneIn(8) ? rng.below(4) : rng.oneIn(3) ? A_TOR : A_NAPOT;
  const what = rng.below(8);
  if (what === 0) storeWord(draft, low + CFG, 0);
  if (what < 4) storeAddress(draft, input, rng, [aim, low, mode]);
  if (what !== 3) storeWord(draft, low + CFG, anyConfiguration(input, rng, [entry, mode]));
}

/** Other domains or rights for an RRID: a word of its row, or rights of RRIDs in a domain's; nothing without a table. */
export function programRow(draft: Draft, input: Input, rng: Rng, aim: Aim): void {
  const rows = rowsOf(input);
  if (rows === 0) return;
  if (rng.oneIn(4)) clearMprv(draft, rng);
  const word = rng.below(rowWords(input));
  if (input[IOPMP_SRCMD_FMT] !== 0) {
    storeIopmp(draft, rng, rowRegister(anyDomain(input, rng), word), rridRights(input, rng));
    return;
  }
  const row = Math.min(rng.oneIn(2) ? input[HART_RRID] : anyRrid(input, rng), rows - 1);
  domainSet(input, rng, aim);
  const lock = word === ROW_EN && rng.oneIn(LOCK_ONE_IN) ? ROW_LOCK : 0;
  const set = (word & 1) === 0 ? aim.lo | lock : aim.hi;
  storeIopmp(draft, rng, rowRegister(row, word), rng.oneIn(8) ? ~set : set);
}

/** Moves the bound between two domains; nothing where that is fixed. */
export function programDomain(draft: Draft, input: Input, rng: Rng, _aim: Aim): void {
  if (domainsOf(input) === 0) return;
  const domain = anyDomain(input, rng);
  const near = input[IOPMP_MDCFG + domain] + rng.below(5) - 2;
  const bound = near < 0 || rng.oneIn(3) ? entryBoundary(input, rng) : near;
  storeIopmp(draft, rng, domainRegister(domain), bound);
}
