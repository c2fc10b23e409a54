/**
 * How inputs are made until the next plan comes. The campaign makes it at the border of two epochs and gives the same
 * one to every fuzzer, so that no choice depends on who runs what.
 */
export interface SearchPlan {
  /** Share of the picks that goes to all entries of the corpus alike, 0 to 1; the rest goes by energy. */
  readonly uniform: number;
}

/** What holds until a campaign says otherwise. */
export const FIRST_PLAN: SearchPlan = { uniform: 0.2 };
