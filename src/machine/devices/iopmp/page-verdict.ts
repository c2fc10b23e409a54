/** For which bytes of a page a verdict holds (iopmp.md 6.6, 8.4). */
import { ALLOW_R, ALLOW_W, ALLOW_X, type View } from './view.ts';

const PAGE = 4096;
const RIGHTS = ALLOW_R | ALLOW_W | ALLOW_X;

/** Start of the page of an address. */
function pageOf(address: number): number {
  return Math.floor(address / PAGE) * PAGE;
}

/** True if the k-th entry of the view holds some bytes of the page, but not all. */
function splits(view: View, k: number, page: number): boolean {
  const { lo, hi } = view;
  const end = page + PAGE;
  return lo[k] < end && hi[k] > page && (lo[k] > page || hi[k] < end);
}

function covers(view: View, k: number, page: number): boolean {
  return view.lo[k] <= page && view.hi[k] >= page + PAGE;
}

/**
 * Looks at the priority entries in their order up to the one that decides: one that holds the whole page, or `decider`.
 * 1: an entry decides for the page; 0: none does; -1: one splits it.
 */
function byPriorities(view: View, page: number, decider: number): number {
  for (let k = 0; k < view.count; k++) {
    if (view.index[k] >= view.priorities) continue;
    if (splits(view, k, page)) return -1;
    if (covers(view, k, page) || view.index[k] === decider) return 1;
  }
  return 0;
}

/** True if every transaction inside the page gets the same verdict: no entry that is looked at holds part of it. */
export function holdsForPage(view: View, address: number, decider: number): boolean {
  const page = pageOf(address);
  const decided = byPriorities(view, page, decider);
  if (decided !== 0) return decided > 0;
  for (let k = 0; k < view.count; k++) {
    if (view.index[k] >= view.priorities && splits(view, k, page)) return false;
  }
  return true;
}

/** As {@link holdsForPage}, but of non-priority entries those that hold the page must give what the hits gave: `hits`. */
export function hitsHoldForPage(view: View, address: number, decider: number, hits: number): boolean {
  const page = pageOf(address);
  const decided = byPriorities(view, page, decider);
  if (decided !== 0) return decided > 0;
  let rights = 0;
  for (let k = 0; k < view.count; k++) {
    if (view.index[k] >= view.priorities && covers(view, k, page)) rights |= view.rights[k];
  }
  return ((rights ^ hits) & RIGHTS) === 0;
}
