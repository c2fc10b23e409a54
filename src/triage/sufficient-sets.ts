import { smallestSet } from './smallest-set.ts';

/**
 * Sets that have a property none of them keeps without any element, found one after another in what is left: a later set
 * shares with earlier ones only `necessary` elements, without which no set has it. A single element comes before a larger
 * set of what is left. `holds` must have an answer for every subset of `all`, in its order.
 */
export function sufficientSets<T>(
  all: readonly T[],
  necessary: readonly T[],
  holds: (subset: readonly T[]) => boolean,
): readonly (readonly T[])[] {
  if (holds([])) return [[]];
  const sets: (readonly T[])[] = [];
  for (let left = all; holds(left); ) {
    const set = smallestOf(left, necessary, holds);
    sets.push(set);
    const spent = set.filter((item) => !necessary.includes(item));
    if (spent.length === 0) break;
    left = left.filter((item) => !spent.includes(item));
  }
  return sets;
}

function smallestOf<T>(
  left: readonly T[],
  necessary: readonly T[],
  holds: (subset: readonly T[]) => boolean,
): readonly T[] {
  const single = left.find((item) => holds([item]));
  if (single !== undefined) return [single];
  return smallestSet(necessary.length > 0 && holds(necessary) ? necessary : left, holds);
}
