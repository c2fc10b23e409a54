/** How well groups agree with what was really there, each 0 to 1. */
export interface VMeasure {
  /** 1: no group holds finds of two different bugs. */
  readonly homogeneity: number;
  /** 1: no bug has finds in two different groups. */
  readonly completeness: number;
}

/** A find: the bug that it is of, and the group that it was put into. */
export interface Labelled {
  readonly bug: string;
  readonly group: string;
}

/**
 * Both are 1 where there is nothing to mix up.
 * @source Rosenberg and Hirschberg, "V-Measure" (2007), equations 1 and 2
 */
export function vMeasure(finds: readonly Labelled[]): VMeasure {
  const bugs = entropy(finds.map(({ bug }) => bug));
  const groups = entropy(finds.map(({ group }) => group));
  // H(bug | group) = H(bug, group) - H(group), and the same the other way round.
  const joint = entropy(finds.map(({ bug, group }) => `${bug}\n${group}`));
  return {
    homogeneity: bugs === 0 ? 1 : 1 - (joint - groups) / bugs,
    completeness: groups === 0 ? 1 : 1 - (joint - bugs) / groups,
  };
}

function entropy(labels: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / labels.length;
    return sum - share * Math.log(share);
  }, 0);
}
