/**
 * A departure of the posted IOPMP as iopmp.md 7.9 has observed it in the compiled device: what is done, action by action
 * (see `actions.ts`), and what is seen, one word per action that shows something, separated by ` / `.
 */
export interface Recipe {
  /** Its ref, with what tells two recipes of one ref apart. */
  readonly id: string;
  readonly does: string;
  /** As posted. */
  readonly observed: string;
  /** As specified. */
  readonly correct: string;
  /** How the board differs from the one of 7.9. */
  readonly board?: Board;
  /** What TLB v2 makes of it as posted, if that is something else, and why. */
  readonly v2?: { readonly shows: string; readonly because: string };
}

export interface Board {
  readonly domains?: number;
  readonly srcmd?: 0 | 2;
  /** Features beyond those that 6.2 has on. */
  readonly features?: string;
  /** RRID of the other bus master; 1 unless said. */
  readonly dma?: number;
}
