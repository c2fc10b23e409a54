/** What a design shows where it answers otherwise than the posted device under v1, and why. */
export interface Otherwise {
  readonly shows: string;
  readonly because: string;
}

const UNCHECKED =
  'a fill asks for a read; the store, which it does not permit, moves data where the page was read (tlb-iommu-path.md 6)';
const NOWHERE =
  'a fill asks for a read and is sent to the blocked region; the store moves data at an address that is no RAM';

/** By design and vector; a row that is not here shows the same as under v1. */
// biome-ignore format: a table
export const OTHERWISE: Readonly<Record<string, Readonly<Record<string, Otherwise>>>> = {
  // None: with one hart and one downstream per page, asking when a type is used or when the entry is filled for it comes
  // to the same. What tells v2 and v1 apart needs a second target in one entry: see `test/designs`.
  posted: {},
  mainline: {
    '7': { shows: 'silent / ok', because: UNCHECKED },
    '8': { shows: 'data-outside-ram', because: NOWHERE },
    '61': { shows: '0x5 / 0x212223240000000c', because: UNCHECKED },
    '62': { shows: 'data-outside-ram', because: NOWHERE },
    '64': { shows: '0x5 / 0x0 / 0x2122232400000007', because: UNCHECKED },
  },
};
