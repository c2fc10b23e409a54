/** Running totals by name. */
export class NamedCounts {
  private readonly names: readonly string[];
  private readonly counts: Map<string, number>;

  /** `names` in the order of what is added; `opened`: where the counts begin. */
  constructor(names: readonly string[], opened: Readonly<Record<string, number>>) {
    this.names = names;
    this.counts = new Map(Object.entries(opened));
  }

  /** Adds a count for each name. */
  add(counts: Int32Array): void {
    counts.forEach((count, i) => {
      const name = this.names[i] ?? `unnamed-${i}`;
      if (count !== 0) this.counts.set(name, (this.counts.get(name) ?? 0) + count);
    });
  }

  /** What is not 0, in the order of names. */
  toJson(): Record<string, number> {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
