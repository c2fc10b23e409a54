import { OPERATORS } from './operators.ts';

/**
 * How inputs are made until the next plan comes. The campaign makes it at the border of two epochs and gives the same
 * one to every fuzzer, so that no choice depends on who runs what.
 */
export interface SearchPlan {
  /** Share of the picks that goes to all entries of the corpus alike, 0 to 1; the rest goes by energy. */
  readonly uniform: number;
  /** By operator, how much it is chosen relative to its own weight, in parts of {@link EVEN_ODDS}: positive integers. */
  readonly odds: readonly number[];
}

/** Odds of an operator that is chosen as its weight says. */
export const EVEN_ODDS = 16;

/** What holds until a campaign says otherwise. */
export const FIRST_PLAN: SearchPlan = { uniform: 0.2, odds: OPERATORS.map(() => EVEN_ODDS) };

/** Executions of a chunk that belong to the stage of an entry of the corpus: its changes `from` to `from + count - 1`. */
export interface StageSpan {
  readonly entry: number;
  readonly from: number;
  readonly count: number;
}
