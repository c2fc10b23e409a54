/** How a campaign looks for news: near what is rare, or all over its corpus. */
export type Phase = 'exploit' | 'explore';

/** Executions without anything new after which the other phase has its turn. */
export const PATIENCE = 0x1_0000;

/** By phase: the share of the picks that goes to all entries of the corpus alike. */
export const UNIFORM_SHARES: Readonly<Record<Phase, number>> = { exploit: 0.2, explore: 0.6 };

/**
 * The phase when nothing new was seen for so many executions: exploit while there is news, then in turns. News is a
 * feature slot that nobody had hit before; another hit count is none.
 *
 * @source AFL++, which changes between its explore and exploit strategies after a time without finds; here executions count
 */
export function phaseAfter(withoutNews: number): Phase {
  return Math.floor(withoutNews / PATIENCE) % 2 === 0 ? 'exploit' : 'explore';
}
