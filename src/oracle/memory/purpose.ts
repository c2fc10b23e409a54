/** What a transfer is made for, as far as an IOPMP tells it: {@link Bus.mark}. */
export const PURPOSE = {
  /** A load, a store, or a page walk's read of a PTE. */
  data: 0,
  fetch: 1,
  /** Either half of an AMO, or the update of A and D: one transaction that needs read and write. */
  atomic: 2,
  /** The store half of an AMO whose load half the IOPMP has refused: what was to be said of it has been said. */
  refusedAtomic: 3,
  /** By a bus master other than the hart. */
  transfer: 4,
} as const;
