/** The page walk made last, for an explanation: PTE k, from the root down, was `pteHi:pteLo` at `addressHi:addressLo`. */
export interface LastWalk {
  readonly count: number;
  readonly addressLo: Int32Array;
  readonly addressHi: Int32Array;
  readonly pteLo: Int32Array;
  readonly pteHi: Int32Array;
  /** Level of the leaf, if the walk came to one: 0 = 4 KiB, 1 = 2 MiB, 2 = 1 GiB, 3 = 512 GiB. */
  readonly level: number;
  /** Levels of the table, 3 (Sv39) or 4 (Sv48): the first PTE is one of level `levels` - 1. */
  readonly levels: number;
}
