/** An input as far as distilling goes. */
export interface Owner {
  /** Decides between equals; no two owners have the same. */
  readonly name: string;
  /** What an execution of it costs. */
  readonly steps: number;
  /** Ids of the features that it shows, each once. */
  readonly features: Int32Array;
}

/**
 * Few of `owners` that together show every feature that all of them show: feature by feature, the rarest first, its
 * cheapest owner is taken, unless one that was taken before shows it. What the others make needless is taken out
 * again, the dearest first, so that no single one of the result can be missed. Ordered by name; depends on no order.
 *
 * @source AFL, afl-cmin: the best candidate per tuple, tuples in the order of their rarity
 */
export function distil(owners: readonly Owner[]): readonly Owner[] {
  const ranked = [...owners].sort(byCost);
  const cheapest = new Map<number, Owner>();
  const taken = new Set<Owner>();
  const shown = new Set<number>();
  for (const owner of ranked) {
    for (const id of owner.features) if (!cheapest.has(id)) cheapest.set(id, owner);
  }
  for (const id of rarestFirst(ranked)) {
    const owner = cheapest.get(id);
    if (shown.has(id) || owner === undefined) continue;
    taken.add(owner);
    for (const other of owner.features) shown.add(other);
  }
  return withoutNeedless([...taken].sort(byCost).reverse()).sort(byName);
}

/** In how many of the inputs each feature shows. */
export function frequencies(owners: readonly Owner[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { features } of owners) {
    for (const id of features) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** The features of all owners; of equally rare ones the lower id first. */
function rarestFirst(owners: readonly Owner[]): number[] {
  const pairs = [...frequencies(owners)].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
  return pairs.map(([id]) => id);
}

/** Drops, in the order given, each owner whose features the ones that are left show too. */
function withoutNeedless(owners: readonly Owner[]): Owner[] {
  const counts = frequencies(owners);
  const countOf = (id: number) => counts.get(id) ?? 0;
  return owners.filter(({ features }) => {
    if (!features.every((id) => countOf(id) > 1)) return true;
    for (const id of features) counts.set(id, countOf(id) - 1);
    return false;
  });
}

function byCost(a: Owner, b: Owner): number {
  return a.steps - b.steps || byName(a, b);
}

function byName(a: Owner, b: Owner): number {
  return a.name < b.name ? -1 : 1;
}
