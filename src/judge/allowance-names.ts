import { ALLOWANCES } from '../oracle/allowances.ts';

/** Names of the oracle's allowances, in the order in which they are counted. */
export const ALLOWANCE_NAMES: readonly string[] = ALLOWANCES.map((allowance) => allowance.name);
