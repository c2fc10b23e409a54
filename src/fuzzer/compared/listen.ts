import type { Input } from '../../input/layout.ts';
import type { Comparisons } from '../../machine/comparisons.ts';

/** Runs an input and tells what it compared: a function of the input and of what is fuzzed. */
export type Listen = (input: Input, hear: (comparisons: Comparisons) => void) => void;
