/**
 * Drops as much as possible of a list: runs of half its length, then of a quarter, down to single elements, each length
 * from the end backwards. `length` gives the present length, `drop` tries to do without elements `from` to `from + count - 1`
 * and says whether they are gone. @source A. Zeller, R. Hildebrandt: Simplifying and Isolating Failure-Inducing Input (ddmin)
 */
export function dropChunks(length: () => number, drop: (from: number, count: number) => boolean): void {
  for (let size = Math.max(1, length() >> 1); size >= 1; size >>= 1) {
    for (let end = length(); end > 0; end = Math.min(end - size, length())) {
      const from = Math.max(0, end - size);
      drop(from, end - from);
    }
  }
}

/** Calls `visit` with each element index from the last to the first. */
export function backwards(length: number, visit: (index: number) => void): void {
  for (let i = length - 1; i >= 0; i--) visit(i);
}
