import { dropChunks } from '../minimize/chunks.ts';

/**
 * A subset of `items` that has the property and loses it with any single element: `holds` is asked about subsets in their
 * order, and must hold for all of them. @source A. Zeller, R. Hildebrandt: Simplifying and Isolating Failure-Inducing
 * Input (ddmin, 1-minimality)
 */
export function smallestSet<T>(items: readonly T[], holds: (subset: readonly T[]) => boolean): readonly T[] {
  let set = items;
  for (let before = -1; before !== set.length; ) {
    before = set.length;
    dropChunks(
      () => set.length,
      (from, count) => {
        const left = [...set.slice(0, from), ...set.slice(from + count)];
        if (!holds(left)) return false;
        set = left;
        return true;
      },
    );
  }
  return set;
}
