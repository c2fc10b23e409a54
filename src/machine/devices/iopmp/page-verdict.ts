/** For which bytes of a page a verdict holds (iopmp.md 6.6, 8.4). */
import { ALLOW_R, ALLOW_W, ALLOW_X, type View } from './view.ts';

const PAGE = 4096;
const RIGHTS = ALLOW_R | ALLOW_W | ALLOW_X;

/** Start of the page of an address. */
function pageOf(address: number): number {
  return Math.floor(address / PAGE) * PAGE;
}

/**
 * Looks at the priority entries in their order up to the one that decides for the page, by holding all of it, or is
 * `decider`. 1: there is one; 0: there is none; -1: one before it holds part of the page.
 */
function byPriorities(view: View, page: number, decider: number): number {
  const { count, index, lo, hi, priorities } = view;
  const end = page + PAGE;
  for (let k = 0; k < count; k++) {
    if (index[k] >= priorities) continue;
    if (lo[k] < end && hi[k] > page) return lo[k] <= page && hi[k] >= end ? 1 : -1;
    if (index[k] === decider) return 1;
  }
  return 0;
}

/** True if every transaction inside the page gets the same verdict: no entry that is looked at holds part of it. */
export function holdsForPage(view: View, address: number, decider: number): boolean {
  const page = pageOf(address);
  const decided = byPriorities(view, page, decider);
  if (decided !== 0) return decided > 0;
  const { count, index, lo, hi, priorities } = view;
  const end = page + PAGE;
  for (let k = 0; k < count; k++) {
    if (index[k] < priorities || lo[k] >= end || hi[k] <= page) continue;
    if (lo[k] > page || hi[k] < end) return false;
  }
  return true;
}

/** As {@link holdsForPage}, but of non-priority entries those that hold the page must give what the hits gave: `hits`. */
export function hitsHoldForPage(view: View, address: number, decider: number, hits: number): boolean {
  const page = pageOf(address);
  const decided = byPriorities(view, page, decider);
  if (decided !== 0) return decided > 0;
  const { count, index, lo, hi, rights, priorities } = view;
  let ofPage = 0;
  for (let k = 0; k < count; k++) {
    if (index[k] >= priorities && lo[k] <= page && hi[k] >= page + PAGE) ofPage |= rights[k];
  }
  return ((ofPage ^ hits) & RIGHTS) === 0;
}
